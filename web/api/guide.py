"""The API described: for people in plain Swedish (docs/api.md), for machines as OpenAPI."""

from flask import Blueprint, Response, jsonify, render_template, request

from web.api.operations import description
from web.guide.manual import manual

api_guide = Blueprint("api_guide", __name__)


@api_guide.get("/api/v1/")
def guide() -> str:
    """How another system uses it."""
    return render_template("user_guide.html", guide=manual("api.md"))


@api_guide.get("/api/v1/openapi.json")
def openapi() -> Response:
    """The same for machines."""
    return jsonify(description(request.script_root + "/api/v1"))
