"""Editions: an answer is read by the form that asked it, and carried over to the form of today.

When what a form asks is changed, `edition` is raised and the class as it was is kept among EARLIER.
What an edition asked that nobody kept is not known any more, but its answers are.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeAlias

import forms
from forms.cleaning import clean_text
from forms.difference import Difference
from forms.kinds import Field, Group, RowList
from forms.printable import PrintableForm
from forms.question import Signer
from forms.samples import Length, sample
from forms.section import leaves_of
from forms.shape import Path
from forms.signing import hangs_on_answers
from forms.values.hours import swedish

Aside: TypeAlias = list[tuple[Path, Any]]
"""Values that no question has room for, with the place where each stood."""

_DIGITS_OF_DIGEST = 12
_PAIRS_REMEMBERED = 32
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
    odd: Aside = []
    renamed: dict[str | int, str] = {}
    given = dict(answers)
    before = asked(data={}) if asked else None
    if asked is not None and asked is not today:
        fit, odd = asked.sorted_out(given)
        before = asked(data=fit)
        given = today.carried_over(dict(fit), edition)
        renamed = _renamed(fit, given, before)
    kept, rest = today.sorted_out(given)
    rest = [((renamed.get(path[0], path[0]), *path[1:]) if path else path, it) for path, it in rest]
    form = today(data=kept, meta=meta)
    if asked is not today or rest:
        form.difference = _difference(form, before, given, [*odd, *rest])
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


def _renamed(
    fit: Mapping[str, Any], given: Mapping[str, Any], before: PrintableForm
) -> dict[str | int, str]:
    """What answers were called in the form `before` that were carried over under new names."""
    return {
        name: old
        for name, value in given.items()
        for old in fit
        if name not in before._fields and old not in given and fit[old] == value
    }


@lru_cache(_PAIRS_REMEMBERED)
def _carried_names(today: type[PrintableForm], asked: type[PrintableForm]) -> frozenset[str]:
    """Under which names answers to `asked` are carried over, when all of it is answered."""
    answers = sample(asked, Length.ORDINARY).typed()
    return frozenset(today.carried_over(answers, asked.edition))


def _difference(
    form: PrintableForm, before: PrintableForm | None, given: Mapping[str, Any], aside: Aside
) -> Difference:
    """What became of answers to the form `before`, None when nobody kept it."""
    words = {name: told for name, (told, _) in _by_name(before)} if before else {}
    carried = _carried_names(type(form), type(before)) if before else frozenset()
    left = {str(path[0]) if path else "" for path, _ in aside}
    new, changed = [], []
    for name, (told, heading) in _by_name(form):
        was_asked = name in words or name in given or name in carried
        if before and not was_asked:
            new.append(heading)
        elif name in left or (before and words.get(name, "") != told):
            changed.append(heading)
    gone = _gone(form, before, [*aside, *_not_asked_now(form, before)])
    return Difference(tuple(new), tuple(changed), gone, is_unknown=before is None)


def _not_asked_now(form: PrintableForm, before: PrintableForm | None) -> Iterator[tuple[Path, Any]]:
    """Answers that are kept and not asked for any more, since a condition is new or another."""
    if before and before.has_conditions:
        asked = {field.short_name for field in before if field.is_asked}
    else:
        asked = {field.short_name for field in form}
    for field in form.with_all_asked() if form.has_conditions else ():
        name = field.short_name
        if not field.is_blank and not form[name].is_asked and name in asked:
            yield (name,), field.answer


def _gone(form: PrintableForm, before: PrintableForm | None, aside: Aside) -> dict[str, str]:
    """Each question with its answers that stand nowhere now, in the words of the form that asked
    where it is known."""
    forms_known = [one for one in (before, form) if one is not None]
    headings = {
        name: heading for one in (form, before) if one for name, (_, heading) in _by_name(one)
    }
    found: dict[str, list[str]] = {}
    for path, value in aside:
        name = str(path[0]) if path else ""
        places = (_place(one, path) for one in forms_known)
        label, field = next((place for place in places if place), ("", None))
        if text := _in_words(field, value):
            found.setdefault(headings.get(name, name), []).append(f"{label}{text}")
    return {heading: "\n".join(texts) for heading, texts in found.items()}


def _place(form: PrintableForm, path: Path) -> tuple[str, Field] | None:
    """The field that a path leads to, with what it is called inside of its question."""
    if not path or path[0] not in form._fields:
        return None
    field: Any = form._fields[path[0]]
    words: list[str] = []
    for step in path[1:]:
        if isinstance(field, RowList) and isinstance(step, int):
            words.append(field.row_title.format(step + 1))
            field = field.entries[0]
        else:
            field = field.form._fields.get(step) if isinstance(field, Group) else None
            if field is None:
                return None
            words.append(field.label.text.rstrip(":"))
    return f"{', '.join(words)}: " if words else "", field


def _by_name(form: PrintableForm) -> Iterator[tuple[str, tuple[str, str]]]:
    """The name of each question, all that it asks, and its words with its number."""
    for heading, field in form.named():
        text = field.question.text if field.question else ""
        leaves = [field.label.text, *(leaf.label.text for leaf in leaves_of(field))]
        offered = [option.label for leaf in leaves_of(field) for option in leaf.options]
        conditions = [f"{one.name}: {one.values}" for one in field.conditions(form)]
        asked = dict.fromkeys([text, *leaves, *offered, *conditions])
        yield field.short_name, ("\n".join(asked), heading)


def _in_words(field: Field | None, value: Any) -> str:
    """A value as a person reads it, with the words of the field that it answered."""
    if isinstance(field, RowList) and isinstance(value, list):
        return "\n".join(filter(None, (_in_words(field.entries[0], one) for one in value)))
    if isinstance(field, Group):
        return _parts_in_words(field, value) if isinstance(value, Mapping) else _told(value)
    if field is None or isinstance(field, RowList) or not field.holds(value):
        return _told(value)
    return _told(field.cell(value))


def _parts_in_words(group: Group, value: Mapping[str, Any]) -> str:
    parts = {part.short_name: part for part in group.parts}
    told = {name: _in_words(parts.get(name), one) for name, one in value.items()}
    labels = {name: part.label.text.rstrip(":") for name, part in parts.items()}
    return ", ".join(
        f"{labels[name]}: {text}" if group.needs_labels and name in labels else text
        for name, text in told.items()
        if text
    )


def _told(value: object) -> str:
    """A value from JSON as a person reads it; names inside it are left out."""
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(_told, value.values())))
    if isinstance(value, list):
        return "\n".join(filter(None, map(_told, value)))
    if isinstance(value, bool) or value is None:
        return "Ja" if value else ""
    return swedish(value) if isinstance(value, float) else clean_text(value)
