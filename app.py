"""The application: reads the settings and wires register, mail, pdf and web together."""

import atexit
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask
from flask_wtf import CSRFProtect
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

import forms
from commands.documents import add_pdf_commands
from commands.erasing import add_erasing_commands
from commands.making import add_maker_commands, hides_behind_a_page
from commands.papers import add_paper_commands
from commands.publishing import add_publishing_commands
from commands.register import add_register_commands
from commands.serving import BAD_INPUT, SOMETHING_IS_WRONG, add_commands
from forms.kinds import PersonalNumber
from intake.depictions import LARGEST_FILE
from mail.courier import Route, Tally, deliver_due, new_worker_name
from mail.letters.about_paper import AboutPaperWriter, reminder_about, signatures_of
from mail.letters.copy import Sender
from mail.letters.departure import DepartureWriter
from mail.letters.digest import Digest
from mail.letters.duty_reminder import ReminderWriter
from mail.letters.erased import ErasedWriter
from mail.letters.sign_in import OWN_PLANS, SignInWriter
from mail.letters.take_over import TakeOverWriter
from mail.letters.writer import CopyWriter
from mail.outbox import OutboxTransport
from mail.smtp.reach import Reach
from mail.smtp.server import parse_smtp_url
from mail.smtp.transport import SmtpTransport
from mail.transport import Transport
from office.addresses import (
    cases_url,
    document_url,
    late_url,
    own_plans_url,
    protocol_url,
    sign_in_url,
)
from office.earlier_answers import earlier_answers
from office.erasing_again import folder_of
from office.indexing import said_of
from office.offering import Offering
from office.office import Office
from office.oidc import Provider
from office.paper_rounds import keep_scan, read_in_turn, refusal_of
from office.previews import Previews
from office.public_accounts import PublicLists
from office.reading_mail import read_if_due
from office.reminding import rules_of
from office.slots import Slots
from office.to_do import calendar_of, calendar_on
from pdf import Letterhead, UnreadableImageError, picture
from register.database import is_current, migrate, open_database, refuse_lost
from register.errors import RegisterDamaged, RegisterLost, RegisterTooNew, RegisterUnavailable
from register.hits import Hits, open_counts
from register.letters import LetterKind
from register.room import Room
from rounds.erasing import scrub_erased
from rounds.folder import Reception, ScansFolder
from rounds.housekeeping import (
    Housekeeping,
    Job,
    erase_old_drafts,
    forget_sign_ins,
    index_old_cases,
)
from rounds.reminding import remind_if_due
from rounds.thread import CourierThread, Rounds, RoundThread
from rounds.watch import SECONDS_BETWEEN_LOOKS, FolderWatch, is_there
from settings import PORT, Settings, SettingsError, make_instance, read_settings
from swedish import swedish_date, swedish_day, swedish_size, swedish_time
from web.account.by_receipt import account
from web.api.guide import api_guide
from web.api.views import api
from web.desk.account import desk_account
from web.desk.arrivals import desk_arrivals
from web.desk.comparison import desk_comparison
from web.desk.decisions import desk_decisions
from web.desk.departures import desk_departures
from web.desk.erasing import desk_erasing
from web.desk.exports import desk_exports
from web.desk.feeds import desk_feeds
from web.desk.figures import desk_figures
from web.desk.following import desk_following
from web.desk.frame import frame_desk
from web.desk.guard import guard
from web.desk.holds import desk_holds
from web.desk.inventory import desk_inventory
from web.desk.late import desk_late
from web.desk.log import desk_log
from web.desk.mail import desk_mail
from web.desk.own_departures import desk_own_departures
from web.desk.own_papers import desk_own_papers
from web.desk.own_plans import desk_own_plans
from web.desk.own_sessions import desk_sessions
from web.desk.paper import desk_paper
from web.desk.papers import desk_papers
from web.desk.plan import desk_plans
from web.desk.plan_list import plan_list
from web.desk.providers import providers
from web.desk.records import desk_records
from web.desk.register_guide import register_guide
from web.desk.releasing import desk_releasing
from web.desk.reminder_forecast import desk_reminder_forecast
from web.desk.reminders import desk_reminders
from web.desk.same_account import desk_same_account
from web.desk.signing_in import signing_in
from web.desk.snapshots import desk_snapshots
from web.desk.sorting import desk_sorting
from web.desk.statistics import desk_statistics
from web.desk.to_do import desk_to_do
from web.desk.tokens import desk_tokens
from web.desk.verbs import desk_verbs
from web.desk.views import desk_views
from web.filed.calendar import calendar
from web.filed.disclosure import disclosure
from web.filed.following import following
from web.filed.receipts import receipts
from web.filed.versions import versions
from web.filling.adopting import adopting
from web.filling.attaching import attaching
from web.filling.upload import reading
from web.filling.views import filling
from web.guide.guide import guide
from web.guide.policy import policy_pages
from web.guide.user_guide import user_guide
from web.open.accounts import accounts
from web.papers.sending import sending
from web.papers.words import refused
from web.preview.trial import Trial
from web.preview.views import preview
from web.site.compression import compress_open_pages
from web.site.cookies import CookieOfThesePages
from web.site.errors import register_error_pages
from web.site.headers import protect
from web.site.lingering import linger_after_refusals
from web.site.logs import log_to_stderr
from web.site.pages import frame, pages
from web.site.staticfiles import serve_static_files_well
from web.site.traffic import measure_bodies, watch_traffic
from web.snapshots.by_receipt import snapshots
from web.watch.health import health
from web.watch.metrics import PDF_SECONDS, metrics

log = logging.getLogger("blanketter")
SECONDS_TO_STOP_COURIER = 15
# The page in hand; what is left of the file is read on by the next.
SECONDS_TO_STOP_READER = 5
# Each may take a processor for half a minute.
EXPORTS_AT_ONCE = 2
SECONDS_BETWEEN_MAILS = 15.0
SECONDS_BETWEEN_REMINDINGS = 60.0
SECONDS_BETWEEN_READINGS = 5.0
# gunicorn's Arbiter.WORKER_BOOT_ERROR.
GUNICORN_HALTS = 3
BLUEPRINTS = (
    pages,
    health,
    metrics,
    receipts,
    snapshots,
    sending,
    guide,
    policy_pages,
    user_guide,
    disclosure,
    reading,
    filling,
    versions,
    following,
    adopting,
    attaching,
    signing_in,
    providers,
    desk_sessions,
    desk_to_do,
    desk_plans,
    desk_paper,
    desk_comparison,
    plan_list,
    desk_own_plans,
    desk_following,
    desk_own_papers,
    desk_releasing,
    desk_snapshots,
    desk_verbs,
    desk_account,
    desk_same_account,
    account,
    desk_reminders,
    desk_reminder_forecast,
    desk_departures,
    desk_own_departures,
    desk_tokens,
    api,
    api_guide,
    desk_mail,
    desk_log,
    desk_exports,
    desk_inventory,
    desk_records,
    desk_erasing,
    desk_decisions,
    desk_holds,
    desk_statistics,
    desk_figures,
    desk_late,
    desk_feeds,
    calendar,
    desk_views,
    desk_papers,
    desk_arrivals,
    desk_sorting,
    register_guide,
    accounts,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application for one installation; a wrong setting ends the process with one line."""
    if settings is None:
        log_to_stderr()
        if not _is_serving():
            _bear_any_terminal()
        settings = _settings_or_exit()
    app = Flask(__name__)
    _configure(app, settings)
    _wire(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    register_error_pages(app)
    protect(app, tls=settings.is_served_over_tls, subdomains=settings.hsts_subdomains)
    watch_traffic(app)
    guard(app)
    linger_after_refusals(app)
    add_commands(app)
    add_pdf_commands(app)
    add_register_commands(app)
    add_paper_commands(app)
    add_publishing_commands(app)
    add_erasing_commands(app)
    add_maker_commands(app, partial(make_preview, settings))
    if _is_serving():
        _start(app, settings)
    return app


def _settings_or_exit() -> Settings:
    try:
        settings = read_settings(port=_port(), makes_key=False)
        if not _is_serving():
            return settings
        make_instance(settings.instance_path)
        if settings.database_is_embedded:
            _make_or_miss_register(settings)
        return read_settings(port=_port())
    except SettingsError as error:
        _end(f"Setting {error}")


def _make_or_miss_register(settings: Settings) -> None:
    """Make the register before the key, so that a key without a register tells that it was lost,
    and not that a first start was interrupted or is going on in another process."""
    register = open_database(settings.database_url)
    try:
        refuse_lost(register, settings.key_file)
    except RegisterLost as error:
        _end(f"Error: {error}")
    except RegisterUnavailable:
        # Told by what looks next.
        pass
    _bring_up_to_date(register)
    register.dispose()


def _bear_any_terminal() -> None:
    """Let a command write what a terminal cannot show as an escape, and go on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _port() -> int:
    """Where `flask run` listens: codes and links on paper lead there when no setting says more."""
    context = click.get_current_context(silent=True)
    return int(context.params.get("port", PORT)) if context else PORT


def _end(problem: str) -> NoReturn:
    """End the start with one line, and with the one code at which gunicorn does not try again."""
    click.echo(problem, err=True)
    is_under_gunicorn = os.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn/")
    raise SystemExit(GUNICORN_HALTS if is_under_gunicorn else BAD_INPUT)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_request_bytes,
        # Browsers take a cookie of such a name from nobody who speaks to them without TLS.
        SESSION_COOKIE_NAME=f"{'__Secure-' if settings.is_served_over_tls else ''}blanketter",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_served_over_tls,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        # A clerk may sit with the form for hours: the token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
        # Our Referrer-Policy is no-referrer, so there is no Referer header to compare with.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.session_interface = CookieOfThesePages()
    measure_bodies(app)
    # Whoever brings a token brings no cookie that another site's page could misuse.
    CSRFProtect(app).exempt(api)
    app.context_processor(frame)
    frame_desk(app)
    app.add_template_filter(swedish_time)
    app.add_template_filter(swedish_date)
    app.add_template_filter(swedish_day)
    largest = min(settings.max_scan_bytes, LARGEST_FILE)
    app.jinja_env.globals["LARGEST_ATTACHED"] = swedish_size(largest)
    serve_static_files_well(app)
    compress_open_pages(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=1)  # type: ignore[method-assign]


def _wire(app: Flask, settings: Settings) -> None:
    register = open_database(settings.database_url)
    watch = _watch(app, settings, register)
    watches = [RoundThread("folder", watch.look, SECONDS_BETWEEN_LOOKS)] if watch else []
    keep_house = _housekeeping(settings, register, [watch.tell_if_hanging] if watch else [])
    courier = CourierThread(_route(settings, register), keep_house=keep_house)
    app.extensions["courier"] = courier
    reader = _reader(app, settings)
    mailbox = [_mailbox_round(app)] if settings.imap_url else []
    reminding = [_reminding(app)] if settings.reminders else []
    app.extensions["rounds"] = Rounds([*watches, *mailbox, reader, *reminding])
    app.extensions["public_lists"] = PublicLists(register, settings)
    app.extensions["office"] = Office(
        settings=settings,
        register=register,
        letterhead=_letterhead(settings),
        now=_now,
        wake_courier=courier.wake,
        wake_reader=reader.wake,
        deliver=partial(_deliver, settings, register),
        keep_house=keep_house,
        offered=Offering(partial(earlier_answers, register)),
        hits=Hits(open_counts(register, settings.instance_path / "limits.sqlite3")),
        room=_room(settings),
        previews=Previews(),
        time_documents=PDF_SECONDS.observe,
        reaches_mail=_reach(settings),
        providers={one.name: Provider(one, _now) for one in settings.oidc},
        readings=Slots(settings.instance_path, "reading", settings.readings_at_once),
        exports=Slots(settings.instance_path, "export", EXPORTS_AT_ONCE),
        scans=Slots(settings.instance_path, "scan", settings.scans_at_once),
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _sender(settings: Settings) -> Sender:
    return Sender(
        settings.sender,
        settings.municipality,
        settings.reply_to,
        settings.hand_in,
        own_plans_url(settings.base_url),
        cases_url(settings.base_url),
        late_url(settings.base_url),
    )


def _route(settings: Settings, register: Engine) -> Route:
    """What one courier works with; every courier has a name of its own."""
    sender = _sender(settings)
    writer = CopyWriter(
        register=register,
        sender=sender,
        max_bytes=settings.max_mail_bytes,
        with_json=settings.mail_json,
        secret=settings.secret_key,
        link_to=partial(document_url, settings.base_url),
    )
    sign_in = SignInWriter(
        sender, settings.secret_key, lambda token: sign_in_url(settings.base_url, token)
    )
    return Route(
        register,
        _transport(settings),
        writer,
        _now,
        new_worker_name(),
        letter_writers={
            LetterKind.SIGN_IN: sign_in,
            LetterKind.OWN_PLANS: replace(sign_in, wording=OWN_PLANS),
            LetterKind.PAPER_REMINDER: AboutPaperWriter(register, sender, reminder_about),
            LetterKind.ERASED: ErasedWriter(
                register, sender, partial(protocol_url, settings.base_url)
            ),
            LetterKind.PEOPLE_LEFT: DepartureWriter(register, sender),
            LetterKind.TAKE_OVER: TakeOverWriter(register, sender),
            LetterKind.SIGNED: AboutPaperWriter(register, sender, signatures_of),
            LetterKind.DUTY_REMINDER: ReminderWriter(
                register, sender, lambda: calendar_on(settings, _now()), rules_of(settings)
            ),
        },
    )


def _deliver(
    settings: Settings,
    register: Engine,
    is_stopping: Callable[[], bool],
    now: Callable[[], datetime] | None = None,
) -> Tally:
    return deliver_due(replace(_route(settings, register), clock=now or _now), is_stopping)


def _reach(settings: Settings) -> Callable[[], bool]:
    """A file can always be written, or nothing works."""
    return Reach(parse_smtp_url(settings.smtp_url)) if settings.smtp_url else lambda: True


def _room(settings: Settings) -> Room:
    """What all drafts may take together."""
    return Room(settings.max_drafts, settings.max_draft_bytes, settings.reserved_disk_bytes)


def _office(app: Flask) -> Office:
    office: Office = app.extensions["office"]
    return office


def _reader(app: Flask, settings: Settings) -> RoundThread:
    """Reads what came on paper; one place is left for who waits at a page."""
    turns = Slots(settings.instance_path, "reader", settings.scans_at_once - 1)
    return RoundThread(
        "reader",
        lambda is_stopping: read_in_turn(_office(app), turns, is_stopping),
        SECONDS_BETWEEN_READINGS,
    )


def _watch(app: Flask, settings: Settings, register: Engine) -> FolderWatch | None:
    """Looks through the folder of scans, if there is one."""
    if settings.scans_folder is None:
        return None
    reception = Reception(
        keep=lambda name, content: keep_scan(_office(app), name, content),
        refusal=lambda number: refusal_of(_office(app), number, refused),
        largest=settings.max_scan_bytes,
        too_large=str(refused("too-large", {"limit": settings.max_scan_bytes})),
    )
    return FolderWatch(register, ScansFolder(settings.scans_folder, reception), _now)


def _mailbox_round(app: Flask) -> RoundThread:
    """Takes what was scanned to the mailbox; in a round of its own, for a mail server may hang."""
    return RoundThread(
        "mailbox",
        lambda is_stopping: read_if_due(_office(app), is_stopping),
        SECONDS_BETWEEN_MAILS,
    )


def _reminding(app: Flask) -> RoundThread:
    """Writes to who has something to do; in a round of its own, for mail must not wait for it."""
    return RoundThread(
        "reminding",
        partial(_remind, app),
        SECONDS_BETWEEN_REMINDINGS,
    )


def _remind(app: Flask, is_stopping: Callable[[], bool]) -> None:
    own = _office(app)
    remind_if_due(own.register, calendar_of(own), rules_of(own.settings), own.now(), is_stopping)


def _housekeeping(settings: Settings, register: Engine, more: Sequence[Job] = ()) -> Housekeeping:
    """What couriers do between their rounds, and `more`."""
    digest = Digest(
        register,
        _transport(settings),
        _sender(settings),
        settings.operator,
        _room(settings),
        has_folder=settings.scans_folder is not None,
        has_mailbox=bool(settings.imap_url),
    )
    jobs: tuple[Job, ...] = (
        partial(erase_old_drafts, register),
        partial(forget_sign_ins, register),
        digest.send_if_due,
        partial(index_old_cases, register, said_of),
        *more,
        # Last, for it may fail for want of room on the disk.
        partial(scrub_erased, register, settings.outbox, folder_of(settings.instance_path)),
    )
    return Housekeeping(_now, jobs)


def _transport(settings: Settings) -> Transport:
    if settings.smtp_url:
        return SmtpTransport(parse_smtp_url(settings.smtp_url))
    return OutboxTransport(settings.outbox)


def _letterhead(settings: Settings) -> Letterhead:
    logo = settings.logo.read_bytes() if settings.logo else None
    try:
        if logo:
            picture(logo)
    except UnreadableImageError as error:
        _end(f"Setting LOGO: {settings.logo} cannot be drawn: {error}")
    return Letterhead(
        settings.municipality,
        settings.accent_colour,
        logo,
        settings.logo_alt,
        settings.base_url,
        settings.hand_in,
    )


def _bring_up_to_date(register: Engine) -> None:
    """Make or migrate the register's file.

    One that is damaged is served all the same: the pages say so, and some need no register.
    """
    try:
        if not is_current(register):
            migrate(register)
    except RegisterDamaged as error:
        log.error("register damaged", extra={"reason": str(error)})
    except RegisterTooNew as error:
        _end(f"Error: {error}")
    except RegisterUnavailable as error:
        # Not as a wrong setting: gunicorn and systemd try again, and somebody may be done by then.
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(SOMETHING_IS_WRONG) from error


def _is_serving() -> bool:
    """Whether pages will be served, and not one command run that may need no register."""
    context = click.get_current_context(silent=True)
    return context is None or context.info_name == "run"


def make_preview(settings: Settings, path: Path, slug: str, folder: Path, port: int) -> Flask:
    """The pages as they are, on a register of their own that nobody keeps and from which nothing
    is sent; and beside them everything that the form of a file makes."""
    given = {
        "INSTANCE_PATH": str(folder),
        "COURIER": "off",
        "MUNICIPALITY": settings.municipality,
        "ACCENT_COLOUR": settings.accent_colour,
        "HAND_IN": settings.hand_in,
        "MAIL_DOMAINS": ",".join(settings.mail_domains),
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    own = replace(read_settings(given), logo=settings.logo, logo_alt=settings.logo_alt)
    app = create_app(own)
    _bring_up_to_date(_office(app).register)
    app.extensions["trial"] = Trial(path, slug)
    app.register_blueprint(preview)
    return app


def _refuse_unfit_forms(app: Flask, settings: Settings) -> None:
    for error in forms.UNFIT:
        _end(f"Error: {error}")
    for form in forms.FORMS:
        if hides_behind_a_page(app, form.slug):
            _end(f"Error: {form.__name__}: /{form.slug}/ is another page; give it another slug")
        personal = [leaf.name for leaf in form.blank().leaves() if isinstance(leaf, PersonalNumber)]
        if personal and not settings.allow_personal_numbers:
            told = f"{form.__name__} asks for a personal number ({personal[0]})"
            _end(f"Setting ALLOW_PERSONAL_NUMBERS: {told}; write yes, or ask for something else")


def _start(app: Flask, settings: Settings) -> None:
    _refuse_unfit_forms(app, settings)
    office: Office = app.extensions["office"]
    if settings.database_is_embedded:
        _bring_up_to_date(office.register)
    if settings.courier == "thread":
        folder = settings.scans_folder
        if folder and not is_there(folder):
            _end(f"Setting SCANS_FOLDER: there is no folder {folder}")
        courier: CourierThread = app.extensions["courier"]
        rounds: Rounds = app.extensions["rounds"]
        # The last to be registered is the first to be called.
        atexit.register(courier.stop, SECONDS_TO_STOP_COURIER)
        atexit.register(rounds.stop, SECONDS_TO_STOP_READER)
        courier.start()
        rounds.start()
