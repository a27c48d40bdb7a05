"""What the file says about itself: XMP and the document information, from one source."""

from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from pdf.file.objects import text_string
from version import VERSION

LANGUAGE = "sv-SE"
# What made the document, and what wrote it as PDF (ISO 32000-1, 14.3.3).
_CREATOR = f"Blanketter {VERSION}"
_PRODUCER = "ReportLab"
_PDFA_PART = 3
_XMP_TIME = "%Y-%m-%dT%H:%M:%S+00:00"
_INFO_TIME = "D:%Y%m%d%H%M%S+00'00'"


@dataclass(frozen=True)
class Metadata:
    """Facts about a document. `created` is in UTC, None for a document without a date of its own;
    `note` is the mark that a copy carries.

    `is_tagged` claims level A and PDF/UA, else level B alone. `day` and `source` tell of paper when
    it came and what it was made of (Dublin Core's date and source).
    """

    title: str
    author: str
    identifier: str
    created: datetime | None = None
    note: str = ""
    is_tagged: bool = True
    day: date | None = None
    source: str = ""


def information(metadata: Metadata) -> bytes:
    """The document information dictionary (ISO 32000-1, 14.3.3); it says nothing that XMP does
    not say."""
    entries = {
        "Title": text_string(metadata.title),
        "Author": text_string(metadata.author),
        "Creator": text_string(_CREATOR),
        "Producer": text_string(_PRODUCER),
    }
    if metadata.created:
        created = text_string(metadata.created.strftime(_INFO_TIME))
        entries |= {"CreationDate": created, "ModDate": created}
    if metadata.note:
        entries["Subject"] = text_string(metadata.note)
    return f"<<{' '.join(f'/{name} {value}' for name, value in entries.items())}>>".encode()


def xmp(metadata: Metadata) -> bytes:
    """The XMP packet with the claims of PDF/A (ISO 19005-3, 6.6.4) and PDF/UA (14289-1, 5)."""
    return _PACKET.format(
        title=escape(metadata.title),
        author=escape(metadata.author),
        language=LANGUAGE,
        identifier=escape(metadata.identifier),
        description=_description(metadata.note),
        dates=_dates(metadata.created),
        creator=_CREATOR,
        producer=_PRODUCER,
        part=_PDFA_PART,
        conformance="A" if metadata.is_tagged else "B",
        paper=_paper(metadata),
        accessible=_PDFUA_CLAIM if metadata.is_tagged else "",
        extension=_PDFUA_EXTENSION if metadata.is_tagged else "",
    ).encode()


def _paper(metadata: Metadata) -> str:
    if not metadata.day:
        return ""
    day = f"<dc:date><rdf:Seq><rdf:li>{metadata.day}</rdf:li></rdf:Seq></dc:date>"
    return f"{day}<dc:source>{escape(metadata.source)}</dc:source>"


def _dates(created: datetime | None) -> str:
    if not created:
        return ""
    names = ("CreateDate", "ModifyDate", "MetadataDate")
    moment = created.strftime(_XMP_TIME)
    return "\n".join(f"<xmp:{name}>{moment}</xmp:{name}>" for name in names)


def _description(note: str) -> str:
    if not note:
        return ""
    text = f'<rdf:li xml:lang="x-default">{escape(note)}</rdf:li>'
    return f"<dc:description><rdf:Alt>{text}</rdf:Alt></dc:description>"


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:identifier>{identifier}</dc:identifier>
{description}{paper}
{dates}
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>{conformance}</pdfaid:conformance>
{accessible}
</rdf:Description>
{extension}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

_PDFUA_CLAIM = "<pdfuaid:part>1</pdfuaid:part>"

# PDF/A knows no PDF/UA property, so it must be described (veraPDF 6.6.2.3.1-1 and -2).
_PDFUA_EXTENSION = """<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""
