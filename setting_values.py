"""What a setting may say: one function for each sort of value.

Each takes the text of a setting and gives its value. ValueError says what is wrong with it.
"""

import re
from calendar import monthrange
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from forms.values.host import ascii_host
from mail.imap.server import parse_imap_url
from mail.smtp.server import parse_smtp_url
from register.actors import Role
from register.reminder_steps import Pause

HIGHEST_PORT = 65_535
MICROSOFT = "login.microsoftonline.com"
# What can stand in the place of a provider after /logga-in/.
TAKEN_NAMES = ("kod", "lank")
ROLES = tuple(role.value for role in Role if role is not Role.OWN)
# Two lines below the signatures, with the form's own words.
LONGEST_RULE = 120
MOST_PAUSES = 20
_LEAP_YEAR = 2000
PARTS_OF_A_YEAR = ("1", "2", "3", "4", "6", "12")
# A file that a setting names does not depend on the folder from which a command is given.
PROGRAM = Path(__file__).parent


def logo(path: str) -> Path | None:
    """A picture for page and paper, or none."""
    if not path.isprintable():
        raise ValueError("must be the name of a file")
    if path and Path(path).suffix.lower() not in (".png", ".svg"):
        raise ValueError("must be a PNG or SVG file")
    if path and not (PROGRAM / path).is_file():
        raise ValueError(f"there is no file {path}")
    return PROGRAM / path if path else None


def folder(path: str) -> Path:
    """A folder, whether it is there or not."""
    # Nothing would be the folder of the program.
    if not path or not path.isprintable():
        raise ValueError("must be the name of a folder")
    return (PROGRAM / path).resolve()


def some_folder(path: str) -> Path | None:
    """A folder, whether it is there or not, or none."""
    return folder(path) if path else None


def part_of_a_year(months: str) -> int:
    """Months that a year is divided into without a rest."""
    if months not in PARTS_OF_A_YEAR:
        raise ValueError(f"must be one of {', '.join(PARTS_OF_A_YEAR)}")
    return int(months)


def pauses(text: str) -> tuple[Pause, ...]:
    """Parts of every year, as "06-22–08-10, 12-20–01-07"; none when it is empty."""
    found = [one.strip() for one in text.split(",") if one.strip()]
    if len(found) > MOST_PAUSES:
        raise ValueError(f"must be {MOST_PAUSES} pauses at most")
    return tuple(map(_pause, found))


def _pause(text: str) -> Pause:
    match = re.fullmatch(r"(\d\d)-(\d\d) ?[–-] ?(\d\d)-(\d\d)", text, re.ASCII)
    if match is None:
        raise ValueError(f"must be months and days such as 06-22–08-10, not {text!r}")
    first, first_day, last, last_day = map(int, match.groups())
    for month, day in ((first, first_day), (last, last_day)):
        if not (1 <= month <= 12 and 1 <= day <= monthrange(_LEAP_YEAR, month)[1]):
            raise ValueError(f"{month:02}-{day:02} is no day of a year")
    return Pause((first, first_day), (last, last_day))


def accent(colour: str) -> str:
    """A colour that can be read on white."""
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


def address(text: str) -> str:
    """One e-mail address."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError(f"{text!r} is not an e-mail address") from error


def sender(text: str) -> str:
    """One e-mail address that any mail server takes; its domain may have any letters."""
    found = address(text)
    if not found.rpartition("@")[0].isascii():
        raise ValueError(f"{text!r} has letters beyond a-z before the @, which few servers take")
    return found


def addresses(text: str) -> tuple[str, ...]:
    """One e-mail address or more."""
    addresses = some_addresses(text)
    if not addresses:
        raise ValueError("at least one address is needed; the copy must go somewhere")
    return addresses


def some_addresses(text: str) -> tuple[str, ...]:
    """Any number of e-mail addresses, each once: in upper case it is the same mailbox."""
    found: dict[str, str] = {}
    for one in map(address, words(text)):
        found.setdefault(one.lower(), one)
    return tuple(found.values())


def bound_addresses(text: str) -> tuple[tuple[str, str], ...]:
    """Any number of e-mail addresses, each with the förvaltning that it is bound to, or none:
    `adress=Förvaltning` or only `adress`, separated by commas, semicolons or lines."""
    found: dict[str, tuple[str, str]] = {}
    for one in filter(None, map(str.strip, re.split(r"[,;\n]", text))):
        mailbox, _, department = map(str.strip, one.partition("="))
        if "=" in one and not department:
            raise ValueError(f"{one!r} names nothing after =")
        bound = (address(mailbox), department)
        if found.setdefault(bound[0].lower(), bound) != bound:
            raise ValueError(f"{mailbox} can be bound to one förvaltning only")
    return tuple(found.values())


def provider_names(text: str) -> tuple[str, ...]:
    """Names of providers, each of which stands in addresses and in names of settings."""
    found = words(text)
    for one in found:
        if not re.fullmatch(r"[a-z][a-z0-9]{0,19}", one):
            raise ValueError(f"must be names such as entra, with a-z and 0-9 only, not {one!r}")
        if one in TAKEN_NAMES:
            raise ValueError(f"cannot be {one!r}, which is a page of ours")
    if len(set(found)) < len(found):
        raise ValueError("names one twice")
    return found


def issuer(url: str) -> str:
    """Who a provider says that it is, letter by letter (OpenID Connect Discovery 1.0, 4.3)."""
    parts = urlsplit(page(url))
    if "?" in url or "#" in url:
        raise ValueError(f"must end with a host or a path, not {url!r}")
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError(f"must be an https address, not {url!r}")
    tenant = parts.path.strip("/").partition("/")[0]
    if parts.hostname == MICROSOFT and tenant in ("", "common", "organizations", "consumers"):
        raise ValueError(f"must name your own tenant, not {tenant!r}")
    return url


def given_roles(text: str) -> tuple[tuple[str, str], ...]:
    """What a provider calls those who have a role, and the role: `värde=roll` or
    `värde=reader=Förvaltning`, separated by commas, semicolons or lines."""
    entries = filter(None, map(str.strip, re.split(r"[,;\n]", text)))
    return tuple(map(_given_role, entries))


def _given_role(text: str) -> tuple[str, str]:
    value, _, said = map(str.strip, text.partition("="))
    role, bound, department = map(str.strip, said.partition("="))
    if not value or role not in ROLES:
        raise ValueError(f"must be values with one of {', '.join(ROLES)} after =, not {text!r}")
    if bound and (role != Role.READER or not department):
        raise ValueError(f"can bind a reader only, as in chefer=reader=Vård, not {text!r}")
    return value, f"{role}={department}" if bound else role


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks such as 10.0.0.0/8; one address is a network too."""
    return tuple(ip_network(one) for one in words(text))


def words(text: str) -> tuple[str, ...]:
    """What stands between commas, semicolons and spaces."""
    return tuple(one for one in re.split(r"[\s,;]+", text) if one)


def domains(text: str) -> tuple[str, ...]:
    """Mail domains, as they stand after the @ of an address."""
    return tuple(map(_domain, words(text)))


def _domain(text: str) -> str:
    try:
        return address(f"somebody@{text}").rpartition("@")[2]
    except ValueError:
        raise ValueError(f"must be domains such as toreboda.se, not {text!r}") from None


def base_url(url: str) -> str:
    """Where this installation is reached, its host in ASCII; paths are put after it."""
    parts = urlsplit(page(url))
    if "?" in url or "#" in url:
        raise ValueError(f"must end with a host or a path, not {url!r}")
    if not parts.netloc.isascii():
        # For the codes on paper: not every camera reads other letters as we wrote them.
        port = f":{parts.port}" if parts.port else ""
        url = urlunsplit(parts._replace(netloc=ascii_host(parts.hostname or "") + port))
    return url.rstrip("/")


def database_url(url: str) -> str:
    """An embedded or a server database."""
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Not in its own words, which may hold the password.
        raise ValueError("cannot be understood; percent-encode special characters") from None
    if parsed.port is not None and not 0 < parsed.port <= HIGHEST_PORT:
        raise ValueError(f"has a port that cannot be: {parsed.port}")
    if parsed.get_backend_name() != "sqlite":
        return url
    if not _names_a_file(parsed):
        raise ValueError("must name a file after sqlite:///, in which ? is written as %3F")
    return parsed.set(database=str(PROGRAM / str(parsed.database))).render_as_string()


def _names_a_file(url: URL) -> bool:
    """Whether what is written is there after a restart: SQLite also has registers in memory."""
    name = url.database or ""
    return bool(name) and name != ":memory:" and not name.startswith("file:") and not url.query


def smtp_url(url: str) -> str:
    """A mail server, or none."""
    if url:
        parse_smtp_url(url)
    return url


def imap_url(url: str) -> str:
    """A mailbox, or none."""
    if url:
        parse_imap_url(url)
    return url


def courier(word: str) -> str:
    """Who delivers mail."""
    if word not in ("thread", "off"):
        raise ValueError(f"must be thread or off, not {word!r}")
    return word


def secret_key(key: str) -> str:
    """A key that nobody can guess, or none."""
    if key and len(key) < 32:
        raise ValueError("must have at least 32 characters")
    return key


def some_address(text: str) -> str:
    """One e-mail address, or none."""
    return address(text) if text else ""


def page(url: str) -> str:
    """A page somewhere on the web."""
    wrong = f"must be an http or https address, not {url!r}"
    if "\\" in url or not url.isprintable() or " " in url:
        raise ValueError(wrong)
    try:
        parts = urlsplit(url)
        is_wrong = parts.port == 0 or parts.netloc.endswith(":") or not _is_host(parts.hostname)
    except ValueError:
        raise ValueError(wrong) from None
    if parts.username is not None:
        raise ValueError("must not hold a user: anybody may see it")
    if is_wrong or parts.scheme not in ("http", "https"):
        raise ValueError(wrong)
    return url


def origins(text: str) -> tuple[str, ...]:
    """Sites, each as a browser compares it (RFC 6454, 6.2): a scheme, a host, perhaps a port."""
    return tuple(map(_origin, words(text)))


def _origin(url: str) -> str:
    parts = urlsplit(page(url))
    if url != f"{parts.scheme}://{parts.netloc}" or not parts.netloc.isascii():
        raise ValueError(f"must be sites like https://www.toreboda.se, without a path, not {url!r}")
    if re.search(r"[;,*']", url):
        raise ValueError(f"must be sites by their full names, not {url!r}")
    return url


def _is_host(name: str | None) -> bool:
    """Whether a name, or an address of a computer, can be a host. Raises ValueError."""
    if not name:
        return False
    return bool(ip_address(name) if ":" in name else ascii_host(name))


def day(text: str) -> date | None:
    """A day, or none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"must be a date such as 2026-05-31, not {text!r}") from error


def past_day(text: str) -> date | None:
    """A day that has been, or none."""
    found = day(text)
    if found and found > date.today():
        raise ValueError(f"{text} has not been yet")
    return found


def contacts(text: str) -> tuple[str, ...]:
    """Ways to reach somebody, as URIs (RFC 9116, 2.5.3); a mail address becomes one."""
    return tuple(map(_contact, words(text)))


def _contact(text: str) -> str:
    if text.startswith("https://"):
        return page(text)
    if text.startswith("tel:"):
        return text
    return f"mailto:{address(text.removeprefix('mailto:'))}"


def yes_or_no(word: str) -> bool:
    """Whether something is wanted."""
    if word not in ("yes", "no"):
        raise ValueError(f"must be yes or no, not {word!r}")
    return word == "yes"


def on_or_off(word: str) -> bool:
    """Whether something works."""
    if word not in ("on", "off"):
        raise ValueError(f"must be on or off, not {word!r}")
    return word == "on"


def short_rule(text: str) -> str:
    """A sentence with room for it on paper below the signatures; its full stop is ours."""
    if len(text) > LONGEST_RULE:
        raise ValueError(f"must be at most {LONGEST_RULE} characters, not {len(text)}")
    return name(text).removesuffix(".")


def name(text: str) -> str:
    """A name that must stand somewhere."""
    if not text:
        raise ValueError("must not be empty")
    if not text.isprintable():
        raise ValueError("must be one line without control characters")
    return text
