"""What a file says of itself in XMP (ISO 16684-1), wherever in the packet it says so."""

from dataclasses import dataclass
from xml.dom.minidom import Text

from pypdf import PdfReader
from pypdf.xmp import XmpInformation

_DC = "http://purl.org/dc/elements/1.1/"
_PDFA = "http://www.aiim.org/pdfa/ns/id/"
_PDFUA = "http://www.aiim.org/pdfua/ns/id/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@dataclass(frozen=True)
class Statements:
    """Empty where the file says nothing. `pdfa` is part and conformance, as in "3A"."""

    title: str = ""
    identifier: str = ""
    pdfa: str = ""
    pdfua: str = ""


def statements_of(reader: PdfReader) -> Statements:
    """The statements; pypdf refuses entities and packets beyond its limits."""
    packet = reader.xmp_metadata
    if packet is None:
        return Statements()
    return Statements(
        title=_first(packet, _DC, "title"),
        identifier=_first(packet, _DC, "identifier"),
        pdfa=_first(packet, _PDFA, "part") + _first(packet, _PDFA, "conformance"),
        pdfua=_first(packet, _PDFUA, "part"),
    )


def _first(packet: XmpInformation, namespace: str, name: str) -> str:
    """The first value of a property: programs write it as an element or as an attribute."""
    for element in packet.rdf_root.getElementsByTagNameNS(namespace, name):
        items = element.getElementsByTagNameNS(_RDF, "li")
        nodes = (items[0] if items else element).childNodes
        return "".join(node.data for node in nodes if isinstance(node, Text)).strip()
    for description in packet.rdf_root.getElementsByTagNameNS(_RDF, "Description"):
        if value := description.getAttributeNS(namespace, name):
            return str(value).strip()
    return ""
