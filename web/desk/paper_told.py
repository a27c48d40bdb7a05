"""What pages tell of a paper that came home: what was seen, in words, and where it can be seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from forms.editions import printed_names, signers_of
from register.filings import Filing
from register.papers import Paper, Seen, Signed
from register.verdicts import Ink, Why

# What was seen where somebody signs: never that somebody has signed, which a human says.
INK_WORDS: Mapping[Ink, str] = {
    Ink.WRITTEN: "något står här",
    Ink.EMPTY: "tomt",
    Ink.UNSURE: "osäkert",
}
# On both sides of a change together, in mm.
_AROUND = 12
APART_WORDS: Mapping[str, str] = {
    Why.COPY: "kopian, inte originalet",
    Why.OUTDATED: "en äldre version",
    Why.ALTERED: "ändrat för hand, gäller inte",
}


@dataclass(frozen=True)
class Place:
    """Where somebody signs: whose it is, what was seen there in words, the address of what was cut
    out of the sheet, and its page; nothing of these when no sheet shows it."""

    title: str
    name: str
    signature: str
    date: str
    picture: str
    page: int
    is_ticked: bool

    @property
    def who(self) -> str:
        """Role and name, as they are printed."""
        return f"{self.title}, {self.name}" if self.name else self.title


@dataclass(frozen=True)
class Picture:
    """Something that can be seen: what it is, its address, and about how large it is in mm, so that
    a page keeps room for it."""

    words: str
    address: str
    width: int = 210
    height: int = 297


def places_of(paper: Paper, filing: Filing, reference: str) -> list[Place]:
    """Those who are to sign, in their order on the paper."""
    titles = [one.title for one in signers_of(filing.form, filing.edition, filing.answers)]
    names = printed_names(filing.form, filing.edition, filing.answers)
    sheets = {one.id: one for one in paper.sheets}
    return [
        _place(paper, one, title, name, sheets.get(one.sheet_id or 0), reference)
        for one, title, name in zip(paper.signers, titles, names, strict=False)
    ]


def _place(
    paper: Paper, one: Signed, title: str, name: str, sheet: Seen | None, reference: str
) -> Place:
    if sheet is None:
        return Place(title, name, "", "", "", 0, is_ticked=_is_ticked(paper, one, None))
    return Place(
        title,
        name,
        INK_WORDS[one.signature],
        INK_WORDS[one.date],
        _cutting(reference, sheet.id, f"signer-{one.signer}"),
        sheet.page,
        is_ticked=_is_ticked(paper, one, sheet),
    )


def _is_ticked(paper: Paper, one: Signed, sheet: Seen | None) -> bool:
    """As somebody has said, and else, or when it came later, as it was seen."""
    mark = paper.mark
    if mark and one.signer in mark.signers:
        return True
    is_news = sheet is not None and not (mark and mark.at and sheet.seen_at <= mark.at)
    return is_news and one.signature is Ink.WRITTEN


def pages_of(paper: Paper, reference: str) -> list[Picture]:
    """The sheets that count, in the order of their pages."""
    return [Picture(f"Sida {one.page}", _sheet(reference, one.id)) for one in paper.sheets]


def changes_of(paper: Paper, reference: str) -> list[Picture]:
    """What stands on them and not on the plan that was filed."""
    pages = {one.id: one.page for one in paper.sheets}
    return [
        Picture(
            f"Sida {pages[one.sheet_id]}",
            _cutting(reference, one.sheet_id, f"change-{one.n}"),
            *(round(side) + _AROUND for side in one.box[2:]),
        )
        for one in paper.changes
    ]


def apart_of(paper: Paper, reference: str) -> list[Picture]:
    """The sheets that do not count, and why."""
    known = [(one, APART_WORDS.get(one.why, "räknas inte")) for one in paper.apart]
    doubles = [(one, "sidan har kommit flera gånger") for one in paper.doubles]
    return [
        Picture(
            f"Sida {one.page}: {why}" if one.page else why.capitalize(), _sheet(reference, one.id)
        )
        for one, why in (*known, *doubles)
    ]


def _sheet(reference: str, sheet_id: int) -> str:
    return url_for("desk_paper.sheet", reference=reference, sheet_id=sheet_id)


def _cutting(reference: str, sheet_id: int, kind: str) -> str:
    return url_for("desk_paper.cutting", reference=reference, sheet_id=sheet_id, kind=kind)
