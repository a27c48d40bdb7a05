"""Bilaga 2 as a guide: one question a page, then the advice. Nothing is stored.

The answers so far stand in the address (`?vag=nej-nej-ja`), so that every step can be linked to.
"""

from collections.abc import Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, render_template, request, url_for

from forms import BorttagetInlagg
from pdf.chart.layout import ChartLayout, lay_out
from pdf.chart.sheet import render_chart
from policy import FORHALLNINGSSATT, NOTICE_LABEL, Answer, Kind, Node
from web.office import office
from web.site.addresses import lasting_url

guide = Blueprint("guide", __name__)

GRAPH = FORHALLNINGSSATT

LEGEND = (
    "Heldragen ram: texten står i originalet. Streckad ram: rekonstruerad. Heldragen pil: det "
    "finns spår av den i originalet, men vart den leder är rekonstruerat. Streckad pil: "
    "rekonstruerad."
)
Way = Sequence[Answer]


class Step(NamedTuple):
    """A question that was answered on the way, and where it can be answered anew."""

    question: Node
    answer: Answer
    address: str


@guide.get("/forhallningssatt/")
def start() -> str:
    """The first question."""
    return _step_page(GRAPH.first_question, ())


@guide.get("/forhallningssatt/<slug>/")
def step(slug: str) -> str:
    """A question, or the advice that the answers lead to."""
    node = GRAPH.node_at(slug) or abort(HTTPStatus.NOT_FOUND)
    if node == GRAPH.start:
        return start()
    return _step_page(node, _way_to(node))


@guide.get("/forhallningssatt/schema/")
def chart() -> str:
    """The whole chart as a picture and as a list."""
    return render_template(
        "guide/chart.html",
        graph=GRAPH,
        chart=_layout(),
        legend=LEGEND,
        notice_label=NOTICE_LABEL,
        address_of=address_of,
    )


@guide.get("/forhallningssatt.pdf")
def sheet() -> Response:
    """The whole chart on one sheet for the wall."""
    settings = office().settings
    made = render_chart(
        GRAPH,
        office().letterhead,
        contact=settings.information_officer[0],
        url=lasting_url("guide.start"),
    )
    return Response(made, mimetype="application/pdf")


@cache
def _layout() -> ChartLayout:
    """It follows from the texts alone."""
    return lay_out(GRAPH)


def _step_page(node: Node, way: Way | None) -> str:
    facts: dict[str, Any] = {
        "graph": GRAPH,
        "node": node,
        "way": _steps(way or ()),
        "settings": office().settings,
        "notice_label": NOTICE_LABEL,
        "removal": BorttagetInlagg,
    }
    if node.kind is Kind.QUESTION:
        answers = {answer: _after(node, answer, way) for answer in Answer}
        number = None if way is None else len(way) + 1
        return render_template("guide/question.html", **facts, answers=answers, number=number)
    steps = GRAPH.steps_from(node)
    return render_template("guide/advice.html", **facts, steps=[*steps, *GRAPH.asides_of(steps)])


def _way_to(node: Node) -> Way | None:
    """The answers in the address if they lead to `node`, else the only way there if it is one."""
    ways = GRAPH.ways_to(node)
    asked = tuple(request.args.get("vag", "").split("-"))
    return next((way for way in ways if way == asked), ways[0] if len(ways) == 1 else None)


def _steps(way: Way) -> list[Step]:
    questions = GRAPH.follow(way)
    return [
        Step(question, answer, address_of(question, way[:number]))
        for number, (question, answer) in enumerate(zip(questions, way, strict=False))
    ]


def _after(question: Node, answer: Answer, way: Way | None) -> str:
    """The address that an answer leads to; without a known way the next page finds its own."""
    target = GRAPH.node(GRAPH.edge(question, answer).target)
    return address_of(target, None if way is None else (*way, answer))


def address_of(node: Node, way: Way | None = None) -> str:
    """The address of a node, with the way there when it is known."""
    if node in (GRAPH.start, GRAPH.first_question):
        return url_for("guide.start")
    return url_for("guide.step", slug=node.slug, vag="-".join(way) if way else None)
