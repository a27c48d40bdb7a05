"""All settings, read and checked in one place at start.

Each comes from the environment or, under it, from the TOML file named by SETTINGS_FILE.
A wrong one stops the start with one line that names it. The README documents every one.
"""

import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from mail.server import parse_smtp_url

MIB = 1024 * 1024
KEY_FILE = "secret-key"


class SettingsError(ValueError):
    """A setting that cannot work; the message is one line that names it."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


@dataclass(frozen=True)
class Settings:
    """The settings of one installation. Sizes are bytes, `draft_days` days."""

    municipality: str
    logo: Path | None
    logo_alt: str
    accent_colour: str
    information_officer: tuple[str, ...]
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
    max_mail_bytes: int
    filings_per_minute: int
    operator: tuple[str, ...]
    metrics_allow: tuple[IPv4Network | IPv6Network, ...]

    @property
    def outbox(self) -> Path:
        """Where mails are written as files when there is no mail server."""
        return self.instance_path / "outbox"

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


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises SettingsError."""
    found = _Source(environ, _settings_file(environ.get("SETTINGS_FILE", "")))
    instance = Path(found.text("INSTANCE_PATH", "instance")).resolve()
    return Settings(
        municipality=found.text("MUNICIPALITY", "Töreboda kommun"),
        logo=found.read("LOGO", "", _logo),
        logo_alt=found.text("LOGO_ALT", ""),
        accent_colour=found.read("ACCENT_COLOUR", "#1d3c5c", _accent),
        information_officer=found.read(
            "INFORMATION_OFFICER", "informationsansvarig@toreboda.example", _addresses
        ),
        sender=found.read("SENDER", "blanketter@toreboda.example", _address),
        mail_domains=found.read("MAIL_DOMAINS", "toreboda.se", _words),
        base_url=found.read("BASE_URL", "http://127.0.0.1:5000", _base_url),
        instance_path=instance,
        database_url=found.read(
            "DATABASE_URL", f"sqlite:///{instance / 'register.sqlite3'}", _database_url
        ),
        smtp_url=found.read("SMTP_URL", "", _smtp_url),
        secret_key=found.read("SECRET_KEY", "", _secret_key) or _kept_secret(instance),
        courier=found.read("COURIER", "thread", _courier),
        trusted_proxies=found.number("TRUSTED_PROXIES", 0, at_least=0),
        draft_days=found.number("DRAFT_DAYS", 90, at_least=1),
        max_request_bytes=found.number("MAX_REQUEST_BYTES", 2 * MIB, at_least=600_000),
        max_upload_bytes=found.number("MAX_UPLOAD_BYTES", 10 * MIB, at_least=500_000),
        max_mail_bytes=found.number("MAX_MAIL_BYTES", 10 * MIB, at_least=100_000),
        filings_per_minute=found.number("FILINGS_PER_MINUTE", 30, at_least=1),
        operator=found.read("OPERATOR", "", _some_addresses),
        metrics_allow=found.read("METRICS_ALLOW", "127.0.0.0/8, ::1", _networks),
    )


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

    def number(self, name: str, default: int, at_least: int) -> int:
        text = self.text(name, str(default))
        if not text.isascii() or not text.isdigit() or int(text) < at_least:
            raise SettingsError(
                name, f"must be a whole number of at least {at_least}, not {text!r}"
            )
        return int(text)


def _settings_file(path: str) -> Mapping[str, Any]:
    if not path:
        return {}
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError("SETTINGS_FILE", f"{path} cannot be read: {error}") from error


def _logo(path: str) -> Path | None:
    if path and Path(path).suffix.lower() not in (".png", ".svg"):
        raise ValueError("must be a PNG or SVG file")
    if path and not Path(path).is_file():
        raise ValueError(f"there is no file {path}")
    return Path(path) if path else None


def _accent(colour: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError("must be a colour such as #1d3c5c")
    contrast = 1.05 / (_luminance(colour) + 0.05)
    if contrast < 4.5:  # WCAG 2.2, success criterion 1.4.3
        raise ValueError(f"has a contrast of {contrast:.1f} against white; 4.5 is needed")
    return colour.lower()


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _address(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError(f"{text!r} is not an e-mail address") from error


def _addresses(text: str) -> tuple[str, ...]:
    addresses = _some_addresses(text)
    if not addresses:
        raise ValueError("at least one address is needed; the copy must go somewhere")
    return addresses


def _some_addresses(text: str) -> tuple[str, ...]:
    return tuple(_address(one) for one in _words(text))


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(one) for one in _words(text))


def _words(text: str) -> tuple[str, ...]:
    return tuple(one for one in re.split(r"[\s,;]+", text) if one)


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ValueError(f"must be an http or https address, not {url!r}")
    return url.rstrip("/")


def _database_url(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    return url


def _smtp_url(url: str) -> str:
    if url:
        parse_smtp_url(url)
    return url


def _courier(word: str) -> str:
    if word not in ("thread", "off"):
        raise ValueError(f"must be thread or off, not {word!r}")
    return word


def _secret_key(key: str) -> str:
    if key and len(key) < 32:
        raise ValueError("must have at least 32 characters")
    return key


def _kept_secret(instance: Path) -> str:
    """The key in the instance folder, made at first start.

    Several processes may start at once: the first to create the file decides, and it
    appears with its whole content by a rename, so that none reads half a key.
    """
    path = instance / KEY_FILE
    try:
        instance.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            made = instance / f"{KEY_FILE}.{secrets.token_hex(4)}"
            made.touch(mode=0o600)
            made.write_text(secrets.token_urlsafe(48), encoding="ascii")
            with suppress(FileExistsError):
                os.link(made, path)
            made.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError("INSTANCE_PATH", f"{instance} cannot be used: {error}") from error
