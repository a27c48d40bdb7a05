"""The structure tree: what a screen reader is told, in the order in which it is told.

The tree is built together with the blocks of a document; drawing only hangs the drawn content on
its elements. Reading order is therefore the order of `add`, wherever pages break. Only standard
structure types are used (ISO 32000-1, 14.8.4), so that no role map is needed.
"""

from dataclasses import dataclass

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

from pdf.objects import reference, text_string


@dataclass(frozen=True, slots=True)
class MarkedContent:
    """Drawn content: number `mcid` on the page called `page`."""

    page: str
    mcid: int


class Annotation(PDFObject):
    """A link or a form field on the page called `page`; `entries` are ready PDF syntax."""

    __RefOnly__ = 1

    def __init__(self, page: str, struct_parent: int, entries: str) -> None:
        self.page = page
        self._struct_parent = struct_parent
        self._entries = entries

    def format(self, document: PDFDocument) -> bytes:
        """The annotation dictionary. Flag 4 (print) is required by ISO 19005-3, 6.3.2."""
        page = reference(document, self.page)
        return (
            f"<</Type /Annot /F 4 /P {page} /StructParent {self._struct_parent} {self._entries}>>"
        ).encode()


class Element(PDFObject):
    """A structure element. `attributes` are ready PDF syntax, e.g. `/Alt <FEFF…>`."""

    __RefOnly__ = 1

    def __init__(self, tag: str, parent: "Element | StructureTree", attributes: str = "") -> None:
        self.tag = tag
        self.attributes = attributes
        self._parent = parent
        self._kids: list[Element | MarkedContent | Annotation] = []

    def add(self, tag: str, attributes: str = "") -> "Element":
        """A new element that is read after all that are here already."""
        element = Element(tag, self, attributes)
        self._kids.append(element)
        return element

    def hold(self, content: MarkedContent | Annotation) -> None:
        """Hang drawn content on this element."""
        self._kids.append(content)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was drawn for this element; it is then left out of the file."""
        return all(isinstance(kid, Element) and kid.is_empty for kid in self._kids)

    def format(self, document: PDFDocument) -> bytes:
        """The structure element dictionary (ISO 32000-1, table 323)."""
        page = next((kid.page for kid in self._kids if isinstance(kid, MarkedContent)), "")
        kids = " ".join(self._kid_syntax(document, kid, page) for kid in self._kids)
        on_page = f" /Pg {reference(document, page)}" if page else ""
        return (
            f"<</S /{self.tag} /P {reference(document, self._parent)} /K [{kids}]"
            f"{on_page} {self.attributes}>>"
        ).encode()

    def _kid_syntax(
        self, document: PDFDocument, kid: "Element | MarkedContent | Annotation", page: str
    ) -> str:
        if isinstance(kid, Element):
            return "" if kid.is_empty else reference(document, kid)
        if isinstance(kid, Annotation):
            on_page = reference(document, kid.page)
            return f"<</Type /OBJR /Obj {reference(document, kid)} /Pg {on_page}>>"
        if kid.page == page:
            return str(kid.mcid)
        return f"<</Type /MCR /Pg {reference(document, kid.page)} /MCID {kid.mcid}>>"


class StructureTree(PDFObject):
    """The root: one Document element, and the way back from pages and annotations to elements."""

    __RefOnly__ = 1

    def __init__(self) -> None:
        self.document = Element("Document", self)
        self._parents: list[list[Element] | Element] = []

    def register(self, parents: list[Element] | Element) -> int:
        """Enter a page's elements by MCID, or an annotation's element; the number for it."""
        self._parents.append(parents)
        return len(self._parents) - 1

    def format(self, document: PDFDocument) -> bytes:
        """The structure tree root (ISO 32000-1, table 322)."""
        numbers = " ".join(
            f"{key} {self._parent_syntax(document, parents)}"
            for key, parents in enumerate(self._parents)
        )
        return (
            f"<</Type /StructTreeRoot /K [{reference(document, self.document)}] "
            f"/ParentTree <</Nums [{numbers}]>> /ParentTreeNextKey {len(self._parents)}>>"
        ).encode()

    def _parent_syntax(self, document: PDFDocument, parents: list[Element] | Element) -> str:
        if isinstance(parents, Element):
            return reference(document, parents)
        return "[" + " ".join(reference(document, element) for element in parents) + "]"


def alternative_text(text: str) -> str:
    """The attribute that says what a figure shows (ISO 14289-1, 7.3)."""
    return f"/Alt {text_string(text)}"


COLUMN_HEADING = "/A <</O /Table /Scope /Column>>"
ROW_HEADING = "/A <</O /Table /Scope /Row>>"
