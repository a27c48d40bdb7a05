"""Who signs a form: a signer may hang on an answer, or stand for each row of a list."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from forms.question import Approval, Signer


def hangs_on_answers(form: Any) -> bool:
    """Whether a form, or its class, has other signers for other answers."""
    for approval in form.approvals:
        if approval.asked_if or any(one.asked_if or one.each_of for one in approval.signers):
            return True
    return False


def approvals_of(form: Any) -> list[Approval]:
    """The approvals of a bound form that somebody signs, each with those who do: every one of them
    where nothing is answered, as on a blank."""
    if not hangs_on_answers(form):
        return list(form.approvals)
    is_blank = not form.answers()
    found = [
        replace(one, signers=tuple(_signers(form, one.signers, is_blank=is_blank)))
        for one in form.approvals
        if is_blank or one.asked_if is None or form.is_met(one.asked_if)
    ]
    return [one for one in found if one.signers]


def _signers(form: Any, signers: tuple[Signer, ...], *, is_blank: bool) -> Iterator[Signer]:
    for one in signers:
        if is_blank or one.asked_if is None or form.is_met(one.asked_if):
            yield from _each(form, one, is_blank=is_blank) if one.each_of else (one,)


def _each(form: Any, signer: Signer, *, is_blank: bool) -> Iterator[Signer]:
    """One for each row that is filled in, or that there is room for on a blank."""
    rows = form.row_list(signer.each_of)
    if rows is None:
        return
    filled = (
        (place, row) for place, row in enumerate(rows.entries) if is_blank or not row.is_blank
    )
    for number, (place, _) in enumerate(filled, 1):

        def in_row(part: str, place: int = place) -> str:
            return f"{signer.each_of}-{place}-{part}" if part else ""

        yield replace(
            signer,
            title=signer.title.format(number),
            name_from=in_row(signer.name_from),
            position_from=in_row(signer.position_from),
            delegated_from=in_row(signer.delegated_from),
            each_of="",
        )


def titles_in(approvals: tuple[Approval, ...]) -> list[str]:
    """Everybody who may sign, for who has not filled in anything yet."""
    signers = (signer for approval in approvals for signer in approval.signers)
    return [" ".join(one.title.replace("{}", " ").split()) for one in signers]
