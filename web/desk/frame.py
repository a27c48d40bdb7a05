"""What every page of the desk has around it: who has signed in, and where they may go."""

from flask import Flask, current_app, request, url_for

from register.errors import RegisterUnavailable
from web.desk.guard import Visitor, is_of_the_desk, whoever
from web.desk.to_do import MOST_IN_FRAME, TO_DO, count_for

# In the order of the page: what it is called, its endpoint.
NAVIGATION = (
    ("Att göra", TO_DO),
    ("Blanketter", "plan_list.plans"),
    ("Papper", "desk_papers.first"),
    ("Förteckning", "desk_inventory.inventory"),
    ("Påminnelser", "desk_reminder_forecast.forecast"),
    ("Statistik", "desk_statistics.statistics"),
    ("Året", "desk_figures.year"),
    ("Gallring", "desk_erasing.overview"),
    ("Utskick", "desk_mail.mail"),
    ("Logg", "desk_log.log"),
    ("Nycklar", "desk_tokens.tokens"),
    ("Inloggningar", "desk_sessions.sessions"),
    ("Mina planer", "desk_own_plans.plans"),
    ("Guide", "register_guide.guide"),
)


def frame_desk(app: Flask) -> None:
    """Let the desk's templates know."""
    app.context_processor(_frame)


def _frame() -> dict[str, object]:
    if not is_of_the_desk(request.endpoint or ""):
        return {}
    who = whoever()
    if who is None:
        return {"who": None}
    return {"who": who, "desk_links": links_of(who), "to_do": _to_do(who)}


def _to_do(who: Visitor) -> str:
    """How much there is for them to do; nothing when the register does not answer."""
    try:
        count = count_for(who) if who.reaches(TO_DO) else 0
    except RegisterUnavailable:
        return ""
    return f"{MOST_IN_FRAME}+" if count > MOST_IN_FRAME else str(count or "")


def links_of(who: Visitor) -> list[dict[str, object]]:
    """The pages that somebody reaches; `is_here` marks the one that is shown."""
    return [
        {
            "text": text,
            "href": url_for(endpoint),
            "is_here": endpoint == request.endpoint,
            "is_to_do": endpoint == TO_DO,
        }
        for text, endpoint in NAVIGATION
        if endpoint in current_app.view_functions and who.reaches(endpoint)
    ]
