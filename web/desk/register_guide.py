"""The guide for those who run the register. docs/register-guide.md is its one source."""

from flask import Blueprint, Response, render_template, send_from_directory

from web.guide.manual import FOLDER, manual

register_guide = Blueprint("register_guide", __name__)


@register_guide.get("/register/guide/")
def guide() -> str:
    """How the register is used, and by whom."""
    return render_template("desk/guide.html", guide=manual("register-guide.md"))


@register_guide.get("/register/guide/bilder/<name>.png")
def picture(name: str) -> Response:
    """A picture of the guide; its address in the source is this one, seen from the page."""
    return send_from_directory(FOLDER / "bilder", f"{name}.png")
