"""Answers that were filed before and may help who fills in a form now."""

from sqlalchemy import Engine

from forms import PrintableForm, form_by_slug
from register.subjects import subjects_to_offer
from register.suggestions import suggestions_for


def earlier_answers(register: Engine, slug: str) -> dict[str, list[str]]:
    """By the name of the input that they may help with, in alphabetical order: answers to the same
    form, and those of the form that it says it offers from. None of them is about a person, of a
    form that is read by few, or of a paper that nobody has seen signed (register.suggestions)."""
    form = form_by_slug(slug)
    if form is None:
        return {}
    found, other = _of(register, form), form_by_slug(form.offers_from)
    if other is None or other.read_by:
        return found
    theirs = _of(register, other)
    theirs[other.subject_from] = subjects_to_offer(register, other.slug)
    asked = {leaf.name for leaf in form.blank().leaves()}
    both = {name: {*found.get(name, ()), *theirs[name]} for name in asked & theirs.keys()}
    return found | {name: sorted(texts) for name, texts in both.items()}


def _of(register: Engine, form: type[PrintableForm]) -> dict[str, list[str]]:
    """Nothing of a form that few may read."""
    if form.read_by:
        return {}
    names = [leaf.name for leaf in form.blank().leaves() if leaf.suggest]
    return suggestions_for(register, form.slug, names)
