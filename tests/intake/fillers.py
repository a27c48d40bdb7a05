"""Programs that fill in a blank on screen and save it."""

import ctypes
from collections.abc import Callable
from io import BytesIO

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf.generic import NameObject

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
