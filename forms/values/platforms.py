"""The media that plans are usually about: their hosts and how account names look there.

Source: the table of account addresses in the project's domain notes, gathered from public
documentation of each medium. An unknown medium is always allowed; this table only lets the
form understand account names, warn about an address that belongs somewhere else, and know an
account again.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote

from forms.values.host import is_within


@dataclass(frozen=True)
class Where:
    """Where in an address the account stands: as a rule first in the path.

    `found_in` finds it in path and query before any rule. `before` are parts of a path that
    come before the account, `spaces` those that tell accounts of one name apart (a group is no
    page), `elsewhere` those that lead to no account. A host under `own_host` is an account.
    `ignored` are signs that do not count in a name.
    """

    found_in: tuple[re.Pattern[str], ...] = ()
    before: frozenset[str] = frozenset()
    spaces: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    own_host: str = ""
    ignored: str = ""

    def account_at(self, parts: SplitResult) -> str:
        """The name of the account at an address; empty when none stands there."""
        host = parts.hostname or ""
        if self.own_host and host.endswith(f".{self.own_host}"):
            return host
        return self.account_in(place_of(parts))

    def account_in(self, place: str) -> str:
        """The name of the account at a path with its query."""
        for pattern in self.found_in:
            if found := pattern.search(place):
                return found[1]
        parts = [part for part in place.partition("?")[0].split("/") if part]
        while parts and parts[0] in self.before:
            del parts[0]
        if not parts or parts[0] in self.elsewhere:
            return ""
        if parts[0] in self.spaces:
            return "/".join(parts[:2])
        return "".join(c for c in parts[0].removeprefix("@") if c not in self.ignored)


def place_of(parts: SplitResult) -> str:
    """Where an address leads at its host: path and query, as one writes it and in lower case.

    Old addresses had the path behind #! (twitter.com/#!/name).
    """
    path = parts.fragment[1:] if parts.fragment.startswith("!/") else parts.path
    query = f"?{parts.query}" if parts.query else ""
    return unicodedata.normalize("NFC", unquote(path.rstrip("/") + query)).casefold()


@dataclass(frozen=True)
class Platform:
    """One medium: `words` recognise it in question 1, `hosts` in an address.

    `kind_words` name a kind of medium of which this is one; others have hosts of their own.
    `handle` matches an account name without its leading @, None where there are no names.
    `profile` makes the address of a name, `questionable` maps a path to what it may be instead.
    `where` knows an account again by its address.
    """

    name: str
    words: tuple[str, ...]
    hosts: tuple[str, ...]
    handle: re.Pattern[str] | None = None
    profile: str = ""
    questionable: tuple[tuple[str, str], ...] = ()
    kind_words: tuple[str, ...] = ()
    where: Where = Where()

    def is_named_in(self, medium: str) -> bool:
        """Whether the answer to question 1 means this medium and no other of its kind."""
        return _holds(medium, self.words)


def _handle(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{pattern})$", re.IGNORECASE)


def _where(
    *found_in: str,
    before: str = "",
    spaces: str = "",
    elsewhere: str = "",
    own_host: str = "",
    ignored: str = "",
) -> Where:
    """The same with words between spaces, for the table."""
    return Where(
        tuple(map(re.compile, found_in)),
        frozenset(before.split()),
        frozenset(spaces.split()),
        frozenset(elsewhere.split()),
        own_host,
        ignored,
    )


_PLAIN_NAME = _handle(r"[\w.\-]{2,64}")
_INSTAGRAM_NAME = _handle(r"(?!.*\.\.)[a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?")
_FILM = "en enskild film"
_POST = "ett enskilt inlägg"
_SHARED = "något som har delats"

PLATFORMS = (
    Platform(
        "Facebook",
        ("facebook", "fb"),
        ("facebook.com", "fb.com", "m.me", "fb.me", "messenger.com"),
        _handle(r"[a-z0-9.\-]{5,50}"),
        "https://www.facebook.com/{}",
        (("/share/", _SHARED), ("/watch/", _FILM), ("/events/", "ett evenemang")),
        where=_where(
            r"^/(?:profile|story|permalink)\.php\?(?:[^?]*&)?id=(\d+)",
            r"^/people/[^/]+/(\d+)",
            # A page without a name of its own ends with its number: /Name-61512345678.
            r"^/(?:p/|pages/|pg/)?(?:category/[^/]+/)?[^/?]*-(\d{9,})(?=[/?]|$)",
            r"^/pages/[^/]+/(\d+)",
            before="pg p t messages",
            spaces="groups",
            elsewhere="share watch events photo photo.php story.php permalink.php profile.php "
            "hashtag login login.php people pages sharer",
            # Facebook itself takes torebo.da and toreboda for one name.
            ignored=".",
        ),
    ),
    Platform(
        "Instagram",
        ("instagram", "insta"),
        ("instagram.com", "instagr.am", "ig.me"),
        _INSTAGRAM_NAME,
        "https://www.instagram.com/{}/",
        (("/p/", _POST), ("/reel/", _FILM)),
        where=_where(before="_u m stories", elsewhere="p reel reels explore tv accounts share"),
    ),
    Platform(
        "X",
        ("twitter", "x"),
        ("x.com", "twitter.com"),
        _handle(r"\w{1,15}"),
        "https://x.com/{}",
        (("/status/", _POST),),
        where=_where(
            r"^/intent/(?:user|follow)\?(?:[^?]*&)?screen_name=@?(\w+)",
            elsewhere="i intent hashtag search share home login",
        ),
    ),
    Platform(
        "Youtube",
        ("youtube",),
        ("youtube.com", "youtu.be"),
        _handle(r"[\w.\-·]{3,30}"),
        "https://www.youtube.com/@{}",
        (
            ("youtu.be/", _FILM),
            ("/watch/", _FILM),
            ("/shorts/", _FILM),
            ("/playlist/", "en spellista"),
        ),
        where=_where(
            before="c user channel",
            elsewhere="watch shorts live playlist embed results feed hashtag",
        ),
    ),
    Platform(
        "LinkedIn",
        ("linkedin", "linked in"),
        ("linkedin.com",),
        questionable=(("/in/", "en privatpersons sida"), ("/posts/", _POST)),
        where=_where(
            before="mwlite company showcase school organization",
            spaces="in pub groups",
            elsewhere="feed posts pulse jobs login authwall",
        ),
    ),
    Platform(
        "TikTok",
        ("tiktok", "tik tok"),
        ("tiktok.com",),
        _handle(r"[a-z0-9_.]{1,23}[a-z0-9_]"),
        "https://www.tiktok.com/@{}",
        (("/video/", _FILM),),
        where=_where(elsewhere="t tag music discover login"),
    ),
    Platform(
        "Snapchat",
        ("snapchat", "snap"),
        ("snapchat.com",),
        _handle(r"[a-z][a-z0-9_.\-]{2,14}"),
        "https://www.snapchat.com/@{}",
        where=_where(before="add s", elsewhere="spotlight discover p"),
    ),
    Platform(
        "Bluesky",
        ("bluesky", "bsky"),
        ("bsky.app",),
        _handle(r"(?:[a-z0-9\-]+\.)+[a-z]{2,}"),
        "https://bsky.app/profile/{}",
        (("/post/", _POST),),
        where=_where(before="profile", own_host="bsky.social"),
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
        (("/post/", _POST),),
        where=_where(elsewhere="t login search"),
    ),
    Platform(
        "Pinterest",
        ("pinterest",),
        ("pinterest.com", "pinterest.se", "pinterest.co.uk", "pinterest.dk", "pinterest.de"),
        _PLAIN_NAME,
        where=_where(elsewhere="pin search ideas"),
    ),
    Platform(
        "Flickr",
        ("flickr",),
        ("flickr.com",),
        _handle(r"[\w.@\-]{2,64}"),
        where=_where(before="photos people", spaces="groups"),
    ),
    Platform(
        "Vimeo",
        ("vimeo",),
        ("vimeo.com",),
        _PLAIN_NAME,
        where=_where(r"^/(\d+(?:/\w+)?)$", spaces="channels groups showcase"),
    ),
    Platform(
        "Whatsapp",
        ("whatsapp",),
        ("whatsapp.com", "wa.me"),
        _PLAIN_NAME,
        where=_where(r"^/send/?\?(?:[^?]*&)?phone=\+?(\d+)", before="c", spaces="channel"),
    ),
    Platform(
        "Telegram",
        ("telegram",),
        ("t.me", "telegram.me", "telegram.dog"),
        _PLAIN_NAME,
        where=_where(r"^/joinchat/([^/?]+)", r"^/\+([^/?]+)", before="s"),
    ),
    Platform(
        "Discord",
        ("discord",),
        ("discord.gg", "discord.com", "discordapp.com"),
        _PLAIN_NAME,
        where=_where(before="invite channels servers"),
    ),
    Platform(
        "Wikipedia",
        ("wikipedia",),
        ("wikipedia.org",),
        _handle(r"\S{1,85}"),
        kind_words=("wiki",),
        where=_where(
            r"^/(?:wiki/)?(?:användare|user):([^/?]+)",
            r"^/w/index\.php\?(?:[^?]*&)?title=(?:användare:|user:)?([^&]+)",
            before="wiki",
            ignored="_ ",
        ),
    ),
    Platform(
        "Reddit",
        ("reddit",),
        ("reddit.com",),
        _handle(r"(?:/?[ru]/)?[\w\-]{3,21}"),
        where=_where(before="u user", spaces="r"),
    ),
)


def platform_of_medium(medium: str) -> Platform | None:
    """The platform that the answer to question 1 names, if it names one."""
    for platform in PLATFORMS:
        if _holds(medium, platform.words + platform.kind_words):
            return platform
    return None


def _holds(medium: str, sought: tuple[str, ...]) -> bool:
    text = medium.casefold()
    words = set(re.findall(r"[\w]+", text))
    return any(word in words or (" " in word and word in text) for word in sought)


def platform_of_host(host: str) -> Platform | None:
    """The platform that an address belongs to, subdomains such as `m.` included."""
    for platform in PLATFORMS:
        hosts = (*platform.hosts, platform.where.own_host)
        if any(is_within(host, one) for one in hosts if one):
            return platform
    return None
