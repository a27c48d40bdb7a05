"""Pictures taken out of a document of our own, byte for byte as they were put in."""

from io import BytesIO


def pictures_in(document: bytes) -> dict[str, bytes]:
    """Every JPEG in it, by its name there. The document is trusted: its digest was compared."""
    # Most who start this house never take a picture out of anything.
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject, StreamObject

    found = {}
    for page in PdfReader(BytesIO(document)).pages:
        resources = page["/Resources"].get_object()
        assert isinstance(resources, DictionaryObject)
        for name, reference in resources.get("/XObject", DictionaryObject()).items():
            image = reference.get_object()
            if isinstance(image, StreamObject) and image.get("/Filter") == "/DCTDecode":
                found[name.removeprefix("/")] = image.get_data()
    return found
