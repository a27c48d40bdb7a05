"""Addresses that wrap another one, as links do that are copied out of mail and other pages.

A mail filter's link tells whom the mail was to, so what is kept and printed is what it wraps.
"""

import re
from urllib.parse import SplitResult, parse_qsl, unquote

from forms.values.host import is_within

# Host, beginning of the path, and the parameter that holds the target. Sources: Microsoft, Safe
# Links; Barracuda, Link Protection; the others as their links look when they are copied, those
# of a page for logging in too.
_WRAPPERS = (
    ("safelinks.protection.outlook.com", "/", "url"),
    ("safelinks.protection.office365.us", "/", "url"),
    ("statics.teams.cdn.office.net", "/evergreen-assets/safelinks/", "url"),
    ("linkprotect.cudasvc.com", "/url", "a"),
    ("slack-redir.net", "/link", "url"),
    ("duckduckgo.com", "/l/", "uddg"),
    *((f"{one}.facebook.com", "/", "u") for one in ("l", "lm")),
    *((f"l.{one}", "/", "u") for one in ("instagram.com", "messenger.com", "wl.co")),
    *((f"l.{one}", "/", "u") for one in ("threads.net", "threads.com")),
    ("facebook.com", "/flx/warn", "u"),
    ("facebook.com", "/login", "next"),
    ("instagram.com", "/accounts/login", "next"),
    *((one, "/login", "next") for one in ("threads.net", "threads.com")),
    *((one, "/login", "redirect_after_login") for one in ("x.com", "twitter.com")),
    *((one, "/i/flow/login", "redirect_after_login") for one in ("x.com", "twitter.com")),
    ("linkedin.com", "/authwall", "sessionRedirect"),
    ("linkedin.com", "/login", "session_redirect"),
    ("linkedin.com", "/uas/login", "session_redirect"),
    ("linkedin.com", "/safety/go", "url"),
    ("linkedin.com", "/redir/", "url"),
    ("youtube.com", "/redirect", "q"),
    ("consent.youtube.com", "/", "continue"),
    ("accounts.google.com", "/", "continue"),
    ("tiktok.com", "/login", "redirect_url"),
    ("tiktok.com", "/link/", "target"),
    ("out.reddit.com", "/", "url"),
    ("pinterest.com", "/offsite", "url"),
)
_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}")
# Proofpoint, URL Defense 3 and 2: in the path, or with other signs for % and /.
_DEFENDED = re.compile(r"^/v3/__(.+?)__;")
_DEFENSE_2 = str.maketrans("-_", "%/")
_ADDRESS = re.compile(r"^(?:https?://|/|(?:[\w\-]+\.)+[^\W\d]{2,}(?:[:/?#]|$))", re.IGNORECASE)

_MAIL_FILTERS = (
    *("safelinks.protection.", "/evergreen-assets/safelinks/", "linkprotect.cudasvc.com"),
    *("urldefense.com", "urldefense.proofpoint.com"),
)

# They only show where they lead when they are followed, which this house never does.
SHORTENERS = (
    *("bit.ly", "tinyurl.com", "t.co", "goo.gl", "g.co", "ow.ly", "lnkd.in", "buff.ly", "is.gd"),
    *("v.gd", "rb.gy", "cutt.ly", "t.ly", "tiny.cc", "shorturl.at", "rebrand.ly", "dlvr.it"),
    *("trib.al", "aka.ms", "1drv.ms", "wp.me", "qrco.de", "me-qr.com", "s.id", "u.to", "dub.sh"),
    *("pin.it", "flic.kr", "redd.it", "share.google", "g.page", "fb.watch", "t.snapchat.com"),
    *("vm.tiktok.com", "vt.tiktok.com", "protect-eu.mimecast.com", "protect.checkpoint.com"),
)


def holds_filtered_link(text: str) -> bool:
    """Whether a text has a link in it that tells to whom the mail was that it came in."""
    folded = text.casefold()
    return any(one in folded for one in _MAIL_FILTERS)


def is_shortened(host: str) -> bool:
    """Whether addresses at this host hide where they lead."""
    return any(is_within(host, one) for one in SHORTENERS)


def target_of(parts: SplitResult, host: str) -> str:
    """The address that an address at `host`, in ASCII, wraps; empty when it wraps none."""
    for found in _targets(parts, host):
        plain = unquote(found) if re.match(r"https?%3a", found, re.IGNORECASE) else found
        if plain.startswith("//"):
            return f"{parts.scheme}:{plain}"
        if _ADDRESS.match(plain):
            return f"{parts.scheme}://{parts.netloc}{plain}" if plain.startswith("/") else plain
    return ""


def _targets(parts: SplitResult, host: str) -> list[str]:
    query = dict(parse_qsl(parts.query))
    if is_within(host, "urldefense.com") and (found := _DEFENDED.match(parts.path)):
        return [found[1]]
    if is_within(host, "urldefense.proofpoint.com"):
        return [unquote(query.get("u", "").translate(_DEFENSE_2))]
    if _GOOGLE.fullmatch(host) and parts.path == "/url":
        return [query.get("q", ""), query.get("url", "")]
    return [
        query.get(parameter, "")
        for domain, path, parameter in _WRAPPERS
        if is_within(host, domain) and parts.path.startswith(path)
    ]
