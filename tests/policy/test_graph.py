"""Bilaga 2 as a graph: every way through it ends, and with the right advice."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from policy import FORHALLNINGSSATT, REMOVAL_NOTICE, Answer, Branch, Kind, Node, Status

GRAPH = FORHALLNINGSSATT
QUESTIONS = [node for node in GRAPH.nodes if node.kind is Kind.QUESTION]
YES, NO = Answer.YES, Answer.NO

# The chart as the municipality's own text and its model have it, written once more by hand.
ARROWS = {
    ("start", None, "q_positiv"),
    ("q_positiv", "ja", "a_forstark"),
    ("q_positiv", "nej", "q_negativ"),
    ("a_forstark", None, "a_folj"),
    ("a_folj", None, "a_dela"),
    ("q_negativ", "ja", "a_observera"),
    ("q_negativ", "nej", "q_skamtsam"),
    ("q_skamtsam", "ja", "a_observera"),
    ("q_skamtsam", "nej", "q_faktafel"),
    ("q_faktafel", "ja", "a_ratta"),
    ("q_faktafel", "nej", "q_missnojd"),
    ("q_missnojd", "ja", "a_atgarda"),
    ("q_missnojd", "nej", "q_svara"),
    ("q_svara", "ja", "i_svara"),
    ("q_svara", "nej", "a_latvara"),
    ("a_ratta", None, "i_svara"),
    ("a_atgarda", None, "i_svara"),
    ("a_forstark", None, "i_svara"),
    ("a_dela", None, "i_svara"),
}
WAYS = {
    (YES,): ["a_forstark", "a_folj", "a_dela"],
    (NO, YES): ["a_observera"],
    (NO, NO, YES): ["a_observera"],
    (NO, NO, NO, YES): ["a_ratta", "i_svara"],
    (NO, NO, NO, NO, YES): ["a_atgarda", "i_svara"],
    (NO, NO, NO, NO, NO, YES): ["i_svara"],
    (NO, NO, NO, NO, NO, NO): ["a_latvara"],
}


def ids(nodes: list[Node]) -> list[str]:
    """What the nodes are called."""
    return [node.id for node in nodes]


def test_the_arrows_are_those_of_the_chart() -> None:
    assert {(edge.source, edge.answer, edge.target) for edge in GRAPH.edges} == ARROWS
    assert len(GRAPH.edges) == len(ARROWS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_every_question_has_one_yes_and_one_no(question: Node) -> None:
    assert sorted(edge.answer or "" for edge in GRAPH.edges_from(question)) == ["ja", "nej"]


def test_only_questions_are_answered() -> None:
    assert {edge.source for edge in GRAPH.edges if edge.answer} == set(ids(QUESTIONS))


def test_every_way_ends_with_the_advice_of_the_chart() -> None:
    ends = {way: GRAPH.follow(way)[-1] for way in GRAPH.ways()}
    assert {way: ids(GRAPH.steps_from(end)) for way, end in ends.items()} == WAYS


def test_every_box_is_reached_from_the_start() -> None:
    reached, waiting = set(), [GRAPH.start]
    while waiting:
        node = waiting.pop()
        if node.id not in reached:
            reached.add(node.id)
            waiting += [GRAPH.node(edge.target) for edge in GRAPH.edges_from(node)]
    assert reached == set(ids(list(GRAPH.nodes)))


@pytest.mark.parametrize("way", WAYS)
def test_who_is_about_to_write_is_told_how(way: tuple[Answer, ...]) -> None:
    steps = GRAPH.steps_from(GRAPH.follow(way)[-1])
    shown = ids([*steps, *GRAPH.asides_of(steps)])
    writes = not {"a_observera", "a_latvara"} & set(shown)
    assert ("i_svara" in shown) == writes
    assert len(set(shown)) == len(shown)


def test_only_what_the_scan_lacks_is_called_reconstructed() -> None:
    reconstructed = {
        (node.id, words.text)
        for node in GRAPH.nodes
        for words in node.words
        if words.status is Status.RECONSTRUCTED
    }
    assert reconstructed == {
        ("a_ratta", "Rätta fakta"),
        ("a_atgarda", "Åtgärda"),
        ("a_atgarda", "Försök rätta till det som gått fel och erbjud en rimlig lösning."),
        ("a_latvara", "Låt vara"),
        ("a_latvara", "Låt kommentaren stå. Besvara den inte."),
    }
    assert {node.id for node in GRAPH.nodes if node.remark} == {"a_ratta", "a_atgarda", "a_latvara"}


def test_every_arrow_says_why_it_leads_where_it_leads() -> None:
    assert all(edge.basis for edge in GRAPH.edges)
    assert all("rekonstruera" in edge.remark for edge in GRAPH.edges)


def test_only_the_advice_to_remove_carries_our_notice() -> None:
    notices = {node.id: node.notice for node in GRAPH.nodes if node.notice}
    assert notices == {"a_observera": REMOVAL_NOTICE}
    assert REMOVAL_NOTICE == (
        "Ta bara bort det som är otillåtet enligt lag eller policyns lista. "
        "Spara meddelandet och avsändaren först."
    )


def test_every_box_has_an_address_of_its_own() -> None:
    slugs = [node.slug for node in GRAPH.nodes]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch("[a-z-]+", slug) for slug in slugs)
    assert "schema" not in slugs


def branches(one: Branch) -> Iterator[Branch]:
    """A branch and all below it."""
    yield one
    for following in one.branches:
        yield from branches(following)


def test_the_tree_tells_every_arrow_once_and_every_box_in_full_once() -> None:
    told = list(branches(GRAPH.told()))
    edges = Counter(branch.edge for branch in told if branch.edge)
    assert edges == Counter(GRAPH.edges)
    in_full = [branch.node.id for branch in told if not branch.is_told_elsewhere]
    assert sorted(in_full) == sorted(n.id for n in GRAPH.nodes if n.kind is not Kind.INFO)


def test_more_answers_than_questions_lead_nowhere() -> None:
    with pytest.raises(LookupError):
        GRAPH.follow((YES, YES))
