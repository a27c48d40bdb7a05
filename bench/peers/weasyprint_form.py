"""WeasyPrint: `python -m bench.peers.weasyprint_form N OUT.pdf`, PDF/UA-1."""

from html import escape
from pathlib import Path
from typing import Any

from bench.measure import Maker, main
from bench.peers import wording
from bench.plans import Plan

_FONTS = Path(__file__).parent.parent.parent / "pdf" / "fonts"
_FACES = "".join(
    f"@font-face {{ font-family: Noto; font-weight: {weight}; src: url({file.as_uri()}) }}"
    for weight, file in (
        (400, _FONTS / "NotoSans-Regular.ttf"),
        (700, _FONTS / "NotoSans-Bold.ttf"),
    )
)
_STYLE = """
@page { size: A4; margin: 15mm 17mm 39mm 25mm;
  @bottom-left { content: element(foot); width: 100%; border-top: .75pt solid } }
body { font: 10.5pt/14.5pt Noto } h1 { font-size: 20pt; margin: 1mm 0 }
h2 { font-size: 10.5pt; margin: 0; break-after: avoid } p { margin: 0 0 .6mm }
.foot { position: running(foot); font-size: 8.5pt; line-height: 11.5pt; width: 100% }
.foot svg { float: right; width: 20mm; height: 20mm } .foot i:after
  { content: counter(page) " av " counter(pages) }
section { border: .75pt solid #777; margin-bottom: 2mm } section > * { padding: .6mm 2.4mm }
.wording { background: #ededed } small { font-size: 9pt; color: #444 }
table { border-collapse: collapse; width: 100% } td, th { border: .5pt solid; text-align: left }
.approval { border: 1pt solid; padding: 2mm; break-inside: avoid }
.lines { display: flex; gap: 2mm; margin-top: 12mm } .lines div { border-top: .8pt solid }
"""


def load() -> Maker:
    """The style sheet and the fonts are read once."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from bench.peers.facts import code_as_svg, facts

    fonts = FontConfiguration()
    style = CSS(string=_FACES + _STYLE, font_config=fonts)

    def make(plan: Plan) -> bytes:
        page = _page(facts(plan), code_as_svg(plan.url))
        return HTML(string=page).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"
        )

    return make


def _page(facts: dict[str, Any], code: str) -> str:
    filing = f"{facts['reference']}, version {facts['version']}"
    sections = "".join(_section(part) for part in wording.parts(facts["answers"]))
    svg = code[code.index("<svg") :]
    return (
        f"<html lang=sv><title>{wording.TITLE} – {filing}</title><body>"
        f"<div class=foot>{svg}<b>{wording.MUNICIPALITY}</b> <i>Sida </i><br>"
        f"{wording.ANNEX} {wording.TITLE}<br>{filing}<br>"
        f"Innehållets fingeravtryck: {facts['digest']}</div>"
        f"<p><b>{wording.MUNICIPALITY}</b> {wording.ANNEX} {filing} {facts['issued_on']}</p>"
        f"<h1>{wording.TITLE}</h1><p>{wording.INTRO}</p>{sections}"
        f"{_approvals(facts['answers'])}"
    )


def _section(part: wording.Part) -> str:
    texts = "".join(
        f"<p><small>{label}</small> {escape(one)}</p>"
        for label, text in part.texts
        for one in text.split("\n\n")
    )
    head = f"<div class=wording><h2>{part.heading}</h2><small>{part.note}</small></div>"
    return f"<section>{head}<div>{texts}{_table(part.rows)}</div></section>"


def _table(rows: list[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    headings = "".join(f"<th scope=col>{text}</th>" for text in wording.PEOPLE_HEADINGS)
    lines = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{headings}</tr></thead><tbody>{lines}</tbody></table>"


def _approvals(answers: dict[str, Any]) -> str:
    blocks = []
    for statement, signers in wording.approvals(answers):
        blocks.append(f"<p><b>{statement}</b></p>")
        for title, name in signers:
            date, signature, clear = wording.SIGNATURE_LABELS
            blocks.append(
                f"<div>{title}</div><div class=lines><div style='width:34mm'>{date}</div>"
                f"<div style='width:66mm'>{signature}</div>"
                f"<div style='width:60mm'>{clear}: {escape(name)}</div></div>"
            )
    note = f"<p><b>{wording.COPY_NOTE}</b></p>"
    return f"<div class=approval><h2>Godkännande</h2>{''.join(blocks)}{note}</div>"


if __name__ == "__main__":
    main("weasyprint", load)
