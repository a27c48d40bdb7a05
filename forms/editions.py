"""Editions: an answer is read by the form that asked it, and carried over to the form of today.

When what a form asks is changed, `edition` is raised and the class as it was is kept among EARLIER.
What an edition asked that nobody kept is not known any more, but its answers are.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import forms
from forms.cleaning import clean_text
from forms.difference import Difference
from forms.kinds.choices import Choices
from forms.printable import PrintableForm, Rest
from forms.question import Signer
from forms.signing import hangs_on_answers
from forms.values.hours import swedish

_DIGITS_OF_DIGEST = 12
# Who signs a paper of an edition that nobody kept.
_WHOEVER_SIGNS = Signer("De som står under Godkännande på papperet")


def form_of(slug: str, edition: str) -> type[PrintableForm] | None:
    """The form as it asked in that edition; None when nobody kept it."""
    every = (*forms.FORMS, *forms.EARLIER)
    return next((one for one in every if (one.slug, one.edition) == (slug, edition)), None)


def as_asked(slug: str, edition: str, answers: Mapping[str, Any]) -> PrintableForm | None:
    """Answers in the form that asked them; None when nobody kept it. Never raises."""
    form_class = form_of(slug, edition)
    return form_class(data=form_class.fitting(dict(answers))[0]) if form_class else None


def as_today(
    slug: str, edition: str, answers: Mapping[str, Any], **meta: Any
) -> PrintableForm | None:
    """Answers of any edition in the form of today, whose `difference` tells what became of them.

    None when the form is no longer offered. Never raises, whatever `answers` hold.
    """
    today, asked = forms.form_by_slug(slug), form_of(slug, edition)
    if today is None:
        return None
    odd: Rest = {}
    given = dict(answers)
    if asked is not None and asked is not today:
        fit, odd = asked.fitting(given)
        given = today.carried_over(fit, edition)
    kept, rest = today.fitting(given)
    form = today(data=kept, meta=meta)
    if asked is not today or rest:
        both = {name: odd.get(name, []) + rest.get(name, []) for name in odd | rest}
        form.difference = _difference(form, asked, given, both)
    return form


def signers_hang_on_answers(slug: str, edition: str) -> bool:
    """Whether one must know the answers to say who signs them."""
    asked = form_of(slug, edition)
    return asked is not None and hangs_on_answers(asked)


def signers_of(slug: str, edition: str, answers: Mapping[str, Any]) -> list[Signer]:
    """Who signs `answers` on paper, in words that fit any form when nobody kept that edition.

    Where signers do not hang on answers these are not looked at.
    """
    asked, today = form_of(slug, edition), forms.form_by_slug(slug)
    if asked is None:
        return [_WHOEVER_SIGNS] if today is not None and today.approvals else []
    if not hangs_on_answers(asked):
        return [signer for approval in asked.approvals for signer in approval.signers]
    found = as_asked(slug, edition, answers)
    return found.signers() if found else []


def printed_names(slug: str, edition: str, answers: Mapping[str, Any]) -> list[str]:
    """The names that are printed for those who sign, in their order; empty where one is written by
    hand, or nobody kept that edition."""
    form = as_asked(slug, edition, answers)
    if form is None:
        return ["" for _ in signers_of(slug, edition, answers)]
    return [form.answer_to(one.name_from) for one in form.signers()]


def titles_at(signers: Sequence[Signer], places: Iterable[int]) -> list[str]:
    """The titles of some who sign, by their places among all; places that are none are left out."""
    return [signers[place].title for place in places if place < len(signers)]


def paper_rule_of(slug: str, edition: str, hand_in: str) -> str:
    """What becomes of the signed paper, by the form of today when nobody kept that edition."""
    form = form_of(slug, edition) or forms.form_by_slug(slug)
    return form.paper_rule(hand_in) if form else ""


def digest_of(form_class: type[PrintableForm]) -> str:
    """Hex digits that change with what the form asks, and not with hints and examples."""
    questions = [
        (section.question.number, section.question.text, [one.name for one in section.fields])
        for section in form_class().sections()
    ]
    told = json.dumps([questions, form_class.schema()], ensure_ascii=False, sort_keys=True)
    return sha256(told.encode()).hexdigest()[:_DIGITS_OF_DIGEST]


def _difference(
    form: PrintableForm, asked: type[PrintableForm] | None, given: Mapping[str, Any], rest: Rest
) -> Difference:
    before = dict(_by_name(asked())) if asked else {}
    new, changed = [], []
    for name, (words, heading) in _by_name(form):
        was_asked = name in before or name in given
        if asked and not was_asked:
            new.append(heading)
        elif name in rest or (asked and before.get(name, ("", ""))[0] != words):
            changed.append(heading)
    headings = {name: heading for name, (_, heading) in (dict(_by_name(form)) | before).items()}
    gone = {
        headings.get(name, name): text
        for name, values in rest.items()
        if (text := _told([_in_words(asked, name, one) for one in values]))
    }
    return Difference(tuple(new), tuple(changed), gone, is_unknown=asked is None)


def _by_name(form: PrintableForm) -> Iterator[tuple[str, tuple[str, str]]]:
    """The name of each question, its words, and the same with its number."""
    for heading, field in form.named():
        text = field.question.text if field.question else ""
        yield field.short_name, (f"{text} {field.label.text}", heading)


def _in_words(asked: type[PrintableForm] | None, name: str, value: Any) -> Any:
    """Of a choice the words that stood beside it, where the form that asked still knows them."""
    field = asked.blank()._fields.get(name) if asked else None
    return field.cell(value) if isinstance(field, Choices) else value


def _told(value: object) -> str:
    """A value from JSON as a person reads it; names inside it are left out."""
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(_told, value.values())))
    if isinstance(value, list):
        return "\n".join(filter(None, map(_told, value)))
    if isinstance(value, bool) or value is None:
        return "Ja" if value else ""
    return swedish(value) if isinstance(value, float) else clean_text(value)
