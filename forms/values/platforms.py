"""The media that plans are usually about: their hosts and how account names look there.

Source: the table of account addresses in the project's domain notes, gathered from public
documentation of each medium. An unknown medium is always allowed; this table only lets the
form understand account names and warn about an address that belongs somewhere else.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Platform:
    """One medium: `words` recognise it in question 1, `hosts` in an address.

    `handle` matches an account name without its leading @, None where there are no names.
    `profile` makes the address of a name, `questionable` maps a path to what it may be instead.
    """

    name: str
    words: tuple[str, ...]
    hosts: tuple[str, ...]
    handle: re.Pattern[str] | None = None
    profile: str = ""
    questionable: tuple[tuple[str, str], ...] = ()


def _handle(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{pattern})$", re.IGNORECASE)


_PLAIN_NAME = _handle(r"[\w.\-]{2,64}")
_INSTAGRAM_NAME = _handle(r"(?!.*\.\.)[a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?")

PLATFORMS = (
    Platform(
        "Facebook",
        ("facebook", "fb"),
        ("facebook.com", "fb.com", "m.me", "fb.me"),
        _handle(r"[a-z0-9.\-]{5,50}"),
        "https://www.facebook.com/{}",
    ),
    Platform(
        "Instagram",
        ("instagram", "insta"),
        ("instagram.com",),
        _INSTAGRAM_NAME,
        "https://www.instagram.com/{}/",
    ),
    Platform(
        "X",
        ("twitter", "x"),
        ("x.com", "twitter.com"),
        _handle(r"\w{1,15}"),
        "https://x.com/{}",
    ),
    Platform(
        "Youtube",
        ("youtube",),
        ("youtube.com", "youtu.be"),
        _handle(r"[\w.\-·]{3,30}"),
        "https://www.youtube.com/@{}",
        (("youtu.be/", "en enskild film"), ("/watch", "en enskild film")),
    ),
    Platform(
        "LinkedIn",
        ("linkedin", "linked in"),
        ("linkedin.com",),
        questionable=(("/in/", "en privatpersons sida"),),
    ),
    Platform(
        "TikTok",
        ("tiktok", "tik tok"),
        ("tiktok.com",),
        _handle(r"[a-z0-9_.]{1,23}[a-z0-9_]"),
        "https://www.tiktok.com/@{}",
        (("vm.tiktok.com/", "en kort länk till ett klipp"),),
    ),
    Platform(
        "Snapchat",
        ("snapchat", "snap"),
        ("snapchat.com",),
        _handle(r"[a-z][a-z0-9_.\-]{2,14}"),
        "https://www.snapchat.com/@{}",
    ),
    Platform(
        "Bluesky",
        ("bluesky", "bsky"),
        ("bsky.app",),
        _handle(r"(?:[a-z0-9\-]+\.)+[a-z]{2,}"),
        "https://bsky.app/profile/{}",
    ),
    Platform(
        "Mastodon", ("mastodon",), (), _handle(r"[a-z0-9_.\-]+@(?:[\w\-]+\.)+\w{2,}(?::\d+)?")
    ),
    Platform(
        "Threads",
        ("threads",),
        ("threads.net", "threads.com"),
        _INSTAGRAM_NAME,
        "https://www.threads.com/@{}",
    ),
    Platform("Pinterest", ("pinterest",), ("pinterest.com", "pinterest.se"), _PLAIN_NAME),
    Platform("Flickr", ("flickr",), ("flickr.com",), _handle(r"[\w.@\-]{2,64}")),
    Platform("Vimeo", ("vimeo",), ("vimeo.com",), _PLAIN_NAME),
    Platform("Whatsapp", ("whatsapp",), ("whatsapp.com", "wa.me"), _PLAIN_NAME),
    Platform("Telegram", ("telegram",), ("t.me", "telegram.me"), _PLAIN_NAME),
    Platform("Discord", ("discord",), ("discord.gg", "discord.com"), _PLAIN_NAME),
    Platform("Wikipedia", ("wiki", "wikipedia"), ("wikipedia.org",), _handle(r"\S{1,85}")),
    Platform("Reddit", ("reddit",), ("reddit.com",), _handle(r"(?:/?[ru]/)?[\w\-]{3,21}")),
)


def platform_of_medium(medium: str) -> Platform | None:
    """The platform that the answer to question 1 names, if it names one."""
    words = set(re.findall(r"[\w]+", medium.casefold()))
    text = medium.casefold()
    for platform in PLATFORMS:
        if any(word in words or (" " in word and word in text) for word in platform.words):
            return platform
    return None


def platform_of_host(host: str) -> Platform | None:
    """The platform that an address belongs to, subdomains such as `m.` included."""
    for platform in PLATFORMS:
        if any(host == one or host.endswith(f".{one}") for one in platform.hosts):
            return platform
    return None
