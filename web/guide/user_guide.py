"""The user guide as a page. docs/anvandarguide.md is its one source."""

from flask import Blueprint, Response, render_template, send_from_directory

from web.guide.manual import FOLDER, manual

user_guide = Blueprint("user_guide", __name__)


@user_guide.get("/anvandarguide/")
def guide() -> str:
    """How a plan is made, step by step."""
    return render_template("user_guide.html", guide=manual("anvandarguide.md"))


@user_guide.get("/anvandarguide/bilder/<name>.png")
def picture(name: str) -> Response:
    """A picture of the guide; its address in the source is this one, seen from the page."""
    return send_from_directory(FOLDER / "bilder", f"{name}.png", max_age=3600)
