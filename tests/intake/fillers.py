"""Programs that fill in a blank on screen and save it."""

import ctypes
import json
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf.generic import NameObject

from tests.programs import lack

TICKED = "Ja"


def with_pypdf(blank: bytes, values: dict[str, str]) -> bytes:
    """pypdf: rewrites the whole file and draws what was filled in."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(blank))
    states = {name: f"/{TICKED}" if value == TICKED else value for name, value in values.items()}
    writer.update_page_form_field_values(None, states, auto_regenerate=False)
    return _saved(writer)


def with_pdfium(blank: bytes, values: dict[str, str]) -> bytes:
    """PDFium, the reader inside Chrome and Edge: types into each field as a person does."""
    document = pypdfium2.PdfDocument(blank)
    document.init_forms()
    for page in document:
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium.FPDFPage_GetAnnot(page, number)
            name = _field_name(document.formenv, annotation)
            if name in values:
                pdfium.FORM_SetFocusedAnnot(document.formenv, annotation)
                _type(document.formenv, page, annotation, values[name])
        pdfium.FORM_ForceToKillFocus(document.formenv)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


# For Debian's Python, which has the bindings.
_POPPLER = """
import json, sys, gi
gi.require_version("Poppler", "0.18")
from gi.repository import Poppler
source, target, values = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
document = Poppler.Document.new_from_file(source, None)
for number in range(document.get_n_pages()):
    for place in document.get_page(number).get_form_field_mapping():
        value = values.get(place.field.get_name())
        if value and place.field.get_field_type() == Poppler.FormFieldType.BUTTON:
            place.field.button_set_state(True)
        elif value:
            place.field.text_set_text(value)
document.save(target)
"""


def with_poppler(blank: bytes, values: dict[str, str]) -> bytes:
    """Poppler, the library inside Okular and Evince."""
    if not list(Path("/usr/lib").glob("*/girepository-1.0/Poppler-0.18.typelib")):
        lack("Poppler has no bindings (Debian packages gir1.2-poppler-0.18 and python3-gi)")
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "blank.pdf"), Path(folder, "filled.pdf")
        source.write_bytes(blank)
        arguments = [source.as_uri(), target.as_uri(), json.dumps(values)]
        subprocess.run(["/usr/bin/python3", "-c", _POPPLER, *arguments], check=True)
        return target.read_bytes()


def with_fields_only(blank: bytes, values: dict[str, str]) -> bytes:
    """A program that keeps the fields and drops attachments, tags and metadata."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(with_pypdf(blank, values)))
    for entry in ("/Names", "/AF", "/Metadata", "/StructTreeRoot", "/MarkInfo"):
        writer.root_object.pop(NameObject(entry), None)
    return _saved(writer)


FILLERS: dict[str, Callable[[bytes, dict[str, str]], bytes]] = {
    "pypdf": with_pypdf,
    "PDFium": with_pdfium,
    "fields only": with_fields_only,
}


def _saved(writer: pypdf.PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _field_name(environment: object, annotation: object) -> str:
    length = pdfium.FPDFAnnot_GetFormFieldName(environment, annotation, None, 0)
    buffer = ctypes.create_string_buffer(length)
    place = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetFormFieldName(environment, annotation, place, length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _type(environment: object, page: object, annotation: object, value: str) -> None:
    kind = pdfium.FPDFAnnot_GetFormFieldType(environment, annotation)
    if kind == pdfium.FPDF_FORMFIELD_CHECKBOX:
        if value == TICKED:
            pdfium.FORM_OnChar(environment, page, ord("\r"), 0)
        return
    typed = ctypes.create_string_buffer((value + "\0").encode("utf-16-le"))
    pdfium.FORM_SelectAllText(environment, page)
    pdfium.FORM_ReplaceSelection(environment, page, ctypes.cast(typed, pdfium.FPDF_WIDESTRING))
