"""Files live with the draft from when they are sent, and with its filing from when it is filed."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from register import attached, drafts, receiving, schema
from register.attached import Attached, AttachedPage, Bounds, NewAttached
from register.audit.verification import verify_register
from register.database import reading, writing
from register.errors import DraftAlreadyFiled, DraftChanged, DraftNotFound, TooManyAttached
from tests.register import examples
from tests.register.examples import LIFETIME, NOW

PAGE = AttachedPage(4, 3, b"\xff\xd8large", b"\xff\xd8small", "text")
PICTURE = NewAttached("pictures", "gunga.jpg", "image/jpeg", b"\xff\xd8as it came", (PAGE,))
BOUNDS = Bounds(files=3, weight=200, of_question=2)


def attach(db: sa.Engine, key: str, new: NewAttached = PICTURE) -> Attached:
    return attached.attach(db, key, new, BOUNDS, NOW)[0]


def another(number: int, question: str = "pictures") -> NewAttached:
    return replace(PICTURE, content=b"\xff\xd8%d" % number, question=question)


def files_of(db: sa.Engine, key: str) -> list[Attached]:
    draft = drafts.find_draft(db, key, NOW)
    assert draft
    return attached.of_draft(db, draft.id)


def naming(*files: Attached) -> receiving.NewFiling:
    answer = [{"sha256": one.sha256, "media": one.media, "bytes": one.size} for one in files]
    held = frozenset(one.sha256 for one in files)
    return examples.plan(answers={"pictures": answer}, holds=held)


def count_of(db: sa.Engine) -> tuple[int, ...]:
    with reading(db) as connection:
        tables = (schema.attached_files, schema.attached_pages)
        counts = (connection.scalar(sa.select(sa.func.count()).select_from(it)) for it in tables)
        return tuple(count or 0 for count in counts)


def test_file_is_there_from_when_it_is_sent_and_weighs_on_its_draft(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    before = drafts.find_draft(db, key, NOW)
    one = attach(db, key)
    assert files_of(db, key) == [one]
    assert one.sha256 == hashlib.sha256(PICTURE.content).hexdigest()
    assert attached.content_of(db, one.id) == PICTURE.content
    assert attached.pages_of(db, one.id) == [PAGE]
    assert attached.small_picture(db, one.id) == PAGE.small
    after = drafts.find_draft(db, key, NOW)
    assert before
    assert after
    assert after.size == before.size + PICTURE.weight
    assert after.revision == before.revision
    saved = drafts.update_draft(db, after, {"medium": ""}, NOW, LIFETIME)
    assert saved.size == drafts.size_of({"medium": ""}) + PICTURE.weight


def test_same_bytes_are_kept_once_a_draft(db: sa.Engine) -> None:
    key, other = examples.saved_draft(db), examples.saved_draft(db)
    first = attach(db, key)
    assert attached.attach(db, key, replace(PICTURE, name="igen.jpg"), BOUNDS, NOW) == (
        first,
        False,
    )
    assert attach(db, other).id != first.id


def test_draft_holds_so_many_files_and_bytes(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    for number in range(2):
        attach(db, key, another(number))
    with pytest.raises(TooManyAttached) as refused:
        attach(db, key, another(2))
    assert (refused.value.what, refused.value.limit) == ("files", 2)
    with pytest.raises(TooManyAttached) as refused:
        attach(db, key, replace(another(3, "papers"), content=b"x" * 200))
    assert (refused.value.what, refused.value.limit) == ("bytes", 200)
    attach(db, key, another(4, "papers"))
    with pytest.raises(TooManyAttached) as refused:
        attach(db, key, another(5, "others"))
    assert (refused.value.what, refused.value.limit) == ("files", 3)
    assert len(files_of(db, key)) == 3


def test_draft_may_be_filled_to_the_last_byte(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    bounds = replace(BOUNDS, weight=2 * another(1).weight)
    for number in (1, 2):
        assert attached.attach(db, key, another(number), bounds, NOW)[1]
    with pytest.raises(TooManyAttached):
        attached.attach(db, key, another(3, "papers"), bounds, NOW)


def test_removed_file_is_gone_with_its_pages_and_its_weight(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    kept, gone = attach(db, key, another(1)), attach(db, key, another(2))
    assert attached.detach(db, key, gone.sha256, NOW) == gone
    assert attached.detach(db, key, gone.sha256, NOW) is None
    assert files_of(db, key) == [kept]
    assert count_of(db) == (1, 1)
    draft = drafts.find_draft(db, key, NOW)
    assert draft
    assert draft.size == drafts.size_of(draft.typed) + kept.weight


def test_files_go_with_their_draft_whichever_way_it_goes(db: sa.Engine) -> None:
    abandoned, expired = examples.saved_draft(db), examples.saved_draft(db)
    for key in (abandoned, expired):
        attach(db, key)
    drafts.abandon_draft(db, abandoned, NOW)
    assert count_of(db) == (1, 1)
    drafts.erase_expired(db, NOW + LIFETIME)
    assert count_of(db) == (0, 0)


@pytest.mark.parametrize("way", ["filed", "ended"])
def test_nothing_is_attached_to_a_draft_that_is_none_any_more(db: sa.Engine, way: str) -> None:
    key = examples.saved_draft(db)
    if way == "filed":
        examples.file_draft(db, key)
        with pytest.raises(DraftAlreadyFiled):
            attach(db, key)
        return
    late = NOW + LIFETIME + timedelta(seconds=1)
    with pytest.raises(DraftNotFound):
        attached.attach(db, key, PICTURE, BOUNDS, late)


def test_filing_takes_over_the_files_that_its_answers_name(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    one = attach(db, key)
    receipt = examples.file_draft(db, key, naming(one))
    assert files_of(db, key) == []
    filing = examples.filing_of(db, receipt.key)
    assert attached.of_filing(db, filing.id) == [replace(one, draft_id=None, filing_id=filing.id)]
    assert attached.content_of(db, one.id) == PICTURE.content


def test_filing_without_a_file_that_its_answers_name_cannot_be(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    one, gone = attach(db, key, another(1)), attach(db, key, another(2))
    new = naming(one, gone)
    attached.detach(db, key, gone.sha256, NOW)
    with pytest.raises(DraftChanged):
        examples.file_draft(db, key, new)
    # Nor by saying that the draft holds less.
    with pytest.raises(DraftChanged):
        examples.file_draft(db, key, replace(new, holds=frozenset({one.sha256})))
    # Nor one with a file that nobody has reviewed.
    attach(db, key, another(3))
    with pytest.raises(DraftChanged):
        examples.file_draft(db, key, naming(one))
    assert len(files_of(db, key)) == 2
    with reading(db) as connection:
        assert connection.execute(sa.select(schema.filings.c.id)).all() == []


def test_file_that_answers_what_is_not_asked_is_not_filed(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    one, unasked = attach(db, key, another(1)), attach(db, key, another(2, "others"))
    new = replace(naming(one), holds=frozenset({one.sha256, unasked.sha256}))
    filing = examples.filing_of(db, examples.file_draft(db, key, new).key)
    assert filing
    assert [it.sha256 for it in attached.of_filing(db, filing.id)] == [one.sha256]
    assert count_of(db) == (1, 1)
    assert findings(db) == []


def test_filing_that_fails_leaves_the_files_with_the_draft(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    one = attach(db, key)

    def killed(reference: str, version: int) -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        examples.file_draft(db, key, naming(one), make_document=killed)
    assert files_of(db, key) == [one]
    examples.file_draft(db, key, naming(one))


def test_new_version_begins_with_the_files_of_the_one_before(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    one = attach(db, key)
    filing = examples.filing_of(db, examples.file_draft(db, key, naming(one)).key)
    again = examples.saved_draft(db, revises=filing.id)
    attached.carry_over(db, filing.id, again, NOW)
    [carried] = files_of(db, again)
    assert (carried.sha256, carried.name, carried.question) == (one.sha256, one.name, one.question)
    assert attached.content_of(db, carried.id) == PICTURE.content
    assert attached.pages_of(db, carried.id) == [PAGE]
    second = examples.filing_of(db, examples.file_draft(db, again, naming(carried)).key)
    assert [len(attached.of_filing(db, it.id)) for it in (filing, second)] == [1, 1]
    assert findings(db) == []


def findings(db: sa.Engine) -> list[str]:
    found = verify_register(db, lambda content: None, lambda some, of: None)
    return [f"{one.place}: {one.problem}" for one in found]


def test_new_version_begins_without_a_file_that_was_erased(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    kept, gone = attach(db, key, another(1)), attach(db, key, another(2))
    filing = examples.filing_of(db, examples.file_draft(db, key, naming(kept, gone)).key)
    files = schema.attached_files
    with writing(db) as connection:
        erased = sa.update(files).where(files.c.id == gone.id)
        connection.execute(erased.values(content=None, erased_at=NOW))
    following = examples.saved_draft(db)
    attached.carry_over(db, filing.id, following, NOW)
    assert [one.sha256 for one in files_of(db, following)] == [kept.sha256]


def test_verify_finds_a_file_that_is_another_or_is_gone(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    one, two = attach(db, key, another(1)), attach(db, key, another(2))
    filing = examples.filing_of(db, examples.file_draft(db, key, naming(one, two)).key)
    assert findings(db) == []
    files, pages = schema.attached_files, schema.attached_pages
    with writing(db) as connection:
        altered = sa.update(files).where(files.c.id == one.id).values(content=b"altered")
        connection.execute(altered)
        connection.execute(sa.delete(pages).where(pages.c.file_id == two.id))
        connection.execute(sa.delete(files).where(files.c.id == two.id))
    assert attached.content_of(db, one.id) is None
    assert findings(db) == [
        f"{filing.reference} v1: the attached file {two.sha256[:12]} is not there",
        f"attached file {one.id}: differs from its SHA-256",
    ]
