"""Hosts: the one road in this house from a host's letters to ASCII, and how a host is shown."""

import re
import unicodedata

import idna

_LONGEST_LABEL, _LONGEST_HOST = 63, 253
_LABELS = re.compile(r"[a-z0-9_\-]+(?:\.[a-z0-9_\-]+)*\.?")


def ascii_host(host: str) -> str:
    """`host` as the network knows it, in lower case ASCII. Raises ValueError when it cannot be one.

    IDNA 2008 with the mapping of UTS 46 and without its transitional rules, as browsers do:
    straße.example is another host than strasse.example (RFC 5891; UTS 46, 4). What is ASCII
    already passes also where IDNA would refuse it: hosts such as r3---sn.example are in use.
    """
    if not host.isascii():
        return idna.encode(host, uts46=True).decode("ascii")
    lower = host.lower()
    is_host = _LABELS.fullmatch(lower) and len(lower) <= _LONGEST_HOST
    if not is_host or max(map(len, lower.split("."))) > _LONGEST_LABEL:
        raise ValueError("not a host")
    return lower


def shown_host(host: str) -> str:
    """`host` as it may be shown: in ASCII when its letters are of several scripts.

    A Cyrillic letter among Latin ones, or before a Latin ending, looks like the host that it is
    not (UTS 39, 5).
    """
    if host.isascii():
        return host
    scripts = {_script(c) for c in unicodedata.normalize("NFKC", host) if c.isalpha()}
    return host if len(scripts) < 2 else ascii_host(host)


def is_within(host: str, domain: str) -> bool:
    """Whether the host is the domain or stands under it."""
    return host == domain or host.endswith(f".{domain}")


def _script(letter: str) -> str:
    """The script of a letter, which is how its name in Unicode begins."""
    return unicodedata.name(letter, "").partition(" ")[0]
