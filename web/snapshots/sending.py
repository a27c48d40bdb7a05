"""A snapshot is sent in: the same page from the receipt, from *Mina planer* and in the register."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from intake.depictions import LARGEST_FILE
from office import snapshots as office_snapshots
from office.limits import Cost, seconds_for_plan
from office.snapshots import (
    LONGEST_TEXT,
    MOST_BYTES,
    MOST_FILES,
    REASONS,
    FilesRefused,
    Given,
    Problem,
)
from register.actors import Actor
from register.arrivals import name_of
from register.errors import NoRoomForPaper
from register.filings import Filing
from register.life import Life, Living, living_of
from register.snapshots import Reason, Snapshot
from swedish import day_of, swedish_date, swedish_size, swedish_wait
from web.account.typed import one_line, past_day
from web.filling.file_words import untaken
from web.office import office
from web.site.limits import LimitReached, count

CATEGORY = "snapshot"
# What is typed, and what a browser writes around files.
_ROUND_THE_FILES = 2 * 1024 * 1024
TOO_EARLY = "Kontot finns i registret sedan {}. Skriv den dagen eller en senare dag"
NO_REASON = "Välj varför bilden togs"
NO_WORDS = "Skriv vad bilden visar, till exempel: kontots startsida med de senaste inläggen"
LONG_WORDS = f"Texten är längre än {LONGEST_TEXT} tecken. Korta den"
TAKEN = "Ögonblicksbilden är sparad."
ALREADY = "De här filerna är redan sparade för {}, så de är bara med en gång."
GONE = "De här filerna har varit sparade för {} och är gallrade enligt beslut. De sparas inte igen."
AGAIN = "Inget är sparat än. Välj alla filer igen: en webbläsare kommer inte ihåg dem."
# About all files at once.
_OF_ALL: Mapping[str, str] = {
    "files": "Det är fler än {limit} filer. Välj färre, och skicka in resten för sig.",
    "bytes": "Filerna är tillsammans större än {limit}. Välj färre, och skicka in resten för sig.",
    "too-much-inside": "Filerna har tillsammans fler än {limit} sidor. Välj färre, och skicka in "
    "resten för sig.",
}


@dataclass(frozen=True)
class Door:
    """From where somebody came to the account that a filing is about, and as whom. `back` is the
    page to come back to, `is_desk` is whether they have signed in."""

    filing: Filing
    actor: Actor
    back: str
    is_desk: bool = False


@dataclass
class Typed:
    """What was sent, what is wrong with it by the id of its input, and with files one by one."""

    living: Living
    errors: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def given(self) -> Given | None:
        """What was said; None when something is wrong."""
        day, shows, since = past_day(self.errors), one_line("shows"), self.living.exists_since
        if "day" not in self.errors and since and day < since:
            self.errors["day"] = TOO_EARLY.format(swedish_date(since))
        said = request.form.get("why", "")
        why = next((one for one in Reason if one.value == said), None)
        if why is None:
            self.errors["why"] = NO_REASON
        if not shows or len(shows) > LONGEST_TEXT:
            self.errors["shows"] = LONG_WORDS if shows else NO_WORDS
        return Given(day, why, shows) if why and not self.errors else None


def take_files(blueprint: Blueprint) -> None:
    """Let the pages of `blueprint` be asked with large files, and say it when they are too large.
    Before views, because the CSRF check reads the request."""
    blueprint.url_value_preprocessor(_prepare)
    blueprint.register_error_handler(RequestEntityTooLarge, _too_large)


def _prepare(endpoint: str | None, values: dict[str, str] | None) -> None:
    request.max_content_length = MOST_BYTES + _ROUND_THE_FILES


def answered(door: Door) -> ResponseReturnValue:
    """The page, or what came of what was sent from it; 404 where there is no account."""
    living = living_of(office().register, door.filing.case_id)
    if living.life is Life.NONE:
        abort(HTTPStatus.NOT_FOUND)
    typed = Typed(living)
    if request.method == "GET" or living.exists_since is None:
        return _page(door, typed)
    return _sent(door, typed)


def _sent(door: Door, typed: Typed) -> ResponseReturnValue:
    given, files = typed.given(), [one for one in request.files.getlist("files") if one]
    if not files:
        typed.problems = [untaken("no-file", {}, "").replace("Ladda upp", "Skicka in")]
    if given is None or not files:
        return _page(door, typed), HTTPStatus.UNPROCESSABLE_ENTITY
    contents = []
    for one in files[: MOST_FILES + 1]:
        with closing(one):
            contents.append((name_of(one.filename or ""), one.read(LARGEST_FILE + 1)))
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _count_for_plan(door, len(contents))
        took = office_snapshots.take(office(), door.filing, given, contents, door.actor, count)
    except FilesRefused as refused:
        typed.problems = [_words(one) for one in refused.problems]
    except LimitReached as limit:
        wait = {"wait": swedish_wait(limit.seconds)}
        typed.problems = [untaken("too-many", wait, "Bilden")]
        status = HTTPStatus.TOO_MANY_REQUESTS
    except NoRoomForPaper:
        typed.problems = [untaken("no-room", {}, "Bilden")]
        status = HTTPStatus.SERVICE_UNAVAILABLE
    else:
        flash(_told(*took), CATEGORY)
        return redirect(f"{door.back}#ogonblicksbilder", HTTPStatus.SEE_OTHER)
    return _page(door, typed), status


def _count_for_plan(door: Door, files: int) -> None:
    for _ in range(files):
        if seconds := seconds_for_plan(office(), door.filing.case_id):
            raise LimitReached(Cost.PLANS_SCAN, seconds)


def _told(snapshot: Snapshot, is_new: bool) -> str:
    if is_new:
        return TAKEN
    return (GONE if snapshot.erased_at else ALREADY).format(swedish_date(snapshot.taken_on))


def _words(problem: Problem) -> str:
    if problem.name:
        return untaken(problem.code, problem.facts, problem.name)
    limit = problem.facts["limit"]
    told = swedish_size(limit) if problem.code == "bytes" else str(limit)
    return _OF_ALL[problem.code].format(limit=told)


def _page(door: Door, typed: Typed) -> str:
    today = day_of(office().now()).isoformat()
    first = {"why": "why-0"}
    order = ("day", "why", "shows")
    told = [(one, "files") for one in typed.problems]
    told += [(typed.errors[one], first.get(one, one)) for one in order if one in typed.errors]
    return render_template(
        "snapshots/send.html",
        door=door,
        filing=door.filing,
        is_there=typed.living.exists_since is not None,
        errors=told,
        wrong=typed.errors | {"files": " ".join(typed.problems)},
        again=AGAIN,
        typed=request.form if request.method == "POST" else {"day": today},
        reasons={one.value: text for one, text in REASONS.items()},
        longest=LONGEST_TEXT,
        most=MOST_FILES,
        together=swedish_size(MOST_BYTES),
    )


def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Nothing of the request could be read, not even what was typed."""
    page = render_template(
        "error.html",
        heading="Filerna är för stora tillsammans",
        text=f"Filerna får vara högst {swedish_size(MOST_BYTES)} tillsammans. Gå tillbaka i "
        "webbläsaren, där det du har skrivit finns kvar, och välj färre filer. Skicka in resten "
        "för sig.",
    )
    return page, HTTPStatus.REQUEST_ENTITY_TOO_LARGE
