"""Typst: `python -m bench.peers.typst_form N OUT.pdf [STANDARD]`, tagged PDF/A and PDF/UA-1."""

import json
import sys
from pathlib import Path

from bench.measure import Maker, main
from bench.plans import Plan

_TEMPLATE = Path(__file__).with_name("form.typ")
_FONTS = Path(__file__).parent.parent.parent / "pdf" / "fonts"


def load() -> Maker:
    """The compiler is kept, so that Typst's own cache works."""
    import typst

    from bench.peers.facts import code_as_svg, facts

    standard = sys.argv[3] if len(sys.argv) > 3 else "a-2a"
    compiler = typst.Compiler(str(_TEMPLATE), font_paths=[str(_FONTS)], ignore_system_fonts=True)

    def make(plan: Plan) -> bytes:
        inputs = {
            "plan": json.dumps(facts(plan), ensure_ascii=False),
            "code": code_as_svg(plan.url),
            "standard": standard,
        }
        standards = [standard, "ua-1"]
        return compiler.compile(
            format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=plan.issued_at
        )

    return make


if __name__ == "__main__":
    main("typst", load)
