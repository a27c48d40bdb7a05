"""Any form that the house could be asked for, for Hypothesis: whole classes of PrintableForm."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from hypothesis import strategies as st

from forms import Approval, Choice, PartForm, PrintableForm, Question, Signer, when
from forms.field import Leaf
from forms.kinds import (
    Accept,
    AccountAddress,
    Amount,
    Attachments,
    Date,
    Email,
    Group,
    Guidance,
    Heading,
    Hours,
    Line,
    LongText,
    Number,
    OfficeOnly,
    OneOf,
    OrganisationNumber,
    People,
    Period,
    PersonalNumber,
    PersonName,
    Phone,
    PostalAddress,
    Postcode,
    RowList,
    SeveralOf,
    StoragePlace,
    Sum,
    Tick,
    Time,
    YesNo,
)

# Short words and the long ones that a municipality is made of; a text begins anywhere in it.
_TEXT = """
Vilka personer eller grupper ska ni nå, och varför just dem? Namn E-post Telefonnummer
Informationssäkerhetssamordnare på kommunledningsförvaltningen i Töreboda Ort Adress
Beskriv verksamheten och dess mål för perioden 2026–2028 (även i de fall då den upphör)
Gymnasieskolans elevhälsoteam Samhällsbyggnadsförvaltningens diarieföringsrutiner
Ansvarig chef/samordnare Kommunstyrelsens arbetsmarknadsutskott Datum för beslut av nämnd
Personuppgiftsbiträdesavtal med leverantören Från och med Till och med Övriga upplysningar
som är av betydelse för handläggningen av ärendet i socialnämnden eller miljönämnden
Verksamhetsövergripande krisberedskapskommunikation Är du vårdnadshavare? Hur många
Fastighetsbeteckning Upphandlingsansvarig 24 timmar om dygnet § 14 kap. 3 år
"""
_PASSAGE = _TEXT.split()


def passages(least: int, most: int) -> st.SearchStrategy[str]:
    """`least` to `most` words in a row."""
    return st.builds(
        lambda start, count: " ".join(
            _PASSAGE[number % len(_PASSAGE)] for number in range(start, start + count)
        ),
        st.integers(0, len(_PASSAGE) - 1),
        st.integers(least, most),
    )


LABELS = passages(1, 9)
QUESTIONS = st.one_of(passages(1, 8), passages(8, 45))
NOTES = st.one_of(st.just(""), passages(1, 12), passages(12, 80))
# Every form has this tick and this choice, in its first question.
CONDITIONS = st.sampled_from([None, None, None, when("planned", True), when("planned", False)])
SOME_CONDITION = CONDITIONS | st.sampled_from([when("way", "c0"), when("way", "c1", "c2")])
COUNTED = partial(Number, unit="personer", decimals=1)
ONE_LINE: st.SearchStrategy[Any] = st.sampled_from(
    [Line, PersonName, Email, Phone, Hours, Date, COUNTED, Amount]
)
# The address of an account hangs on two other answers, so that every form has these.
ACCOUNT = partial(AccountAddress, medium="medium", planned="planned")
_WRITTEN = st.sampled_from([Line, LongText, ACCOUNT, Email, Phone, Hours, Tick, StoragePlace])
_VALUES = st.sampled_from(
    [Date, Time, COUNTED, Amount, PersonalNumber, OrganisationNumber, Postcode]
)


def _choices(labels: list[str]) -> list[Choice]:
    """As many choices, told apart by their values and labels."""
    return [Choice(f"c{n}", f"{label} {n}", "" if n else label) for n, label in enumerate(labels)]


_CHOICES = st.lists(passages(1, 6), min_size=2, max_size=9).map(_choices)
_OTHER = st.sampled_from(["", "Annat, ange vad", "Annan förvaltning än de som nämns ovan"])
_CHOSEN = st.one_of(
    st.builds(partial, st.just(OneOf), choices=_CHOICES, other=_OTHER),
    st.builds(
        partial,
        st.just(SeveralOf),
        choices=_CHOICES,
        other=_OTHER,
        none=st.sampled_from(["", "Inget av dessa"]),
    ),
    st.just(YesNo),
    st.builds(partial, st.just(Accept), statement=passages(4, 60)),
)
LEAVES: st.SearchStrategy[Any] = st.one_of(_WRITTEN, _VALUES, _CHOSEN)


@st.composite
def part_forms(draw: st.DrawFn, most: int, kinds: st.SearchStrategy[Any]) -> type[PartForm]:
    """A group of parts, or a person; a part may hang on one before it."""
    parts: dict[str, Any] = {}
    hung_on = CONDITIONS
    for number in range(draw(st.integers(1, most))):
        name, kind = f"p{number}", draw(kinds)
        parts[name] = kind(
            draw(LABELS),
            optional=draw(st.booleans()),
            asked_if=draw(hung_on) if number else None,
        )
        if kind in (Tick, YesNo):
            hung_on |= st.just(when(name, True)) | st.just(when(name, False))
    return type("Parts", (PartForm,), parts)


@st.composite
def answers_of(draw: st.DrawFn, question: Question, number: int, *, alone: bool) -> Any:
    """What is asked under `question`; what does not stand there alone has a label of its own."""
    own_label = LABELS.map(lambda words: words if alone else f"{words} {number}")
    shapes = ["leaf", "leaf", "leaf", "leaf", "group", "people", "rows", "whole", "office", "files"]
    shape = draw(st.sampled_from(shapes))
    condition = None if alone else draw(SOME_CONDITION)
    if shape == "group":
        inner = draw(st.one_of(LEAVES, ONE_LINE))
        parts = draw(part_forms(8, st.just(inner) | LEAVES))
        return Group(parts, draw(own_label), question, asked_if=condition)
    if shape in ("people", "rows"):
        is_people = shape == "people"
        least = draw(st.integers(1 if is_people else 0, 4))
        return (People if is_people else RowList)(
            draw(part_forms(6, ONE_LINE if is_people else st.one_of(_WRITTEN, LEAVES))),
            question,
            title=draw(passages(1, 3)) + f" {number}:{{}}",
            noun="personer",
            least=least,
            most=max(least + draw(st.integers(0, 8)), 1),
            asked_if=condition,
        )
    label = draw(st.one_of(st.none(), own_label) if alone else own_label)
    if shape == "office":
        return OfficeOnly(label, question, lines=draw(st.integers(1, 4)))
    if shape == "files":
        most = draw(st.integers(1, 4))
        return Attachments(label, question, optional=draw(st.booleans()), most=most)
    if shape == "whole":
        made: st.SearchStrategy[Any] = st.sampled_from(
            [Period, partial(Period, of=Time, is_open=True), PostalAddress]
        )
        return draw(made)(label, question, optional=draw(st.booleans()))
    return draw(LEAVES)(label, question, optional=draw(st.booleans()), asked_if=condition)


@st.composite
def markers(draw: st.DrawFn, place: int) -> dict[str, Any]:
    """What may stand before a question: the heading of a part, and plain words."""
    found: dict[str, Any] = {}
    if draw(st.sampled_from([False, False, False, True])):
        found[f"h{place}"] = Heading(
            f"{draw(passages(1, 6))} {place}",
            draw(NOTES),
            draw(st.sampled_from(["", "B"])),
            page_break=draw(st.booleans()),
            asked_if=draw(SOME_CONDITION),
        )
    if draw(st.sampled_from([False, False, True])):
        heading = draw(st.one_of(st.just(""), passages(1, 6)))
        found[f"g{place}"] = Guidance(draw(passages(1, 60)), heading, draw(SOME_CONDITION))
    return found


@st.composite
def forms(draw: st.DrawFn) -> type[PrintableForm]:
    """A whole form: questions of all kinds, additions after them, approvals, intro and notes."""
    first = Question(1, draw(QUESTIONS))
    fields: dict[str, Any] = {
        "medium": Line(draw(LABELS), first),
        "planned": Tick(f"{draw(LABELS)} 1", first),
        "way": OneOf(f"{draw(LABELS)} 2", first, choices=_choices(["Ny", "Ändrad", "Avslutad"])),
    }
    numbered, added = draw(st.integers(0, 7)), draw(st.integers(0, 3))
    for place in range(numbered + added):
        is_added = place >= numbered
        question = Question(
            None if is_added else draw(st.just(place + 2) | st.just(f"{place + 2} a")),
            draw(QUESTIONS) + (f" {place}" if is_added else ""),
            draw(NOTES),
            draw(NOTES),
            addition=is_added,
            asked_if=draw(SOME_CONDITION),
        )
        fields |= draw(markers(place))
        count = draw(st.sampled_from([1, 1, 1, 2, 3]))
        for several in range(count):
            asked = answers_of(question, len(fields), alone=count == 1)
            fields[f"q{place}_{several}"] = draw(asked)
    kinds = {name: getattr(one, "field_class", None) for name, one in fields.items()}
    units = {
        name: "kr" if kind is Amount else fields[name].kwargs.get("unit", "")
        for name, kind in kinds.items()
        if kind in (Number, Amount)
    }
    terms = [name for name, unit in units.items() if unit == next(iter(units.values()))]
    if terms:
        in_words = Question(None, f"{draw(QUESTIONS)} tillsammans", addition=True)
        fields["total"] = Sum(draw(LABELS), in_words, of=terms)
    facts = {
        "slug": "nagon",
        "prefix": "NB",
        "title": draw(passages(1, 5)),
        "annex": draw(st.one_of(st.just(""), st.just("Bilaga 12"))),
        "intro": draw(NOTES),
        "copy_note": draw(st.one_of(st.just(""), passages(3, 30))),
    }
    made: Any = type("Made", (PrintableForm,), {**facts, **fields})
    blank = made.blank()
    leaves = [leaf.name for leaf in blank.leaves()]
    made.approvals = tuple(draw(st.lists(_approvals(blank), max_size=6)))
    made.summary_from = tuple(draw(st.lists(st.sampled_from(leaves), max_size=4)))
    made.subject_from = draw(st.sampled_from(["", *(n for n in fields if n in leaves)]))
    one: type[PrintableForm] = made
    return one


def _approvals(blank: PrintableForm) -> st.SearchStrategy[Approval]:
    heading = st.one_of(st.just(""), st.just(""), passages(1, 5))
    signers = st.lists(_signers(blank), max_size=6).map(tuple)
    return st.builds(Approval, passages(2, 30), signers, heading, CONDITIONS)


def _signers(blank: PrintableForm) -> st.SearchStrategy[Signer]:
    """Somebody, or everybody in a list."""
    lists = [field for field in blank if isinstance(field, RowList)]
    each = [
        _signer(
            passages(1, 6).map("{} {{}}".format),
            {part.short_name: part for part in one.entries[0].parts},
            one.short_name,
        )
        for one in lists
    ]
    alone = [_signer(passages(1, 8), {leaf.name: leaf for leaf in blank.leaves()})] * 3
    return st.one_of([*alone, *each])


def _signer(
    title: st.SearchStrategy[str], leaves: Mapping[str, Leaf], each_of: str = ""
) -> st.SearchStrategy[Signer]:
    said = st.sampled_from(["", *leaves])
    ticks = ["", *(name for name, leaf in leaves.items() if isinstance(leaf, Tick))]
    return st.builds(
        Signer,
        title,
        name_from=said,
        position_from=st.just("") | said,
        delegated_from=st.sampled_from(ticks),
        optional=st.booleans(),
        asked_if=CONDITIONS,
        each_of=st.just(each_of),
    )
