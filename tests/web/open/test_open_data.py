"""The description of the list as open data, judged by shapes of DCAT-AP-SE, each seen to refuse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from flask import Flask
from pyshacl import validate
from rdflib.namespace import SH

from office.exports.accounts import at_home, elsewhere, turtle_of
from office.public_accounts import PublicList
from settings import Settings, read_settings

SHAPES = rdflib.Graph().parse(Path(__file__).parent / "dcat-ap-se.shapes.ttl")
WRONG = rdflib.URIRef("urn:wrong"), rdflib.Literal("")
Place = tuple[rdflib.URIRef, rdflib.URIRef, rdflib.term.Node]
PLACES: list[Place] = sorted(
    (target, path, shape)  # type: ignore[misc]
    for node, _, target in SHAPES.triples((None, SH.targetClass, None))
    for shape in SHAPES.objects(node, SH.property)
    for path in SHAPES.objects(shape, SH.path)
)


def told(graph: rdflib.Graph) -> set[tuple[rdflib.term.Node | None, rdflib.term.Node]]:
    """What the shapes refuse: class and property of each."""
    _, results, _ = validate(graph, shacl_graph=SHAPES)
    assert isinstance(results, rdflib.Graph)
    return {
        (graph.value(results.value(one, SH.focusNode), rdflib.RDF.type), path)
        for one in results.subjects(rdflib.RDF.type, SH.ValidationResult)
        for path in results.objects(one, SH.resultPath)
    }


def settings_of(folder: Path, **given: str) -> Settings:
    return read_settings({"INSTANCE_PATH": str(folder), "COURIER": "off"} | given)


@pytest.fixture(scope="module")
def elsewhere_told(tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    """What is published as files."""
    settings = settings_of(tmp_path_factory.mktemp("open"))
    found = turtle_of(
        PublicList("", ()), elsewhere(settings, "https://www.toreboda.example/konton")
    )
    return rdflib.Graph().parse(data=found, format="turtle")


@pytest.fixture
def graph(app: Flask) -> rdflib.Graph:
    """What is served."""
    return rdflib.Graph().parse(data=app.test_client().get("/konton.ttl").data, format="turtle")


def faults(graph: rdflib.Graph, place: Place) -> Iterator[tuple[str, rdflib.Graph]]:
    """The description with a fault of one property, and what was done to it."""
    kind, path, shape = place
    nodes = graph.subjects(rdflib.RDF.type, kind)
    node, value = next((node, one) for node in nodes for one in graph.objects(node, path))
    instead: dict[str, list[rdflib.term.Node]] = {"wrong": list(WRONG)}
    if SHAPES.value(shape, SH.maxCount):
        instead["twice"] = [value, type(value)(f"{value}X")]  # type: ignore[call-arg]
    if SHAPES.value(shape, SH.minCount):
        instead["missing"] = []
    for done, values in instead.items():
        broken = rdflib.Graph() + graph
        broken.remove((node, path, None))
        for one in values:
            broken.add((node, path, one))
        yield done, broken


def test_what_is_served_is_what_catalogues_want(graph: rdflib.Graph) -> None:
    assert len(graph) > 40
    assert told(graph) == set()


@pytest.mark.parametrize("place", PLACES, ids=lambda one: f"{one[0].fragment}-{one[1]}")
def test_every_shape_refuses_what_it_is_there_for(
    elsewhere_told: rdflib.Graph, place: Place
) -> None:
    let_through = [
        done for done, broken in faults(elsewhere_told, place) if place[:2] not in told(broken)
    ]
    assert let_through == []


def test_description_of_files_on_another_server_is_as_good(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, MUNICIPALITY='Å "kommun" \\ <x>')
    where = elsewhere(settings, "https://www.toreboda.se/konton")
    found = turtle_of(PublicList("", ()), where)
    assert told(rdflib.Graph().parse(data=found, format="turtle")) == set()


def test_contact_is_a_function_and_never_a_person(tmp_path: Path) -> None:
    addresses = "Anna.Berg@toreboda.se, info+öppet@toreboda.se"
    where = elsewhere(settings_of(tmp_path, INFORMATION_OFFICER=addresses), "https://x.example")
    assert where.contact == "info+öppet@toreboda.se"
    found = turtle_of(PublicList("", ()), where).decode()
    assert "<mailto:info%2B%C3%B6ppet@toreboda.se>" in found
    alone = settings_of(tmp_path, INFORMATION_OFFICER="anna.berg@toreboda.se")
    assert b"berg" not in turtle_of(PublicList("", ()), elsewhere(alone, "https://x.example"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [("data@toreboda.se", "data@toreboda.se"), ("bo.ek@toreboda.se", "info@toreboda.se")],
)
def test_contact_may_be_another_than_who_gets_copies(
    tmp_path: Path, given: str, expected: str
) -> None:
    settings = settings_of(
        tmp_path, INFORMATION_OFFICER="info@toreboda.se", OPEN_DATA_CONTACT=given
    )
    assert at_home(settings).contact == expected


def test_only_a_person_to_turn_to_needs_a_setting_for_a_whole_description(tmp_path: Path) -> None:
    officer = {"INFORMATION_OFFICER": "anna.berg@toreboda.se"}
    for more, missing in ({}, 1), ({"OPEN_DATA_CONTACT": "data@toreboda.se"}, 0):
        where = at_home(settings_of(tmp_path, **officer, **more))
        found = turtle_of(PublicList("", ()), where)
        assert len(told(rdflib.Graph().parse(data=found, format="turtle"))) == missing
