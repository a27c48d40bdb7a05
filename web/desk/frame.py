"""What every page of the desk has around it: who has signed in, and where they may go."""

from flask import Flask, current_app, request, url_for

from web.desk.guard import ROLES, Visitor, is_of_the_desk, whoever

# In the order of the page: what it is called, its endpoint.
NAVIGATION = (
    ("Planer", "plan_list.plans"),
    ("Statistik", "desk_statistics.statistics"),
    ("Utskick", "desk_mail.mail"),
    ("Nycklar", "desk_tokens.tokens"),
    ("Inloggningar", "desk_sessions.sessions"),
    ("Mina planer", "desk_own_plans.plans"),
)


def frame_desk(app: Flask) -> None:
    """Let the desk's templates know."""
    app.context_processor(_frame)


def _frame() -> dict[str, object]:
    if not is_of_the_desk(request.endpoint or ""):
        return {}
    who = whoever()
    return {"who": who, "desk_links": links_of(who) if who else []}


def links_of(who: Visitor) -> list[dict[str, object]]:
    """The pages that somebody reaches; `is_here` marks the one that is shown."""
    return [
        {"text": text, "href": url_for(endpoint), "is_here": endpoint == request.endpoint}
        for text, endpoint in NAVIGATION
        if endpoint in current_app.view_functions and who.roles & ROLES.get(endpoint, frozenset())
    ]
