"""The rules of the page, as they can be told from what is drawn: each fault as a sentence."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, pairwise, takewhile

from forms import PrintableForm, Section, messages
from forms.field import Leaf
from forms.kinds import (
    Accept,
    Attachments,
    Field,
    Group,
    Guidance,
    Heading,
    OfficeOnly,
    RowList,
    Tick,
    YesNo,
)
from forms.kinds.attachments import told_of as told_of_file
from forms.kinds.choices import OTHER, Choices
from forms.signing import approvals_of
from pdf import geometry, styles
from pdf.blocks.paragraph import longest_word
from pdf.geometry import Box
from pdf.places import Purpose
from pdf.styles import TextStyle
from tests.pdf.documents import squeezed
from tests.pdf.drawn import Drawn, Mark, Words

TOLERANCE = 0.01
# What of a caption's lowest letters may reach into the field below it.
CAPTION = 0.3
BODY = Box(
    geometry.BODY_LEFT_FROM_LEFT,
    geometry.BODY_TOP_FROM_TOP,
    geometry.BODY_WIDTH,
    geometry.BODY_HEIGHT,
)
FOOT = Box(
    geometry.BODY_LEFT_FROM_LEFT,
    geometry.CODE_TOP_FROM_TOP,
    geometry.BODY_WIDTH,
    geometry.CODE_SIZE,
)
APPROVALS, WHAT_IS_SIGNED = "Godkännande", "Gäller"
ROOM_TO_SIGN = {Purpose.DATE: (30.0, 16.0), Purpose.SIGNATURE: (75.0, 16.0)}
# Less the heading that may stand above, and what is empty of the last rows of two pages.
NEARLY_A_PAGE = geometry.BODY_HEIGHT - 50
ENCLOSED = "Bilagor"
HEADINGS = ("H1", "H2", "H3", "H4")
MOST_SIDE_BY_SIDE = 3
NEVER_SPLIT = 4
# Less what lies around the letters.
HALF_A_PAGE = geometry.BODY_HEIGHT / 2 - 5


def blank_faults(page: Drawn, form: PrintableForm) -> Iterator[str]:
    """What a blank lacks of the words of the form, and of fields to fill in."""
    wanted = [form.annex, form.title, form.intro]
    for part in form.parts_on_paper():
        if part.heading:
            wanted += [part.heading.heading, _when(form, part.heading), part.heading.intro]
        for one in part.items:
            if isinstance(one, Guidance):
                wanted += [one.heading, _when(form, one), one.text]
                continue
            question = one.question
            wanted += [question.heading, _when(form, one), question.example, question.note]
            lists = (field for field in one.fields if isinstance(field, RowList))
            wanted += [row.title for field in lists for row in field.entries]
    yield from missing(page, [one for one in wanted if one])
    boxes = sum(one.element is not None and one.element.tag == "Form" for one in page.fields)
    # Also those whose answers are written where people sign.
    asked = [one for leaf in form.leaves() for one in leaf.paper_fields()]
    if boxes != len(asked):
        yield f"fields: {boxes} instead of {len(asked)}"


def _when(form: PrintableForm, what: Section | Guidance | Heading) -> str:
    """When it is to be filled in."""
    when = form.when_asked(what)
    return when.sentence if when else ""


# What must hold for every document


def faults(page: Drawn, form: PrintableForm) -> Iterator[str]:
    """Each thing that is where it must not be."""
    names = labels(form)
    yield from outside(page)
    yield from one_over_another(page)
    yield from crossed_out(page)
    yield from alone(page, names)
    yield from broken_words(page, names)
    yield from crowded(page, names)


def outside(page: Drawn) -> Iterator[str]:
    """What is neither in the body nor in the foot, or is cut by an edge."""
    for thing in [*page.things, *page.rules]:
        if is_told_by_its_number(thing):
            continue
        if not within(thing.box, BODY) and not within(thing.box, FOOT):
            yield f"outside: {shown(thing)}"


def is_told_by_its_number(thing: Words | Mark) -> bool:
    """A character that no font has: "[U+1F249]" in one piece, wider than a narrow column."""
    if isinstance(thing, Mark):
        return False
    return len(thing.text.strip()) == 1 and thing.box.width > thing.room


def one_over_another(page: Drawn) -> Iterator[str]:
    """Two lines of text, or two fields, or a field and a text, in one place."""
    for number in range(1, page.pages + 1):
        here = [thing for thing in page.things if thing.page == number]
        for first, second in combinations(here, 2):
            if meet(first.box, second.box, CAPTION) and not is_link(first, second):
                yield f"over another: {shown(first)} {shown(second)}"


def crossed_out(page: Drawn) -> Iterator[str]:
    """Rules that go through letters."""
    for rule in page.rules:
        for words in page.words:
            is_hit = rule.page == words.page and meet(rule.box, words.box)
            if is_hit and not is_told_by_its_number(words):
                yield f"crossed out: {shown(words)}"


def alone(page: Drawn, names: set[str]) -> Iterator[str]:
    """Headings and labels at the end of a page, whose answers are on the next."""
    ends = {thing.page: thing for thing in page.things if within(thing.box, BODY)}
    del ends[page.pages]
    of = {id(element): lines for element, lines in page.in_order()}
    for thing in ends.values():
        if not isinstance(thing, Words) or any(is_beside(thing, one) for one in page.fields):
            continue
        whole = squeezed("".join(one.text for one in of.get(id(thing.element), [thing])))
        if thing.element is None or thing.element.tag in HEADINGS or whole in names:
            yield f"alone: {shown(thing)}"


def broken_words(page: Drawn, names: set[str]) -> Iterator[str]:
    """Words of labels and questions that are broken though they fit."""
    for element, lines in page.in_order():
        if squeezed("".join(one.text for one in lines)) not in names:
            continue
        fonts = styles.BOLD if element.tag in HEADINGS else styles.REGULAR
        for first, second in pairwise(lines):
            if first.text[-1:].isalnum() and second.text[:1].isalnum():
                word = first.text.split()[-1] + second.text.split()[0]
                column = first.room if element.tag == "H1" else geometry.CONTENT_WIDTH
                if longest_word(word, TextStyle(fonts, size=first.size)) <= column:
                    yield f"broken: {shown(first)} {shown(second)}"


def crowded(page: Drawn, names: set[str]) -> Iterator[str]:
    """More parts in a row than can be read and written."""
    rows: Counter[tuple[int, float]] = Counter()
    for element, lines in page.in_order():
        is_label = squeezed("".join(one.text for one in lines)) in names
        if is_label and element.tag not in (*HEADINGS, "TH"):
            rows[lines[0].page, round(lines[0].box.top, 2)] += 1
    yield from (f"{count} in a row" for count in rows.values() if count > MOST_SIDE_BY_SIDE)


def unsigned(page: Drawn, form: PrintableForm) -> Iterator[str]:
    """Whoever has not one place to sign and one to date, large enough, and pages to sign that do
    not say what."""
    for purpose, (width, height) in ROOM_TO_SIGN.items():
        places = [place for place in page.places if place.purpose is purpose]
        if [place.signer for place in places] != list(range(len(form.signers()))):
            yield f"unsigned: {purpose} of {[place.signer for place in places]}"
        for place in places:
            large = place.box.width >= width - TOLERANCE and place.box.height >= height - TOLERANCE
            if not large or not within(place.box, BODY):
                yield f"unsigned: {place}"
    yield from unsaid(page)


def unsaid(page: Drawn) -> Iterator[str]:
    """Pages to sign that do not say what."""
    signed = {place.page for place in page.places if place.purpose is Purpose.SIGNATURE}
    told = {words.page for words in page.words if words.text.startswith(WHAT_IS_SIGNED)}
    yield from (f"unsaid: page {number}" for number in signed - told)


def split_approvals(page: Drawn, form: PrintableForm | None = None) -> Iterator[str]:
    """Approvals on two pages that would fit on one; a heading of their own lets some part."""
    texts = page.in_order()
    begin = next((at for at, (_, lines) in enumerate(texts) if lines[0].text == APPROVALS), None)
    if begin is None:
        return
    headings = {squeezed(one.heading) for one in form.approvals if one.heading} if form else set()
    groups: list[list[Words]] = [[]]
    for element, lines in texts[begin:]:
        text = squeezed("".join(one.text for one in lines))
        # The files that follow are no part of what is signed.
        if element.tag == "H2" and text == ENCLOSED:
            break
        # A label in the table may read as a heading does.
        if element.tag == "H2" and text in headings:
            groups.append([])
        groups[-1] += lines
    for group in filter(None, groups):
        if len({one.page for one in group}) > 1 and height_of(group) <= NEARLY_A_PAGE:
            yield f"split approvals: {height_of(group):.0f} mm"


def split_lists(page: Drawn, form: PrintableForm) -> Iterator[str]:
    """Lists of up to four persons on two pages, unless they fill half of one."""
    texts = [(squeezed("".join(one.text for one in lines)), lines) for _, lines in page.in_order()]
    for people in (field for field in form if isinstance(field, RowList)):
        named = [person for person in people.entries if not person.is_blank]
        if not 0 < len(named) <= NEVER_SPLIT:
            continue
        own = {messages.NO_ANSWER, "–", *people.part_labels}
        for person in named:
            own |= {person.title, *(part.shown for part in person.parts)}
        first = [text for text, _ in texts].index(squeezed(named[0].title))
        lines = _lines_of(texts[first:], set(map(squeezed, own)))
        if len({one.page for one in lines}) > 1 and height_of(lines) <= HALF_A_PAGE:
            yield f"split: {named[0].title} and {len(named) - 1} more, {height_of(lines):.0f} mm"


def _lines_of(texts: list[tuple[str, list[Words]]], own: set[str]) -> list[Words]:
    """The lines of the first texts, as far as they are among `own`."""
    ours = takewhile(lambda text: text[0] in own, texts)
    return [one for _, lines in ours for one in lines]


def height_of(lines: list[Words]) -> float:
    """How much of the pages the lines take, in mm."""
    tops: dict[int, float] = {}
    ends: dict[int, float] = {}
    for one in lines:
        tops[one.page] = min(tops.get(one.page, one.box.top), one.box.top)
        ends[one.page] = max(ends.get(one.page, 0.0), one.box.bottom)
    return sum(ends[number] - tops[number] for number in tops)


def missing(page: Drawn, wanted: list[str]) -> Iterator[str]:
    """What should be read, in this order, and is not."""
    text = squeezed("".join(words.text for _, lines in page.in_order() for words in lines))
    at = 0
    for one in map(squeezed, wanted):
        found = text.find(one, at)
        if found < 0:
            yield f"missing: {one!r} after {text[at - 40 : at]!r} in {text[at : at + 200]!r}"
        at = max(found, at)


# What a form has


def labels(form: PrintableForm) -> set[str]:
    """Everything that names an answer, as it is compared."""
    found: set[str] = set()
    for part in form.parts():
        found |= {part.heading.heading} if part.heading else set()
        found |= {one.heading for one in part.items if isinstance(one, Guidance)}
    for section in form.sections_on_paper():
        question = section.question
        found |= {question.text, question.heading, question.note}
        found.add(f"(exempel: {question.example})")
        for field in section.fields:
            found.add(field.label.text)
            found |= {leaf.label.text for leaf in leaves_of(field)}
    return {squeezed(one) for one in found if one}


def expected(form: PrintableForm) -> list[str]:
    """The words of the form and of the answers in the order of the paper."""
    words = [form.annex, form.title, form.intro]
    for part in form.parts_on_paper():
        asked = [one for one in part.items if one.is_asked]
        if part.heading and asked:
            words += [part.heading.heading, part.heading.intro]
        for one in asked:
            if isinstance(one, Guidance):
                words += [one.heading, one.text]
                continue
            words += [one.question.heading, one.question.note]
            words += [text for field in one.asked_fields for text in answered(one, field)]
    approvals = approvals_of(form)
    for approval in approvals:
        signers = [signer.title for signer in approval.signers]
        words += [approval.heading, approval.statement, *signers]
    note = form.copy_note if approvals else ""
    return [one for one in [*words, note] if one]


def expected_of_files(form: PrintableForm, enclosed: Collection[str]) -> list[str]:
    """The words on the pages after the answers, where the files of these digests are enclosed."""
    files = [file for field in _files(form) for file in field.data]
    if not any(file["sha256"] in enclosed for file in files):
        return []
    words = ["Bilagor"]
    for number, file in enumerate(files, 1):
        words += [f"Bilaga {number}: {file['name']}", "Hör till:", file["sha256"][:16]]
        words += [] if file["sha256"] in enclosed else ["Filen följer inte med här."]
    return words


def _files(form: PrintableForm) -> list[Attachments]:
    return [one for one in form if isinstance(one, Attachments) and one.is_asked]


def answered(section: Section, field: Field) -> list[str]:
    """What is read of one field."""
    asked = [one for one in section.fields if one.is_asked]
    printed = [one for one in asked if not isinstance(one, Tick) or one.data]
    if not printed:
        return [messages.NO_ANSWER]
    if field not in printed:
        return []
    of_several = len(printed) > 1 or (isinstance(field, Tick) and len(section.fields) > 1)
    is_labelled = of_several or field.label.text != section.question.text
    if len(section.fields) > 1 and not of_several:
        is_labelled = False
    label = [field.label.text] if is_labelled else []
    if isinstance(field, Group):
        parts = [(part.label.text, *told_of(part)) for part in field.parts if part.is_asked]
        return [*label, *(text for part in parts for text in part)]
    if isinstance(field, RowList):
        named = [person for person in field.entries if not person.is_blank]
        rows = [[one.title, *told_of_row(one.parts)] for one in named]
        return [*label, *(text for row in rows for text in row if text)]
    return [*label, *told_of(field)]


def told_of_row(parts: Sequence[Leaf]) -> Iterator[str]:
    """What is read of a row; what has a choice or a statement in it is no table."""
    for part in (one for one in parts if one.is_asked):
        is_told_whole = isinstance(part, Choices | Accept) and not isinstance(part, YesNo)
        yield from told_of(part) if is_told_whole else [part.shown]


def told_of(field: Leaf) -> list[str]:
    """What is read of one answer: of a choice also what was not chosen."""
    if isinstance(field, Accept):
        return [field.statement]
    if isinstance(field, Choices):
        both = ((one.label, field.written if one.value == OTHER else "") for one in field.options)
        return [text for pair in both for text in pair if text]
    if isinstance(field, OfficeOnly):
        return ["Fylls i av den som tar emot"]
    if isinstance(field, Attachments) and field.data:
        return [text for pair in told_of_files(field) for text in pair]
    return [field.shown or messages.NO_ANSWER]


def told_of_files(field: Attachments) -> Iterator[tuple[str, str]]:
    """The number and the facts of each file, of those that all questions got together."""
    every = [(one, file) for one in _files(field.whole) for file in one.data]
    for number, (owner, file) in enumerate(every, 1):
        if owner is field:
            yield f"Bilaga {number}", told_of_file(file)


def leaves_of(field: Field) -> list[Leaf]:
    if isinstance(field, RowList):
        return [part for person in field.entries for part in person.parts]
    return list(getattr(field, "parts", [field]))


# Places


def within(box: Box, around: Box) -> bool:
    return (
        box.left >= around.left - TOLERANCE
        and box.top >= around.top - TOLERANCE
        and box.left + box.width <= around.left + around.width + TOLERANCE
        and box.bottom <= around.bottom + TOLERANCE
    )


def meet(one: Box, other: Box, least: float = TOLERANCE) -> bool:
    """Whether two boxes, of which one may be a line, share more than `least` both ways."""
    wide = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    is_line = 0 in (one.width, one.height)
    return wide > least and high > least or is_line and wide >= 0 and high >= 0


def is_beside(words: Words, mark: Mark) -> bool:
    """Whether the words stand at the right of a box to tick."""
    return words.page == mark.page and 0 < words.box.left - mark.box.left - mark.box.width < 4


def is_link(first: Words | Mark, second: Words | Mark) -> bool:
    return first.element is second.element is not None


def shown(thing: Words | Mark) -> str:
    text = thing.text if isinstance(thing, Words) else "a field"
    box = thing.box
    return f"{text!r} at {box.left:.1f}, {box.top:.1f}–{box.bottom:.1f} of page {thing.page}"
