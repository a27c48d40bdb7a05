"""Every page and state, held to WCAG 2.2 AA by machines where machines can judge."""

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.nodetools import node_module
from tests.journeys.pages import Document
from tests.journeys.servers import Server
from tests.journeys.states import SETTINGS, walk
from tests.programs import program

# As narrow as a telephone, where most moves when a font or a picture comes.
WALKED = {"width": 390, "height": 800}
DESKTOP = {"width": 1280, "height": 1024}
TELEPHONE = {"width": 320, "height": 640}
ZOOMED = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %
RULES_IN_BROWSER = Path(__file__).with_name("rules.js").read_text(encoding="utf-8")

# Kept from before the first thing is drawn; what moves right after a key or a press is expected.
WATCH_SHIFTS = """
    window.shifts = [];
    window.watch = new PerformanceObserver((list) => note(list.getEntries()));
    const note = (entries) => {
        for (const one of entries) {
            if (one.hadRecentInput) continue;
            shifts.push(`${one.value} ${one.sources.map((s) => s.node?.nodeName)}`);
        }
    };
    watch.observe({ type: "layout-shift", buffered: true });
    window.shiftsSoFar = async () => {
        await document.fonts.ready;
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        note(watch.takeRecords());
        return shifts.splice(0);
    };
"""

# Some browsers forget what a table is when its cells are set as blocks, as ours are on telephones,
# unless each part says what it is. The checker finds that needless.
ROLE_OF_A_TABLE = re.compile(
    "The “role” attribute must not be used on a “t[a-z]+” element which has a “table” ancestor"
    "|The “[a-z]+” role is unnecessary for element “t(able|head|body|r|h|d)”"
)

Judge = Callable[[Page], list[str]]
Findings = dict[str, dict[str, list[str]]]
"""By rule, then by state: what breaks the rule there."""


def axe(page: Page) -> list[str]:
    """What axe-core finds, best practices included."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((node_module("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    report = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in report["violations"]
        for node in one["nodes"]
    ]


def by(rule: str, **media: str) -> Judge:
    """A judge that applies a rule of rules.js, with the reader's wishes in `media`."""

    def judge(page: Page) -> list[str]:
        page.emulate_media(**media)
        if not page.evaluate("'pageRules' in window"):
            page.evaluate(RULES_IN_BROWSER)
        found = page.evaluate(f"pageRules.{rule}()")
        page.emulate_media(**dict.fromkeys(media, "null"))
        return found

    return judge


def shifts(page: Page) -> list[str]:
    """What has moved by itself since the page was asked for."""
    found: list[str] = page.evaluate("window.shiftsSoFar?.() ?? []")
    return found


AS_WALKED: dict[str, Judge] = {"nothing moves by itself": shifts}
AT_DESKTOP: dict[str, Judge] = {
    "axe-core finds nothing": axe,
    "targets are large enough": by("smallTargets"),
    "focus is seen": by("focusThatIsNotSeen"),
    "focus follows the eye": by("orderOfFocus"),
    "nothing moves for those who want no motion": by("motion", reduced_motion="reduce"),
    "forced colours leave every shape": by("shapesWithoutBorder", forced_colors="active"),
    "paper has neither buttons nor keys": by("uselessOnPaper", media="print"),
    "without styles the order makes sense": by("orderWithoutStyles"),
}
ON_TELEPHONE: dict[str, Judge] = {
    "axe-core finds nothing at 320 px": axe,
    "nothing scrolls sideways at 320 px": by("sidewaysScrolling"),
    "nothing scrolls sideways with wide spacing": by("sidewaysScrollingWithWideSpacing"),
    "targets are large enough at 320 px": by("smallTargets"),
    "focus is seen at 320 px": by("focusThatIsNotSeen"),
}
AT_400_PERCENT: dict[str, Judge] = {
    "nothing scrolls sideways at 400 %": by("sidewaysScrolling"),
    "focus is seen at 400 %": by("focusThatIsNotSeen"),
}
WINDOWS = (
    (WALKED, AS_WALKED),
    (DESKTOP, AT_DESKTOP),
    (TELEPHONE, ON_TELEPHONE),
    (ZOOMED, AT_400_PERCENT),
)
RULES = [rule for _, rules in WINDOWS for rule in rules]


@pytest.fixture(scope="module")
def walked(
    browser: Browser,
    systems: Callable[..., Server],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Findings, Path]:
    """What every rule finds in every state, and a folder with the HTML of all of them."""
    node_module("axe-core")
    folder = tmp_path_factory.mktemp("pages")
    page = browser.new_page(viewport=WALKED, locale="sv-SE")
    page.add_init_script(WATCH_SHIFTS)
    document = Document(page)
    findings: Findings = defaultdict(dict)

    def see(state: str) -> None:
        name = "".join(c if c.isalnum() else "_" for c in state)
        (folder / f"{name}.html").write_text(document.read(), encoding="utf-8")
        for window, rules in WINDOWS:
            page.set_viewport_size(window)
            for rule, judge in rules.items():
                findings[rule][state] = judge(page)
        page.set_viewport_size(WALKED)
        shifts(page)

    walk(systems(**SETTINGS), page, see)
    page.context.close()
    return findings, folder


@pytest.mark.parametrize("rule", RULES)
def test_on_every_page_and_in_every_state(walked: tuple[Findings, Path], rule: str) -> None:
    findings, _ = walked
    assert {state: found for state, found in findings[rule].items() if found} == {}


def test_the_walk_comes_to_every_state_that_there_is(walked: tuple[Findings, Path]) -> None:
    findings, _ = walked
    states = findings[RULES[0]]
    pages = [state for state in states if state.startswith("page ")]
    assert {"page /", "page /tillganglighet/", "page /personuppgifter/"} <= set(pages)
    assert "page /register/planer/" in pages
    assert any(re.fullmatch(r"page /mina-planer/AP-\d{4}-0001/", one) for one in pages)
    assert len(states) - len(pages) >= 40


def test_the_html_of_every_page_is_valid(walked: tuple[Findings, Path]) -> None:
    _, folder = walked
    assert invalid(sorted(str(page) for page in folder.glob("*.html"))) == []


def invalid(pages: list[str]) -> list[str]:
    """What the Nu HTML Checker says of files."""
    checker = node_module("vnu-jar") / "build" / "dist" / "vnu.jar"
    command = [
        program("java"),
        "-Xss4m",
        "-jar",
        str(checker),
        "--format",
        "json",
        "--exit-zero-always",
    ]
    done = subprocess.run([*command, *pages], capture_output=True, text=True, check=True)
    return messages_in(done.stderr)


def messages_in(report: str) -> list[str]:
    """The checker's errors and warnings, with page and place."""
    messages: list[dict[str, Any]] = json.loads(report)["messages"]
    return [
        f"{Path(one['url']).name}:{one.get('lastLine')} {one['message']} {one.get('extract', '')}"
        for one in messages
        if one["type"] == "error" or one.get("subType") == "warning"
        if not ROLE_OF_A_TABLE.search(one["message"])
    ]
