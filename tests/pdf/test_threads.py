"""What the threads of a web process do at the same time, and the pictures they make."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from multiprocessing import get_context

import pytest
from PIL import Image

from pdf import picture_of_page
from tests.pdf.documents import HARD_NAMES, document

TINY_SECONDS = 1e-5


def look_at_once() -> None:
    """What browsers do with review pages: all pictures are fetched at the same time."""
    documents = [document(number) for number in range(5)]

    def look(number: int) -> bytes | None:
        return picture_of_page(documents[number % 5], 1)

    with ThreadPoolExecutor(8) as together:
        seen = set(together.map(look, range(100)))
    assert len(seen) == len(documents)


def write_at_once() -> None:
    """What clerks do: every font and memory is first needed by several at the same time."""
    sys.setswitchinterval(TINY_SECONDS)
    names = list(HARD_NAMES.values())

    def write(number: int) -> bytes:
        return document(number % 5, purpose=names[number % len(names)] * 3)

    with ThreadPoolExecutor(8) as together:
        written = list(together.map(write, range(60)))
    assert written == [write(number) for number in range(60)]


@pytest.mark.parametrize("work", [look_at_once, write_at_once])
def test_threads_disturb_neither_the_process_nor_each_other(work: Callable[[], None]) -> None:
    process = get_context("spawn").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == 0


def test_picture_is_as_large_as_the_page_on_the_screen() -> None:
    picture = Image.open(BytesIO(picture_of_page(document(), 1) or b""))
    assert picture.size == (794, 1123)


def test_page_that_is_not_there_has_no_picture() -> None:
    assert picture_of_page(document(), 0) is None
    assert picture_of_page(document(), 99) is None
