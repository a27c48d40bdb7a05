"""The structure tree: what a screen reader is told, in the order in which it is told.

The tree is built together with the blocks of a document; drawing only hangs the drawn content on
its elements. Reading order is therefore the order of `add`, wherever pages break. Only standard
structure types are used (ISO 32000-1, 14.8.4), so that no role map is needed.
"""

from typing import NamedTuple

from reportlab.pdfbase.pdfdoc import PDFDocument

from pdf.file.objects import Numbered, register, text_string


class MarkedContent(NamedTuple):
    """Drawn content: number `mcid` on `page`."""

    page: Numbered
    mcid: int

    def as_kid(self, page: Numbered | None) -> str:
        """Its number alone on the page of the element (ISO 32000-1, 14.7.4.2)."""
        if self.page is page:
            return str(self.mcid)
        return f"<</Type /MCR /Pg {self.page.number} 0 R /MCID {self.mcid}>>"


class Annotation(Numbered):
    """A link or a form field on `page`; `entries` are ready PDF syntax."""

    __slots__ = ("_entries", "_struct_parent", "page")

    def __init__(self, page: Numbered, struct_parent: int, entries: str) -> None:
        super().__init__()
        self.page = page
        self._struct_parent = struct_parent
        self._entries = entries

    def as_kid(self, page: Numbered | None) -> str:
        """An object reference (ISO 32000-1, 14.7.4.3)."""
        return f"<</Type /OBJR /Obj {self.number} 0 R /Pg {self.page.number} 0 R>>"

    def format(self, document: PDFDocument) -> bytes:
        """The annotation dictionary. Flag 4 (print) is required by ISO 19005-3, 6.3.2."""
        return (
            f"<</Type /Annot /F 4 /P {self.page.number} 0 R "
            f"/StructParent {self._struct_parent} {self._entries}>>"
        ).encode()


class Element(Numbered):
    """A structure element. `attributes` are ready PDF syntax, e.g. `/Alt <FEFF…>`."""

    __slots__ = ("_kids", "_page", "_parent", "attributes", "tag")

    def __init__(self, tag: str, parent: "Element | StructureTree", attributes: str = "") -> None:
        self.number = 0
        self.tag = tag
        self.attributes = attributes
        self._parent = parent
        self._page: Numbered | None = None
        self._kids: list[Element | MarkedContent | Annotation] = []

    def add(self, tag: str, attributes: str = "") -> "Element":
        """A new element that is read after all that are here already."""
        element = Element(tag, self, attributes)
        self._kids.append(element)
        return element

    def hold(self, content: MarkedContent | Annotation) -> None:
        """Hang drawn content on this element."""
        self._kids.append(content)
        self._page = self._page or content.page

    def settle(self, document: PDFDocument) -> bool:
        """Enter what was drawn into the document; False when nothing was, here or below."""
        self._kids = [
            kid for kid in self._kids if not isinstance(kid, Element) or kid.settle(document)
        ]
        if self._kids:
            register(document, self)
        return bool(self._kids)

    def as_kid(self, page: Numbered | None) -> str:
        """A reference."""
        return f"{self.number} 0 R"

    def format(self, document: PDFDocument) -> bytes:
        """The structure element dictionary (ISO 32000-1, table 323)."""
        kids = " ".join([kid.as_kid(self._page) for kid in self._kids])
        on_page = f" /Pg {self._page.number} 0 R" if self._page else ""
        return (
            f"<</S /{self.tag} /P {self._parent.number} 0 R /K [{kids}]{on_page} "
            f"{self.attributes}>>"
        ).encode()


class StructureTree(Numbered):
    """The root: one Document element, and the way back from pages and annotations to elements."""

    __slots__ = ("_parents", "document")

    def __init__(self) -> None:
        super().__init__()
        self.document = Element("Document", self)
        self._parents: list[list[Element] | Element] = []

    def register(self, parents: list[Element] | Element) -> int:
        """Enter a page's elements by MCID, or an annotation's element; the number for it."""
        self._parents.append(parents)
        return len(self._parents) - 1

    def settle(self, document: PDFDocument) -> str:
        """Enter the tree into the document when all is drawn; its reference."""
        self.document.settle(document)
        return register(document, self)

    def format(self, document: PDFDocument) -> bytes:
        """The structure tree root (ISO 32000-1, table 322)."""
        numbers = " ".join(
            f"{key} {_parent_syntax(parents)}" for key, parents in enumerate(self._parents)
        )
        return (
            f"<</Type /StructTreeRoot /K [{self.document.number} 0 R] "
            f"/ParentTree <</Nums [{numbers}]>> /ParentTreeNextKey {len(self._parents)}>>"
        ).encode()


def _parent_syntax(parents: list[Element] | Element) -> str:
    if isinstance(parents, Element):
        return f"{parents.number} 0 R"
    return "[" + " ".join([f"{element.number} 0 R" for element in parents]) + "]"


def alternative_text(text: str) -> str:
    """The attribute that says what a figure shows (ISO 14289-1, 7.3)."""
    return f"/Alt {text_string(text)}"


COLUMN_HEADING = "/A <</O /Table /Scope /Column>>"
ROW_HEADING = "/A <</O /Table /Scope /Row>>"
