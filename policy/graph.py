"""A decision graph in words: the ways through it, and the graph told as a tree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy.nodes import Answer, Edge, Kind, Node


@dataclass(frozen=True)
class Branch:
    """A node in the tree that the graph is when it is told in words.

    `edge` led here. A node that several arrows reach is told once; where it `is_told_elsewhere`,
    the branch ends.
    """

    node: Node
    edge: Edge | None = None
    branches: "tuple[Branch, ...]" = ()
    is_told_elsewhere: bool = False


@dataclass(frozen=True)
class Graph:
    """Nodes in reading order, the first is where everybody begins; `origin` names the model."""

    title: str
    origin: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def start(self) -> Node:
        """Where everybody begins."""
        return self.nodes[0]

    @property
    def first_question(self) -> Node:
        """What everybody is asked."""
        return self.node(self.edges_from(self.start)[0].target)

    def node(self, node_id: str) -> Node:
        """The node called `node_id`. Raises LookupError."""
        found = next((node for node in self.nodes if node.id == node_id), None)
        if found is None:
            raise LookupError(f"the graph has no node {node_id}")
        return found

    def node_at(self, slug: str) -> Node | None:
        """The node with this slug, or None."""
        return next((node for node in self.nodes if node.slug == slug), None)

    def edges_from(self, node: Node) -> list[Edge]:
        """The arrows out of `node`."""
        return [edge for edge in self.edges if edge.source == node.id]

    def spoken(self, edge: Edge) -> str:
        """An arrow in words, for somebody who does not see it."""
        target = self.node(edge.target).name
        if edge.answer:
            return f"{edge.answer.word}: gå till {target}"
        return f"Läs också {target}" if edge.is_aside else f"Gå sedan till {target}"

    def edge(self, question: Node, answer: Answer) -> Edge:
        """The arrow that an answer to `question` follows. Raises LookupError."""
        found = next((edge for edge in self.edges_from(question) if edge.answer is answer), None)
        if found is None:
            raise LookupError(f"nothing follows {answer} at {question.id}")
        return found

    def follow(self, way: Sequence[Answer]) -> list[Node]:
        """The questions that `way` answers and the node it ends at.

        Raises LookupError when there are more answers than questions.
        """
        met = [self.first_question]
        for answer in way:
            met.append(self.node(self.edge(met[-1], answer).target))
        return met

    def ways(self) -> list[tuple[Answer, ...]]:
        """Every way from the first question to an end of the asking."""
        return [way for way, node in self._all_ways() if node.kind is not Kind.QUESTION]

    def ways_to(self, node: Node) -> list[tuple[Answer, ...]]:
        """Every way of answers that ends at `node`."""
        return [way for way, end in self._all_ways() if end.id == node.id]

    @property
    def most_questions(self) -> int:
        """How many questions the longest way asks."""
        return max(len(way) for way in self.ways())

    def steps_from(self, node: Node) -> list[Node]:
        """`node` and what is to be done after it, one step after the other."""
        steps = [node]
        while after := [e for e in self.edges_from(steps[-1]) if not e.answer and not e.is_aside]:
            steps.append(self.node(after[0].target))
        return steps

    def asides_of(self, steps: Sequence[Node]) -> list[Node]:
        """What to read beside `steps`, each once and none that is a step already."""
        targets = [edge.target for step in steps for edge in self.edges_from(step) if edge.is_aside]
        wanted = dict.fromkeys(target for target in targets if self.node(target) not in steps)
        return [self.node(target) for target in wanted]

    def told(self) -> Branch:
        """The whole graph as a tree from the start; readings beside the way are told elsewhere."""
        return self._branch(self.start, None, {self.start.id})

    def _branch(self, node: Node, edge: Edge | None, told: set[str]) -> Branch:
        branches = []
        for following in self.edges_from(node):
            target = self.node(following.target)
            if target.id in told or target.kind is Kind.INFO:
                branches.append(Branch(target, following, is_told_elsewhere=True))
            else:
                told.add(target.id)
                branches.append(self._branch(target, following, told))
        return Branch(node, edge, tuple(branches))

    def _all_ways(self) -> Iterator[tuple[tuple[Answer, ...], Node]]:
        waiting: list[tuple[tuple[Answer, ...], Node]] = [((), self.first_question)]
        while waiting:
            way, node = waiting.pop(0)
            yield way, node
            if node.kind is Kind.QUESTION:
                waiting += [
                    ((*way, answer), self.node(self.edge(node, answer).target)) for answer in Answer
                ]
