"""What becomes of a filing is what its own form says: who gets what, and what is told of it."""

import email
import email.policy
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import forms
from forms import PrintableForm
from forms.wording import Wording
from register import schema
from register.database import reading
from settings import SettingsError, read_settings
from tests.web.conftest import Visitor
from tests.web.desk.restricted import ANSWERS, SLUG, WORDS, Hemligt
from tests.web.test_outbox import deliver

OFFICER, GUARD = "informationsansvarig@toreboda.example", "vakt@toreboda.se"

Make = Callable[..., Visitor]


@pytest.fixture
def filer(make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> Make:
    """Whoever files a form with these facts, and settings in capitals; ends on the receipt."""

    def file(**given: Any) -> Visitor:
        facts = {name: value for name, value in given.items() if name.islower()}
        settings = {name: value for name, value in given.items() if name.isupper()}
        form: type[PrintableForm] = type("Made", (Hemligt,), facts)
        monkeypatch.setattr(forms, "FORMS", (form,))
        visitor = Visitor(make_app(**settings))
        visitor.get(f"/{SLUG}/")
        visitor.post(f"/{SLUG}/", ANSWERS)
        visitor.follow()
        visitor.review = visitor.text  # type: ignore[attr-defined]
        visitor.post(visitor.response.request.path, {})
        visitor.follow()
        return visitor

    return file


def mails(visitor: Visitor) -> Sequence[EmailMessage]:
    """The letters that went, as files."""
    deliver(visitor.client.application)
    outbox = Path(visitor.client.application.extensions["office"].settings.outbox)
    return [
        email.message_from_bytes(one.read_bytes(), policy=email.policy.default)  # type: ignore[misc]
        for one in sorted(outbox.glob("*.eml"))
    ]


def test_answers_that_must_not_stand_in_mail_are_nowhere_in_it(filer: Make) -> None:
    visitor = filer()
    [mail] = mails(visitor)
    assert mail["Subject"] == "[Hemligt inlägg] HE-2026-0001 v1"
    assert not list(mail.iter_attachments())
    text = mail.get_content()
    assert "/register/planer/HE-2026-0001/" in text
    assert "/arende/" not in text
    assert not [word for word in WORDS[2:4] if word in mail.as_string() + text]
    assert "får veta att inlägget finns i registret" in visitor.review  # type: ignore[attr-defined]
    visitor.get(visitor.response.request.path)
    assert "Aviseringen till informationsansvarig" in visitor.text
    assert "skicka den själv" not in visitor.text
    with reading(visitor.client.application.extensions["office"].register) as connection:
        kinds = connection.scalars(schema.documents.select().with_only_columns(_kind)).all()
    assert kinds == ["issued"]


_kind = schema.documents.c.kind


def test_copies_go_where_the_settings_say_that_the_form_names(filer: Make) -> None:
    both = ("COPIES_GUARD", "INFORMATION_OFFICER")
    visitor = filer(copies_to=both, answers_in_mail=True, COPIES_GUARD=f"{GUARD}, {OFFICER}")
    assert sorted(one["To"] for one in mails(visitor)) == [OFFICER, GUARD]


def test_form_whose_copies_go_to_nobody_says_nothing_of_copies(filer: Make) -> None:
    visitor = filer(copies_to=(), answers_in_mail=True)
    assert mails(visitor) == []
    for text in (visitor.review, visitor.text):  # type: ignore[attr-defined]
        assert "kopia" not in text.lower()


def test_receipt_says_what_the_form_says_and_none_of_the_plan(filer: Make) -> None:
    steps, kept = ("Ring vakten.", "Spara bilden."), "Inlägget sparas i tio år."
    visitor = filer(
        next_steps=steps,
        kept_for=kept,
        copy_holder="vakten",
        wording=Wording(changes=", som att det är polisanmält"),
    )
    assert kept in visitor.review  # type: ignore[attr-defined]
    for words in (*steps, kept, "till vakten", "Har något ändrats, som att det är polisanmält?"):
        assert words in visitor.text
    for words in ("kontot", "administratör", "undertecknad", "skriver under"):
        assert words not in visitor.text.lower()


def test_setting_that_a_form_names_must_be_set_and_no_other_may_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="^COPIES_GUARD: is no setting that a form names"):
        read_settings({"INSTANCE_PATH": str(tmp_path), "COPIES_GUARD": GUARD})
    named = type("Named", (Hemligt,), {"copies_to": ("COPIES_GUARD",)})
    monkeypatch.setattr(forms, "FORMS", (named,))
    with pytest.raises(SettingsError, match="^COPIES_GUARD: at least one address is needed"):
        read_settings({"INSTANCE_PATH": str(tmp_path)})
