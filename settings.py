"""All settings, read and checked in one place at start.

Each comes from the environment or, under it, from the TOML file named by SETTINGS_FILE.
A wrong one stops the start with one line that names it. The README documents every one.
"""

import os
import secrets
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url

import forms
import setting_names
import setting_values as values
from register.reminder_steps import Pause

MIB = 1024 * 1024
GIB = 1024 * MIB
KEY_FILE = "secret-key"
PORT = 5000
OFFICER = "informationsansvarig@toreboda.example"
HAND_IN = "Lämna originalet till informationsansvarig"
SUPERVISOR = "Myndigheten för digital förvaltning (Digg)"


class SettingsError(ValueError):
    """A setting that cannot work; the message is one line that names it."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


@dataclass(frozen=True)
class ProviderSettings:
    """One OpenID provider, as OIDC_<NAME>_… say.

    `roles` are values of `role_claim`, each with a role as `office.rights` reads it; with
    `trust_email` a verified address gives what the settings give to it; `require_amr` are values
    of `amr`, one of which must be there.
    """

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str
    role_claim: str
    roles: tuple[tuple[str, str], ...]
    trust_email: bool
    require_amr: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """The settings of one installation. Sizes are bytes, `draft_days` days."""

    municipality: str
    logo: Path | None
    logo_alt: str
    accent_colour: str
    information_officer: tuple[str, ...]
    copies: tuple[tuple[str, tuple[str, ...]], ...]
    sender: str
    mail_domains: tuple[str, ...]
    base_url: str
    instance_path: Path
    database_url: str
    smtp_url: str
    secret_key: str
    courier: str
    trusted_proxies: int
    draft_days: int
    max_request_bytes: int
    max_upload_bytes: int
    max_scan_bytes: int
    max_mail_bytes: int
    reply_to: tuple[str, ...]
    mail_json: bool
    filings_per_minute: int
    readings_per_minute: int
    readings_at_once: int
    scans_at_once: int
    previews_per_minute: int
    drafts_per_hour: int
    scans_per_minute: int
    max_waiting_scan_bytes: int
    saved_bytes_per_minute: int
    max_drafts: int
    max_draft_bytes: int
    reserved_disk_bytes: int
    imap_url: str
    scanner_senders: tuple[str, ...]
    tell_administrators: bool
    operator: tuple[str, ...]
    metrics_allow: tuple[IPv4Network | IPv6Network, ...]
    accessibility_supervisor: str
    accessibility_complaints_url: str
    accessibility_assessed_on: date | None
    data_protection_officer: str
    hsts_subdomains: bool
    security_contact: tuple[str, ...]
    security_expires: date | None
    hand_in: str
    register_officers: tuple[str, ...]
    register_readers: tuple[tuple[str, str], ...]
    register_archivists: tuple[str, ...]
    register_operators: tuple[str, ...]
    sign_in_by_mail: bool
    oidc: tuple[ProviderSettings, ...]
    session_idle_minutes: int
    session_hours: int
    paper_days: int
    snapshot_months: int
    review_months: int
    reminders: bool
    reminder_pauses: tuple[Pause, ...]
    clear_papers_pass: bool
    erase_alone: bool
    backup_days: int
    allow_personal_numbers: bool
    scans_folder: Path | None
    embed_on: tuple[str, ...]
    open_data_contact: str

    def __post_init__(self) -> None:
        """Refuse a contact without a last day, and the other way round (RFC 9116, 2.5), and a
        folder of scans that holds what is no scan: all that lies in it is taken away."""
        if self.scans_folder in self._own_folders:
            raise SettingsError("SCANS_FOLDER", "must be a folder with nothing else in it")
        if self.security_contact and not self.security_expires:
            raise SettingsError("SECURITY_EXPIRES", "must be set when SECURITY_CONTACT is")
        if self.security_expires and not self.security_contact:
            raise SettingsError("SECURITY_CONTACT", "must be set when SECURITY_EXPIRES is")

    def addresses_in(self, names: Iterable[str]) -> tuple[str, ...]:
        """The addresses that settings hold to which a form sends its copies, each once."""
        held = {"INFORMATION_OFFICER": self.information_officer, **dict(self.copies)}
        return tuple(dict.fromkeys(one for name in names for one in held.get(name, ())))

    @property
    def key_file(self) -> Path:
        """Where the secret key is kept when none is set."""
        return self.instance_path / KEY_FILE

    @property
    def outbox(self) -> Path:
        """Where mails are written as files when there is no mail server."""
        return self.instance_path / "outbox"

    @property
    def _own_folders(self) -> tuple[Path, ...]:
        database = make_url(self.database_url).database or ""
        of_database = (Path(database).parent,) if self.database_is_embedded else ()
        return (values.PROGRAM, self.instance_path, self.outbox, *of_database)

    @property
    def sender_domain(self) -> str:
        """What stands behind the @ of our own address, and in Message-IDs."""
        return self.sender.rpartition("@")[2]

    @property
    def has_usual_folder(self) -> bool:
        """Whether the data lie where they do out of the box, in the folder of the program."""
        return self.instance_path == values.folder("instance")

    @property
    def session_idle(self) -> timedelta:
        """How long a session lives that nobody uses."""
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_lifetime(self) -> timedelta:
        """How long a session lives at most."""
        return timedelta(hours=self.session_hours)

    @property
    def draft_lifetime(self) -> timedelta:
        """How long a draft is kept after it was last saved."""
        return timedelta(days=self.draft_days)

    @property
    def database_is_embedded(self) -> bool:
        """Whether this process owns the database file and migrates it by itself."""
        return self.database_url.startswith("sqlite")

    @property
    def is_served_over_tls(self) -> bool:
        """Whether people reach the pages over https."""
        return self.base_url.startswith("https://")


class UnkeptKey(str):
    """A secret key for one command, where the installation has none yet and none is to be made."""

    __slots__ = ()


def read_settings(
    environ: Mapping[str, str] = os.environ, port: int = PORT, *, makes_key: bool = True
) -> Settings:
    """The settings of this process, which serves on `port`.

    A secret key is made and kept when there is none, unless `makes_key` is False. Raises
    SettingsError.
    """
    file = _settings_file(environ.get("SETTINGS_FILE", ""))
    found = _Source(environ, file)
    names = _names(found.read("OIDC", "", values.provider_names))
    _refuse_unknown(environ.get("SETTINGS_FILE", ""), file, names)
    _refuse_misspelt(environ, file, names)
    instance = found.read("INSTANCE_PATH", "instance", values.folder)
    return Settings(
        municipality=found.read("MUNICIPALITY", "Töreboda kommun", values.name),
        logo=found.read("LOGO", "", values.logo),
        logo_alt=found.text("LOGO_ALT", ""),
        accent_colour=found.read("ACCENT_COLOUR", "#1d3c5c", values.accent),
        information_officer=found.read("INFORMATION_OFFICER", OFFICER, values.addresses),
        copies=tuple((one, found.read(one, "", values.addresses)) for one in _of_copies()),
        sender=found.read("SENDER", "blanketter@toreboda.example", values.sender),
        mail_domains=found.read("MAIL_DOMAINS", "toreboda.se", values.domains),
        base_url=found.read("BASE_URL", f"http://127.0.0.1:{port}", values.base_url),
        instance_path=instance,
        database_url=found.read("DATABASE_URL", _embedded(instance), values.database_url),
        smtp_url=found.read("SMTP_URL", "", values.smtp_url),
        secret_key=found.read("SECRET_KEY", "", values.secret_key)
        or _kept_secret(instance, makes_key=makes_key),
        courier=found.read("COURIER", "thread", values.courier),
        reply_to=found.read("REPLY_TO", "", values.some_addresses)
        or found.read("INFORMATION_OFFICER", OFFICER, values.addresses),
        mail_json=found.read("MAIL_JSON", "yes", values.yes_or_no),
        operator=found.read("OPERATOR", "", values.some_addresses),
        metrics_allow=found.read("METRICS_ALLOW", "127.0.0.0/8, ::1", values.networks),
        accessibility_supervisor=found.read("ACCESSIBILITY_SUPERVISOR", SUPERVISOR, values.name),
        accessibility_complaints_url=found.read(
            "ACCESSIBILITY_COMPLAINTS_URL", "https://www.digg.se/tdosanmalan", values.page
        ),
        accessibility_assessed_on=found.read("ACCESSIBILITY_ASSESSED_ON", "", values.past_day),
        data_protection_officer=found.read("DATA_PROTECTION_OFFICER", "", values.some_address),
        security_contact=found.read("SECURITY_CONTACT", "", values.contacts),
        security_expires=found.read("SECURITY_EXPIRES", "", values.day),
        hand_in=found.read("HAND_IN", HAND_IN, values.short_rule),
        scans_folder=found.read("SCANS_FOLDER", "", values.some_folder),
        **_about_the_web(found),
        **_about_the_register(found),
        **_about_mail_of_papers(found),
        **_numbers(found),
    )


def _about_the_web(found: "_Source") -> dict[str, Any]:
    """What browsers are told to hold to, and catalogues of open data whom to ask."""
    return {
        "open_data_contact": found.read("OPEN_DATA_CONTACT", "", values.some_address),
        "hsts_subdomains": found.read("HSTS_SUBDOMAINS", "no", values.yes_or_no),
        "embed_on": found.read("EMBED_ON", "", values.origins),
    }


def _about_the_register(found: "_Source") -> dict[str, Any]:
    """Who may sign in to the register, and how."""
    return {
        "register_officers": found.read("REGISTER_OFFICERS", "", values.some_addresses)
        or found.read("INFORMATION_OFFICER", OFFICER, values.addresses),
        "register_readers": found.read("REGISTER_READERS", "", values.bound_addresses),
        "register_archivists": found.read("REGISTER_ARCHIVISTS", "", values.some_addresses),
        "register_operators": found.read("REGISTER_OPERATORS", "", values.some_addresses),
        "sign_in_by_mail": found.read("SIGN_IN_BY_MAIL", "on", values.on_or_off),
        "oidc": _providers(found),
        "snapshot_months": found.read("SNAPSHOT_MONTHS", "6", values.part_of_a_year),
        "reminders": found.read("REMINDERS", "yes", values.yes_or_no),
        "reminder_pauses": found.read("REMINDER_PAUSES", "", values.pauses),
        "clear_papers_pass": found.read("CLEAR_PAPERS_PASS", "no", values.yes_or_no),
        "erase_alone": found.read("ERASE_ALONE", "no", values.yes_or_no),
        "allow_personal_numbers": found.read("ALLOW_PERSONAL_NUMBERS", "no", values.yes_or_no),
    }


def _about_mail_of_papers(found: "_Source") -> dict[str, Any]:
    """The mailbox into which papers are scanned, and who is told of a signed one."""
    return {
        "imap_url": found.read("IMAP_URL", "", values.imap_url),
        "scanner_senders": found.read("SCANNER_SENDERS", "", values.some_addresses),
        "tell_administrators": found.read("TELL_ADMINISTRATORS", "no", values.yes_or_no),
    }


def _of_copies() -> list[str]:
    """The settings that forms name besides INFORMATION_OFFICER: each must be set, or a form would
    send its copies to nobody, or to somebody else."""
    named = {name for form in (*forms.FORMS, *forms.EARLIER) for name in form.copies_to}
    return sorted(named - {"INFORMATION_OFFICER"})


def _providers(found: "_Source") -> tuple[ProviderSettings, ...]:
    providers = tuple(
        _provider(found, name) for name in found.read("OIDC", "", values.provider_names)
    )
    # An account is known by its issuer and what that calls it.
    issuers = [one.issuer for one in providers]
    for one in providers:
        if issuers.count(one.issuer) > 1:
            raise SettingsError(f"OIDC_{one.name.upper()}_ISSUER", "is another provider's as well")
    return providers


def _provider(found: "_Source", name: str) -> ProviderSettings:
    prefix = f"OIDC_{name.upper()}_"
    provider = ProviderSettings(
        name=name,
        issuer=found.read(f"{prefix}ISSUER", "", values.issuer),
        client_id=found.read(f"{prefix}CLIENT_ID", "", values.name),
        client_secret=found.read(f"{prefix}CLIENT_SECRET", "", values.name),
        label=found.read(f"{prefix}LABEL", name.capitalize(), values.name),
        role_claim=found.read(f"{prefix}ROLE_CLAIM", "roles", values.name),
        roles=found.read(f"{prefix}ROLES", "", values.given_roles),
        trust_email=found.read(f"{prefix}TRUST_EMAIL", "no", values.yes_or_no),
        require_amr=found.read(f"{prefix}REQUIRE_AMR", "", values.words),
    )
    if not provider.roles and not provider.trust_email:
        raise SettingsError(f"{prefix}ROLES", "must be set, or nobody has a role")
    return provider


def _numbers(found: "_Source") -> dict[str, Any]:
    """The settings that are whole numbers: how much, how often, how long."""
    return {
        "trusted_proxies": found.number("TRUSTED_PROXIES", 0, at_least=0, at_most=10),
        "draft_days": found.number("DRAFT_DAYS", 90, at_least=1, at_most=3650),
        "max_request_bytes": found.number("MAX_REQUEST_BYTES", 2 * MIB, at_least=600_000),
        "max_upload_bytes": found.number("MAX_UPLOAD_BYTES", 64 * MIB, at_least=500_000),
        # What the process that looks at them takes (intake.scans).
        "max_scan_bytes": found.number("MAX_SCAN_BYTES", 40 * MIB, at_least=MIB, at_most=40 * MIB),
        "max_mail_bytes": found.number("MAX_MAIL_BYTES", 10 * MIB, at_least=100_000),
        "filings_per_minute": found.number("FILINGS_PER_MINUTE", 30, at_least=1),
        "readings_per_minute": found.number("READINGS_PER_MINUTE", 10, at_least=1),
        "readings_at_once": found.number("READINGS_AT_ONCE", 2, at_least=1, at_most=64),
        "scans_at_once": found.number("SCANS_AT_ONCE", 2, at_least=2, at_most=64),
        "previews_per_minute": found.number("PREVIEWS_PER_MINUTE", 120, at_least=1),
        "drafts_per_hour": found.number("DRAFTS_PER_HOUR", 120, at_least=1),
        "scans_per_minute": found.number("SCANS_PER_MINUTE", 60, at_least=1),
        "max_waiting_scan_bytes": found.number(
            "MAX_WAITING_SCAN_BYTES", 1024 * MIB, at_least=40 * MIB, at_most=1024 * GIB
        ),
        "saved_bytes_per_minute": found.number("SAVED_BYTES_PER_MINUTE", 16 * MIB, at_least=MIB),
        "session_idle_minutes": found.number(
            "SESSION_IDLE_MINUTES", 60, at_least=5, at_most=24 * 60
        ),
        "paper_days": found.number("PAPER_DAYS", 30, at_least=1, at_most=3650),
        "review_months": found.number("REVIEW_MONTHS", 12, at_least=1, at_most=120),
        "backup_days": found.number("BACKUP_DAYS", 90, at_least=1, at_most=3650),
        "session_hours": found.number("SESSION_HOURS", 12, at_least=1, at_most=24 * 7),
        "max_drafts": found.number("MAX_DRAFTS", 20_000, at_least=100, at_most=200_000),
        "max_draft_bytes": found.number(
            "MAX_DRAFT_BYTES", 2 * GIB, at_least=10 * MIB, at_most=1024 * GIB
        ),
        "reserved_disk_bytes": found.number(
            "RESERVED_DISK_BYTES", 256 * MIB, at_least=0, at_most=1024 * GIB
        ),
    }


def _embedded(instance: Path) -> str:
    """The URL of the register's own file; what is special in the folder's name is encoded."""
    url = URL.create("sqlite", database=str(instance / "register.sqlite3"))
    return url.render_as_string()


class _Source:
    """Where settings come from: the environment first, then the file, then the default."""

    def __init__(self, environ: Mapping[str, str], file: Mapping[str, Any]) -> None:
        self.environ, self.file = environ, file

    def text(self, name: str, default: str) -> str:
        value = self.environ.get(name, self.file.get(name, default))
        if isinstance(value, list):
            value = ",".join(str(one) for one in value)
        return str(value).strip()

    def read(self, name: str, default: str, check: Callable[[str], Any]) -> Any:
        try:
            return check(self.text(name, default))
        except ValueError as error:
            raise SettingsError(name, str(error)) from error

    def number(self, name: str, default: int, at_least: int, at_most: int = GIB) -> int:
        text = self.text(name, str(default))
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(at_most))
        if not is_number or not at_least <= int(text) <= at_most:
            wanted = f"must be a whole number from {at_least} to {at_most}"
            raise SettingsError(name, f"{wanted}, not {text!r}")
        return int(text)


def _settings_file(path: str) -> Mapping[str, Any]:
    if not path:
        return {}
    try:
        # With or without the mark that some editors write in front.
        found = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError("SETTINGS_FILE", f"{path} cannot be read: {error}") from error
    return found


def _refuse_unknown(path: str, file: Mapping[str, Any], names: set[str]) -> None:
    for name, value in file.items():
        if name not in names:
            raise SettingsError("SETTINGS_FILE", f"{path} sets {name}, which is no setting")
        if isinstance(value, bool | dict):
            raise SettingsError(name, f"must be text, a number or a list, not {value!r}")


def _names(providers: Sequence[str]) -> set[str]:
    """What settings are called; a provider that OIDC does not name has none."""
    of_each = {one.name.upper() for one in fields(ProviderSettings)} - {"NAME"}
    of_all = {f"OIDC_{name.upper()}_{one}" for name in providers for one in of_each}
    own = {one.name.upper() for one in fields(Settings)} - {"COPIES"}
    return own | of_all | {*_of_copies()}


def _refuse_misspelt(environ: Mapping[str, str], file: Mapping[str, Any], names: set[str]) -> None:
    """Stop at a name in the environment that nearly is a setting's, unless that is set as well.

    Most of the environment is set by others and for others; but a demand on a provider that is
    not made because of a slip is a way in.
    """
    names = names | {"SETTINGS_FILE"}
    for name in sorted(set(environ) - names):
        if name.startswith("OIDC_"):
            raise SettingsError(name, "is no setting of a provider that OIDC names")
        if name.startswith("COPIES_"):
            raise SettingsError(name, "is no setting that a form names in copies_to")
        meant = setting_names.meant_by(name, names - set(environ) - set(file))
        if meant:
            raise SettingsError(name, f"is no setting; did you mean {meant}? Set that one")


def make_instance(folder: Path) -> None:
    """Make the instance folder, for its owner alone. Raises SettingsError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError("INSTANCE_PATH", f"{folder} cannot be used: {error}") from error


def _kept_secret(instance: Path, *, makes_key: bool) -> str:
    """The key in the instance folder, made at first start.

    Several processes may start at once: the first to create the file decides, and it
    appears with its whole content by a rename, so that none reads half a key.
    """
    path = instance / KEY_FILE
    try:
        if not makes_key and not path.exists():
            return UnkeptKey(secrets.token_urlsafe(48))
        make_instance(instance)
        if not path.exists():
            made = instance / f"{KEY_FILE}.{secrets.token_hex(4)}"
            made.touch(mode=0o600)
            with made.open("w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                # A power cut must not leave an empty key, which anybody knows.
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(made, path)
            made.unlink()
        key = path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError as error:
        raise SettingsError("SECRET_KEY", f"{path} must hold a key made here") from error
    except OSError as error:
        raise SettingsError("INSTANCE_PATH", f"{instance} cannot be used: {error}") from error
    try:
        return values.secret_key(key) or values.name(key)
    except ValueError as error:
        raise SettingsError("SECRET_KEY", f"{path} {error}") from error
