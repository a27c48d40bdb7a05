"""PDFs that want something else than to be read: made here, so that everybody sees what they do."""

import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

import pypdf

from intake import refusals
from intake.refusals import LARGEST_PDF
from tests.pdf.documents import document

Case = tuple[Callable[[], bytes], tuple[type[refusals.Refusal], ...]]

PAGES = "<</Type /Pages /Kids [3 0 R] /Count 1>>"
PAGE = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"


def pdf(*objects: str | bytes, catalog: str = "", trailer: str = "") -> bytes:
    """A PDF with a catalog, a page and `objects` from number 4; a member of `objects` replaces
    the page tree when it begins with its number, as in "2=<<…>>"."""
    bodies: dict[int, bytes] = {
        1: f"<</Type /Catalog /Pages 2 0 R {catalog}>>".encode(),
        2: PAGES.encode(),
        3: PAGE.encode(),
    }
    for one in objects:
        body = one.encode() if isinstance(one, str) else one
        if body[:2] in (b"1=", b"2=", b"3="):
            bodies[int(body[:1])] = body[2:]
        else:
            bodies[len(bodies) + 1] = body
    return _written(bodies, trailer)


def _written(bodies: dict[int, bytes], trailer: str) -> bytes:
    out = BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in bodies.items():
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table = out.tell()
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{rows}"
    end = f"trailer\n<</Size {len(bodies) + 1} /Root 1 0 R {trailer}>>\nstartxref\n{table}\n%%EOF\n"
    out.write((head + end).encode())
    return out.getvalue()


def stream(content: bytes, entries: str = "") -> bytes:
    """A stream object."""
    return f"<<{entries} /Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream"


def flate_bomb(layers: int, size: int = 400_000_000) -> bytes:
    """A stream that unpacks to `size` bytes, packed again and again."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000))
    packed += packer.flush()
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    return stream(packed, f"/Filter [{'/FlateDecode ' * layers}]")


def with_attachment(file: bytes, name: str = "aktivitetsplan.json") -> bytes:
    """A PDF with one attached file, the object `file`."""
    names = f"<</EmbeddedFiles <</Names [({name}) 4 0 R]>>>>"
    specification = f"<</Type /Filespec /F ({name}) /UF ({name}) /EF <</F 5 0 R>>>>"
    return pdf(specification, file, catalog=f"/Names {names}")


def with_fields(fields: str, *objects: str | bytes) -> bytes:
    """A PDF with an interactive form."""
    return pdf(*objects, catalog=f"/AcroForm <</Fields {fields}>>")


def encrypted(algorithm: str, user_password: str = "hemligt") -> bytes:
    """A document of ours that somebody has protected."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(document(4)))
    writer.encrypt(user_password, "owner", algorithm=algorithm)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def laughing_xmp() -> bytes:
    """XML entities that grow to 10^9 letters."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">\n' for n in range(10))
    packet = f"<?xml version='1.0'?><!DOCTYPE x [{entities}]><x>&l9;</x>"
    return pdf(stream(packet.encode()), catalog="/Metadata 4 0 R")


def flat_page_tree(kids: int) -> bytes:
    """One page, again and again."""
    references = "3 0 R " * kids
    return pdf(f"2=<</Type /Pages /Kids [{references}] /Count {kids}>>")


def deep_page_tree(levels: int) -> bytes:
    """Nodes under nodes."""
    nodes = [
        f"<</Type /Pages /Parent {max(n + 2, 2)} 0 R /Kids [{n + 5} 0 R] /Count 1>>"
        for n in range(levels)
    ]
    return pdf("2=<</Type /Pages /Kids [4 0 R] /Count 1>>", *nodes, PAGE)


def wide_page_tree() -> bytes:
    """Twelve levels with eight references each to the same next level: 8^12 ways down."""
    nodes = [f"<</Type /Pages /Kids [{f'{n + 5} 0 R ' * 8}] /Count 999999999>>" for n in range(12)]
    return pdf("2=<</Type /Pages /Kids [4 0 R] /Count 999999999>>", *nodes, PAGE)


def many_objects(count: int) -> bytes:
    """Nothing, many times, and all of it listed."""
    return pdf(*["null"] * count)


def unlisted_objects(count: int) -> bytes:
    """Objects without a table, so that a reader must search for them."""
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj null endobj\n" % n for n in range(count))


def table_stream(size: int) -> bytes:
    """A cross-reference stream that promises `size` objects and is a bomb."""
    body = zlib.compress(bytes(4 * 12_000_000), 9)
    entries = f"/Type /XRef /Size {size} /W [1 2 1] /Root 1 0 R /Filter /FlateDecode"
    head = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n"
    return head + b"2 0 obj\n" + stream(body, entries) + b"\nendobj\nstartxref\n44\n%%EOF\n"


def circling_tables() -> bytes:
    """Each cross-reference table says that the other one came before."""
    first = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1 /Root 1 0 R /Prev %d>>\n"
    head = b"%PDF-1.7\n"
    length = len(first % 100)
    second_at = len(head) + length
    tables = first % second_at + b" " * (length - len(first % second_at)) + first % len(head)
    return head + tables + b"startxref\n%d\n%%%%EOF\n" % second_at


def many_tables(count: int) -> bytes:
    """A long chain of cross-reference tables, each with one before it."""
    out = BytesIO()
    out.write(b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n")
    before = b""
    for _ in range(count):
        at = out.tell()
        out.write(b"xref\n0 0\ntrailer\n<</Size 2 /Root 1 0 R %b>>\n" % before)
        before = b"/Prev %d" % at
    out.write(b"startxref\n%d\n%%%%EOF\n" % at)
    return out.getvalue()


def lost_references(count: int) -> bytes:
    """References to nothing in a large file: a reader searches all of it for each of them."""
    annotations = " ".join(f"{number} 0 R" for number in range(1_000, 1_000 + count))
    page = f"3=<</Type /Page /Parent 2 0 R /Annots [{annotations}]>>"
    return pdf(page, stream(b"x y z 1 0 " * 900_000))


def truncated() -> Iterator[bytes]:
    """A document of ours that ends too early, in twenty places."""
    whole = document(4)
    for part in range(1, 20):
        yield whole[: len(whole) * part // 20]
    yield whole[:-20]


NESTED = b"[" * 400 + b"]" * 400

R = refusals
SOUND = (R.NoAnswers,)
BAD = (R.Broken,)
MUCH = (R.TooMuchInside,)
HEAVY = (R.TooHeavy,)
ANY = (R.Broken, R.NoAnswers, R.TooHeavy, R.TooMuchInside)

CASES: dict[str, Case] = {
    "empty": (lambda: b"", (R.NotAPdf,)),
    "text": (lambda: b"Hej! " * 1_000, (R.NotAPdf,)),
    "another kind": (lambda: b"PK\x03\x04" + bytes(5_000), (R.NotAPdf,)),
    "header only": (lambda: b"%PDF-1.7\n", BAD),
    "noise after the header": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4_000, BAD),
    "too large": (lambda: b"%PDF-1.7\n" + bytes(LARGEST_PDF), (R.TooLarge,)),
    "sound and not ours": (pdf, SOUND),
    "encrypted with RC4": (lambda: encrypted("RC4-128"), (R.Encrypted,)),
    "encrypted with AES": (lambda: encrypted("AES-256"), (R.Encrypted,)),
    "unknown encryption": (
        lambda: pdf(trailer="/Encrypt <</Filter /Unheard /V 9>> /ID [(a) (b)]"),
        (R.Encrypted,),
    ),
    "broken encryption": (lambda: pdf(trailer="/Encrypt 7 /ID [(a) (b)]"), BAD),
    "page tree in a circle": (lambda: pdf("2=<</Type /Pages /Kids [2 0 R] /Count 1>>"), ANY),
    "page tree of 100 000 pages": (lambda: flat_page_tree(100_000), HEAVY),
    "page tree of 300 pages": (lambda: flat_page_tree(300), MUCH),
    "page tree 5 000 levels deep": (lambda: deep_page_tree(5_000), HEAVY),
    "page tree with 8^12 ways": (wide_page_tree, HEAVY),
    "bomb attached": (lambda: with_attachment(flate_bomb(1)), HEAVY),
    "bomb in three layers": (lambda: with_attachment(flate_bomb(3)), HEAVY),
    "bomb as metadata": (lambda: pdf(flate_bomb(2), catalog="/Metadata 4 0 R"), HEAVY),
    "bomb as a field": (
        lambda: with_fields("[<</FT /Tx /T (medium) /V 4 0 R>>]", flate_bomb(2)),
        HEAVY,
    ),
    "bomb of run lengths": (
        lambda: with_attachment(stream(b"\x81a" * 400_000, "/Filter /RunLengthDecode")),
        HEAVY,
    ),
    "bomb of many filters": (
        lambda: with_attachment(stream(b"x", f"/Filter [{'/ASCIIHexDecode ' * 100_000}]")),
        ANY,
    ),
    "bomb of a predictor": (
        lambda: with_attachment(
            stream(
                zlib.compress(bytes(1_000)),
                "/Filter /FlateDecode /DecodeParms <</Predictor 15 /Columns 2000000000>>",
            )
        ),
        ANY,
    ),
    "bomb as a table": (lambda: table_stream(2_000_000_000), ANY),
    "entities in the metadata": (laughing_xmp, BAD),
    "200 000 objects": (lambda: many_objects(200_000), MUCH),
    "400 000 objects without a table": (lambda: unlisted_objects(400_000), ANY),
    "tables in a circle": (circling_tables, ANY),
    "150 000 tables": (lambda: many_tables(150_000), ANY),
    "arrays in arrays": (lambda: pdf(b"3=" + b"[" * 4_000_000), ANY),
    "dictionaries in dictionaries": (lambda: pdf(b"3=" + b"<</A" * 2_000_000), ANY),
    "brackets in brackets": (lambda: pdf(b"3=" + b"(" * 9_000_000), ANY),
    "one long number": (lambda: pdf(b"3=" + b"9" * 9_000_000), ANY),
    "one long name": (lambda: pdf(b"3=/" + b"#41" * 3_000_000), ANY),
    "one long string of digits": (lambda: pdf(b"3=<" + b"4" * 9_000_000 + b">"), ANY),
    "one long comment": (lambda: b"%PDF-1.7\n" + b"%" * 9_000_000, ANY),
    "20 000 references to nothing": (lambda: lost_references(20_000), HEAVY),
    "an object that is itself": (lambda: pdf("3=3 0 R"), ANY),
    "a stream as long as itself": (
        lambda: with_attachment(b"<</Length 5 0 R>>\nstream\nx\nendstream"),
        ANY,
    ),
    "fields in a circle": (
        lambda: with_fields("[4 0 R]", "<</T (a) /Kids [4 0 R] /Parent 4 0 R>>"),
        MUCH,
    ),
    "5 000 fields": (lambda: with_fields(f"[{'<</T (a) /FT /Tx>> ' * 5_000}]"), MUCH),
    "one text in 1 000 fields": (
        lambda: with_fields(
            f"[{'<</T (a) /FT /Tx /V 4 0 R>> ' * 1_000}]", b"(" + b"x" * 50_000 + b")"
        ),
        MUCH,
    ),
    "fields with 2^19 ways": (
        lambda: with_fields(
            "[4 0 R]", *[f"<</T (a) /Kids [{n} 0 R {n} 0 R]>>" for n in range(5, 24)], "null"
        ),
        MUCH,
    ),
    "100 000 attached files": (
        lambda: pdf(
            "<</F (a.json) /EF <</F 5 0 R>>>>",
            stream(b"{}"),
            catalog=f"/Names <</EmbeddedFiles <</Names [{'(a.json) 4 0 R ' * 100_000}]>>>>",
        ),
        HEAVY,
    ),
    "attached text that is not JSON": (
        lambda: with_attachment(stream(b"\xff\xfe{")),
        (R.UnreadableAnswers,),
    ),
    "attached brackets": (lambda: with_attachment(stream(b"[" * 900_000)), (R.UnreadableAnswers,)),
    "attached lists in lists": (
        lambda: with_attachment(
            stream(b'{"form":"aktivitetsplan","answers":{"medium":"x","z":%b}}' % NESTED)
        ),
        (R.UnreadableAnswers,),
    ),
    "attached text of somebody else": (
        lambda: with_attachment(stream(b"not JSON"), "noter.json"),
        SOUND,
    ),
    "attached number": (
        lambda: with_attachment(stream(b'{"form":' + b"9" * 900_000 + b"}")),
        (R.UnreadableAnswers,),
    ),
    "an unknown form": (
        lambda: with_attachment(stream(b'{"form":"bygglov","answers":{"a":"b"}}')),
        (R.UnknownForm,),
    ),
    "answers that are a list": (
        lambda: with_attachment(stream(b'{"form":"aktivitetsplan","answers":["a"]}')),
        (R.UnreadableAnswers,),
    ),
    "answers to other questions": (
        lambda: with_attachment(stream(b'{"form":"aktivitetsplan","answers":{"a":"b"}}')),
        SOUND,
    ),
    "half a letter in an answer": (
        lambda: with_attachment(
            stream(b'{"form":"aktivitetsplan","answers":{"medium":"\\ud800"}}')
        ),
        (R.UnreadableAnswers,),
    ),
}

WRONG = ("null", "7", "(text)", "/Name", "[1 2]", "<</A /B>>", "99 0 R", "true", "<FEFFD800>")
PLACES: dict[str, Callable[[str], bytes]] = {
    "Root": lambda wrong: pdf(f"1={wrong}"),
    "Pages": lambda wrong: pdf(f"2={wrong}"),
    "page": lambda wrong: pdf(f"3={wrong}"),
    "Kids": lambda wrong: pdf(f"2=<</Type /Pages /Kids {wrong} /Count 1>>"),
    "Count": lambda wrong: pdf(f"2=<</Type /Pages /Kids [3 0 R] /Count {wrong}>>"),
    "Lang": lambda wrong: pdf(catalog=f"/Lang {wrong}"),
    "MarkInfo": lambda wrong: pdf(catalog=f"/MarkInfo {wrong} /StructTreeRoot {wrong}"),
    "Metadata": lambda wrong: pdf(catalog=f"/Metadata {wrong}"),
    "metadata": lambda wrong: pdf(stream(wrong.encode()), catalog="/Metadata 4 0 R"),
    "AcroForm": lambda wrong: pdf(catalog=f"/AcroForm {wrong}"),
    "Fields": lambda wrong: with_fields(wrong),
    "field": lambda wrong: with_fields(f"[{wrong}]"),
    "T": lambda wrong: with_fields(f"[<</T {wrong} /FT /Tx /V (x)>>]"),
    "FT": lambda wrong: with_fields(f"[<</T (a) /FT {wrong} /V (x)>>]"),
    "V": lambda wrong: with_fields(f"[<</T (a) /FT /Tx /V {wrong}>>]"),
    "kids": lambda wrong: with_fields(f"[<</T (a) /FT /Tx /Kids {wrong}>>]"),
    "Parent": lambda wrong: with_fields(f"[<</T (a) /Parent {wrong}>>]"),
    "Names": lambda wrong: pdf(catalog=f"/Names {wrong}"),
    "EmbeddedFiles": lambda wrong: pdf(catalog=f"/Names <</EmbeddedFiles {wrong}>>"),
    "names": lambda wrong: pdf(catalog=f"/Names <</EmbeddedFiles <</Names {wrong}>>>>"),
    "file": lambda wrong: with_attachment(wrong.encode()),
    "Resources": lambda wrong: pdf(f"3=<</Type /Page /Parent 2 0 R /Resources {wrong}>>"),
    "Font": lambda wrong: pdf(f"3=<</Type /Page /Resources <</Font {wrong}>> /Annots {wrong}>>"),
    "font": lambda wrong: pdf(f"3=<</Type /Page /Resources <</Font <</F {wrong}>>>>>>"),
    "Size": lambda wrong: pdf(trailer=f"/Size {wrong}"),
    "ID": lambda wrong: pdf(trailer=f"/ID {wrong}"),
    "Encrypt": lambda wrong: pdf(trailer=f"/Encrypt {wrong}"),
    "Prev": lambda wrong: pdf(trailer=f"/Prev {wrong}"),
}

# What a scrambled file gets in place of what stood there.
SHREDS = (
    b"",
    b" ",
    b"0",
    b"-1",
    b"<<",
    b">>",
    b"[",
    b"]",
    b"(",
    b"/Kids",
    b"null",
    b"4 0 R",
    b"\xff",
)
