"""Answers that were filed before and may help who fills in a form now."""

from sqlalchemy import Engine

from forms import form_by_slug
from register.subjects import subjects_to_offer
from register.suggestions import suggestions_for


def earlier_answers(register: Engine, slug: str) -> dict[str, list[str]]:
    """By the name of the input that they may help with, in alphabetical order: answers to the same
    form, and those of the form that it says it offers from. None of them is about a person."""
    found, form = suggestions_for(register, slug), form_by_slug(slug)
    other = form_by_slug(form.offers_from) if form else None
    if form is None or other is None:
        return found
    theirs = suggestions_for(register, other.slug)
    theirs[other.subject_from] = subjects_to_offer(register, other.slug)
    asked = {leaf.name for leaf in form.blank().leaves()}
    both = {name: {*found.get(name, ()), *theirs[name]} for name in asked & theirs.keys()}
    return found | {name: sorted(texts) for name, texts in both.items()}
