"""The secret address of one's calendar: made, shown once, and taken back."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.feeds import feed_made_at, make_feed, revoke_feed
from web.desk.guard import OWN_PLANS, see_other, visitor
from web.office import office
from web.site.addresses import lasting_url

desk_feeds = Blueprint("desk_feeds", __name__)


@desk_feeds.get("/register/kalender")
def feed() -> str:
    """Whether there is one, and what stands in it."""
    return _page()


@desk_feeds.post("/register/kalender")
def change() -> ResponseReturnValue:
    """Make a new one, or take back the one that there is."""
    return _change(".feed")


@desk_feeds.get("/mina-planer/kalender")
def own_feed() -> str:
    """The same, for who has proved an address."""
    return _page()


@desk_feeds.post("/mina-planer/kalender")
def own_change() -> ResponseReturnValue:
    """The same."""
    return _change(".own_feed")


def _change(page: str) -> ResponseReturnValue:
    own, who = office(), visitor()
    if request.form.get("gor") == "ta-bort":
        revoke_feed(own.register, who.account_id, own.now())
        return see_other(url_for(page, borttagen="ja"))
    return _page(make_feed(own.register, who.account_id, own.now()))


def _page(key: str = "") -> str:
    made_at = feed_made_at(office().register, visitor().account_id)
    return render_template(
        "desk/feed.html",
        address=lasting_url("calendar.feed", key=key) if key else "",
        made_at=made_at,
        is_own=request.path.startswith(OWN_PLANS),
        is_removed=request.args.get("borttagen") == "ja" and made_at is None,
        sees_register=visitor().reaches("desk_late.late"),
    )
