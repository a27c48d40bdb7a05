"""Previews, asked for by several at once."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from multiprocessing import get_context

from PIL import Image

from pdf import page_count, picture_of_page
from tests.pdf.documents import document


def look_at_once() -> None:
    """What browsers do with review pages: all pictures are fetched at the same time."""
    documents = [document(number) for number in range(5)]

    def look(number: int) -> tuple[bytes | None, int]:
        content = documents[number % 5]
        return picture_of_page(content, 1), page_count(content)

    with ThreadPoolExecutor(8) as together:
        seen = set(together.map(look, range(100)))
    assert len(seen) == len(documents)


def test_many_readers_at_once_break_neither_the_process_nor_each_others_pictures() -> None:
    process = get_context("spawn").Process(target=look_at_once)
    process.start()
    process.join()
    assert process.exitcode == 0


def test_picture_is_as_large_as_the_page_on_the_screen() -> None:
    picture = Image.open(BytesIO(picture_of_page(document(), 1) or b""))
    assert picture.size == (794, 1123)


def test_page_that_is_not_there_has_no_picture() -> None:
    assert picture_of_page(document(), 0) is None
    assert picture_of_page(document(), 99) is None
