"""The approvals: heading, statements, signatures and the note about the copy, on one page."""

from forms import Approval, PrintableForm
from pdf import geometry, styles
from pdf.blocks import Block, Frame, SignatureBlock, Stack, paragraph
from pdf.file.tags import Element

_INNER_WIDTH = geometry.BODY_WIDTH - 2 * geometry.QUESTION_INDENT
_HEADING = "Godkännande"
_BEFORE = 3.0
_FRAME = Frame(stroke="0 G", line_width=1.0)


def approval_section(form: PrintableForm, document: Element) -> list[Block]:
    """One block that is never split, or nothing for a form that nobody signs."""
    if not form.approvals:
        return []
    section = document.add("Sect")
    heading = paragraph(_HEADING, styles.SECTION_HEADING, _INNER_WIDTH, section.add("H2"))
    blocks: list[Block] = [heading]
    for approval in form.approvals:
        blocks += _signatures(form, approval, section)
    if form.copy_note:
        blocks.append(paragraph(form.copy_note, styles.COPY_NOTE, _INNER_WIDTH, section.add("P")))
    return [
        Stack(
            blocks,
            geometry.BODY_WIDTH,
            padding_top=geometry.APPROVAL_PADDING,
            padding_bottom=geometry.APPROVAL_PADDING,
            indent=geometry.QUESTION_INDENT,
            frame=_FRAME,
            before=_BEFORE,
            stays_whole=True,
        )
    ]


def _signatures(form: PrintableForm, approval: Approval, section: Element) -> list[Block]:
    statement = paragraph(approval.statement, styles.STATEMENT, _INNER_WIDTH, section.add("P"))
    signers = [
        SignatureBlock(
            signer.title, form.answer_to(signer.name_from), section.add("Sect"), _INNER_WIDTH
        )
        for signer in approval.signers
    ]
    return [statement, *signers]
