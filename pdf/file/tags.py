"""The structure tree: what a screen reader is told, in the order in which it is told.

The tree is built together with the blocks of a document; drawing only hangs the drawn content on
its elements. Reading order is therefore the order of `add`, wherever pages break. Only standard
structure types are used (ISO 32000-1, 14.8.4), so that no role map is needed.
"""

from pdf.file.objects import Indirect, Objects, text_string


class Element(Indirect):
    """A structure element. `attributes` are ready PDF syntax, e.g. `/Alt <FEFF…>`.

    It is entered into the document together with the first content that is drawn for it or for
    one below it; one for which nothing is drawn is not in the tree.
    """

    __slots__ = ("_above", "_kids", "_page", "_parent", "attributes", "tag")

    def __init__(self, tag: str, parent: "Element | StructureTree", attributes: str = "") -> None:
        self.reference = ""
        self.tag = tag
        self.attributes = attributes
        self._parent: Element | StructureTree | None = parent
        self._page: Indirect | None = None
        self._kids: list[Element | str] = []

    def add(self, tag: str, attributes: str = "") -> "Element":
        """A new element that is read after all that are here already."""
        element = Element(tag, self, attributes)
        self._kids.append(element)
        return element

    def hold_content(self, objects: Objects, page: Indirect, mcid: int) -> str:
        """Hang on it what is drawn as number `mcid` of `page`; the reference of the element.

        On the page of the element the number says it all (ISO 32000-1, 14.7.4.2).
        """
        if self._page is None:
            self._page = page
        if page is self._page:
            self._kids.append(str(mcid))
        else:
            self._kids.append(f"<</Type /MCR /Pg {objects.reference(page)} /MCID {mcid}>>")
        return self.reference or self.enter(objects)

    def hold_annotation(self, objects: Objects, page: Indirect, annotation: str) -> None:
        """Hang on it a link or a form field, of which it gets the reference (14.7.4.3)."""
        self._page = self._page or page
        self._kids.append(f"<</Type /OBJR /Obj {annotation} /Pg {objects.reference(page)}>>")
        self.enter(objects)

    def enter(self, objects: Objects) -> str:
        """Enter it and those above it into the document; its reference."""
        if self._parent:
            self._above = self._parent.reference or self._parent.enter(objects)
            # Elements that know each other would lie about until all garbage is collected.
            self._parent = None
        return objects.reference(self)

    def format(self) -> bytes:
        """The structure element dictionary (ISO 32000-1, table 323)."""
        kids = " ".join([kid if isinstance(kid, str) else kid.reference for kid in self._kids])
        on_page = f" /Pg {self._page.reference}" if self._page else ""
        return (
            f"<</S /{self.tag} /P {self._above} /K [{kids}]{on_page} {self.attributes}>>"
        ).encode()


class StructureTree(Indirect):
    """The root: one Document element, and the way back from pages and annotations to elements."""

    __slots__ = ("_parents", "document")

    def __init__(self) -> None:
        super().__init__()
        self.document = Element("Document", self)
        self._parents: list[str] = []

    def register(self, parents: str) -> int:
        """Enter the references of a page's elements by MCID, as an array, or that of an
        annotation's element; the number for it."""
        self._parents.append(parents)
        return len(self._parents) - 1

    def enter(self, objects: Objects) -> str:
        """Enter the root into the document; its reference."""
        return objects.reference(self)

    def format(self) -> bytes:
        """The structure tree root (ISO 32000-1, table 322)."""
        numbers = " ".join([f"{key} {parents}" for key, parents in enumerate(self._parents)])
        return (
            f"<</Type /StructTreeRoot /K [{self.document.reference}] "
            f"/ParentTree <</Nums [{numbers}]>> /ParentTreeNextKey {len(self._parents)}>>"
        ).encode()


def alternative_text(text: str) -> str:
    """The attribute that says what a figure shows (ISO 14289-1, 7.3)."""
    return f"/Alt {text_string(text)}"


# A list of names and what they name (14.8.4.3.3): its labels are words and no numbers (14.8.5.5).
UNNUMBERED = "/A <</O /List /ListNumbering /None>>"


def named_item(names: Element) -> tuple[Element, Element]:
    """The label and the body of a new item of an UNNUMBERED list: a screen reader tells both as one
    thing, and how many there are."""
    item = names.add("LI")
    return item.add("Lbl"), item.add("LBody")


def decoration(kind: str) -> str:
    """The attribute that says how a word is marked: Underline, LineThrough (14.8.5.4.5)."""
    return f"/A <</O /Layout /TextDecorationType /{kind}>>"


def room_to_write(told: str, description: str) -> str:
    """The attributes of a Form that is no field but a place on paper to write in.

    PrintField says so (ISO 32000-1, 14.8.5.6; ISO 14289-1, 7.18.4 allows no other Form without a
    field); `told` is what is read, since few readers know PrintField yet.
    """
    return _print_field("/Role /tv", told, description)


def printed_tick(told: str, description: str, is_ticked: bool) -> str:
    """The attributes of a Form that is no field but a box on paper, ticked or not."""
    return _print_field(f"/Role /cb /checked /{'on' if is_ticked else 'off'}", told, description)


def _print_field(role: str, told: str, description: str) -> str:
    entries = f"/O /PrintField {role} /Desc {text_string(description)}"
    return f"/A <<{entries}>> {alternative_text(told)}"


COLUMN_HEADING = "/A <</O /Table /Scope /Column>>"
ROW_HEADING = "/A <</O /Table /Scope /Row>>"
