"""The schema of every form. Knows WTForms and nothing of pages, paper, register or mail."""

import json
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Any

from forms.followup.uppfoljning import Uppfoljning
from forms.keeping import KeptAs
from forms.kinds import KINDS
from forms.loading import forms_of_folder
from forms.moderation.borttaget_inlagg import BorttagetInlagg
from forms.plan.aktivitetsplan import Aktivitetsplan
from forms.plan.edition_1 import FirstAktivitetsplan
from forms.printable import PartForm, PrintableForm
from forms.question import Approval, Choice, Condition, Question, Signer, when
from forms.section import Part, Section
from forms.shape import AnswersError

_OF_THE_HOUSE: tuple[type[PrintableForm], ...] = (Aktivitetsplan, BorttagetInlagg, Uppfoljning)
_OWN = forms_of_folder(Path(__file__).with_name("own"), "forms.own", _OF_THE_HOUSE)
FORMS: tuple[type[PrintableForm], ...] = (*_OF_THE_HOUSE, *_OWN.offered)
# Editions that nobody fills in any more, so that what they asked can still be read.
EARLIER: tuple[type[PrintableForm], ...] = (FirstAktivitetsplan, *_OWN.earlier)
# What is wrong with files of own forms; who serves pages refuses to begin.
UNFIT = _OWN.unfit


def form_by_slug(slug: str) -> type[PrintableForm] | None:
    """The form at the address `/<slug>/`, or None."""
    return next((form for form in FORMS if form.slug == slug), None)


def facts_of(slug: str) -> type[PrintableForm]:
    """The form at a slug as it is today, or was; one that nobody has kept is any form."""
    return next((one for one in (*FORMS, *EARLIER) if one.slug == slug), PrintableForm)


def definite_of(slug: str) -> str:
    """What the form calls itself in a sentence."""
    return facts_of(slug).definite


def hidden_from(readers: Collection[str] = ()) -> frozenset[str]:
    """The slugs of forms that are read by few, of which `readers`, names as in `read_by`, are
    none."""
    few = {one.slug: facts_of(one.slug).read_by for one in (*FORMS, *EARLIER)}
    return frozenset(slug for slug, some in few.items() if some and not {*some} & {*readers})


def end_in_words(why: str) -> str:
    """Why a filing of any form came to its end, by the word that was kept."""
    said = (one.wording.ends for one in (*FORMS, *EARLIER))
    return next((ends[why] for ends in said if why in ends), why)


def lists_people(slug: str) -> bool:
    """Whether the register keeps who stands in such a form, so that they find it again."""
    form = form_by_slug(slug)
    return form is not None and bool(form.kept_as.people)


def is_administered(slug: str) -> bool:
    """Whether such a form says who administers what it is about: whom letters can be sent."""
    return bool(facts_of(slug).kept_as.administrators)


def canonical_json(answers: dict[str, Any]) -> bytes:
    """The one way to write `answers`, so that equal answers have equal digests."""
    text = json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def answers_digest(answers: dict[str, Any]) -> str:
    """SHA-256 of the canonical answers, in hex; its beginning is printed on every page."""
    return sha256(canonical_json(answers)).hexdigest()


__all__ = [
    "EARLIER",
    "FORMS",
    "KINDS",
    "UNFIT",
    "Aktivitetsplan",
    "AnswersError",
    "Approval",
    "BorttagetInlagg",
    "Choice",
    "Condition",
    "KeptAs",
    "Part",
    "PartForm",
    "PrintableForm",
    "Question",
    "Section",
    "Signer",
    "Uppfoljning",
    "answers_digest",
    "canonical_json",
    "definite_of",
    "end_in_words",
    "facts_of",
    "form_by_slug",
    "hidden_from",
    "is_administered",
    "when",
]
