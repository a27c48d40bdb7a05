"""What people write, how it is understood, and what they are told."""

import sys

import jsonschema
import pytest
import wtforms

from forms import (
    KINDS,
    Aktivitetsplan,
    PartForm,
    PrintableForm,
    Question,
    canonical_json,
    cleaning,
    messages,
)
from forms.cleaning import clean_line, clean_text
from forms.kinds import Email, Group, Hours, Line, People, PersonName, Phone, StoragePlace
from forms.question import Understood
from forms.values import mail_address
from forms.values.mail_address import MailAddress
from tests.forms.every_kind import EveryKind
from tests.plans import PLANS, plan


def read(kind: type, text: object, **meta: object) -> wtforms.Field:
    """A field of `kind` that was given `text` and validated."""
    form_class = type(
        "Probe",
        (PrintableForm,),
        {"title": "Prov", "slug": "p", "prefix": "P", "answer_": kind("Svar", noun="svaret")},
    )
    form = form_class.from_answers({"answer_": text}, **meta)
    form.validate()
    return form.answer_


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0701740605", "070-174 06 05"),
        ("+46 70 174 06 05", "070-174 06 05"),
        ("+46 (0)70-174 06 05", "070-174 06 05"),
        ("0046701740605", "070-174 06 05"),
        ("0506/180 00", "0506-180 00"),
        ("0506-18012", "0506-180 12"),
        ("08-12 34 56", "08-12 34 56"),
        ("070\u00a0174\u200906\u201005", "070-174 06 05"),
        ("070.174.06.05", "070-174 06 05"),
        ("0506-180 00 ankn 123", "0506-180 00 ankn 123"),
        ("0506-180 00 anknytning: 123", "0506-180 00 ankn 123"),
        ("vx 0506-180 00", "0506-180 00"),
        ("0506-180 00x12", "0506-180 00 ankn 12"),
        ("0506-180 00 X 12", "0506-180 00 ankn 12"),
        ("0506-180 00;ext=12", "0506-180 00 ankn 12"),
        ("tel:+46-506-180-00;ext=12", "0506-180 00 ankn 12"),
        ("+46 506 180 00 (ext. 12)", "0506-180 00 ankn 12"),
        ("0506-180 00, int 12", "0506-180 00 ankn 12"),
        ("+47 22 12 34 56", "+47 22 12 34 56"),
    ],
)
def test_telephone_numbers_are_understood_however_they_are_written(typed: str, shown: str) -> None:
    field = read(Phone, typed)
    assert field.errors == []
    assert field.shown == shown


@pytest.mark.parametrize("typed", ["180 12", "18012", "1234"])
def test_an_internal_number_is_stopped_with_the_advice_to_add_the_region(typed: str) -> None:
    assert "riktnummer" in read(Phone, typed).errors[0]


@pytest.mark.parametrize(
    "typed",
    ["ring mig", "0506-180 00 ax12", "x12", "070", "+999 123", "<b>1</b>", "0701740605" * 3],
)
def test_what_cannot_be_a_telephone_number_is_stopped(typed: str) -> None:
    assert "Skriv svaret med" in read(Phone, typed).errors[0]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Asa.Lindqvist@Toreboda.example", "asa.lindqvist@toreboda.example"),
        (" kommunen@toreboda.se ", "kommunen@toreboda.se"),
        ("info@töreboda.se", "info@töreboda.se"),
        ("Åsa Lindqvist <asa.l@toreboda.se>", "asa.l@toreboda.se"),
        ("<asa.l@toreboda.se>", "asa.l@toreboda.se"),
        ("mailto:asa.l@toreboda.se", "asa.l@toreboda.se"),
        ("MAILTO:asa.l@toreboda.se?subject=Hej", "asa.l@toreboda.se"),
        ('"Lindqvist, Åsa" <mailto:Asa.L@toreboda.se>;', "asa.l@toreboda.se"),
    ],
)
def test_mail_addresses_are_accepted_in_lower_case(typed: str, shown: str) -> None:
    field = read(Email, typed)
    assert field.errors == []
    assert field.shown == shown


def test_an_address_that_stands_in_something_is_told_of_and_kept_alone() -> None:
    field = read(Email, "Åsa Lindqvist <Asa.L@toreboda.se>", mail_domains=("toreboda.se",))
    assert field.understood == "asa.l@toreboda.se"
    assert (field.answer, field.typed) == (
        "Asa.L@toreboda.se",
        "Åsa Lindqvist <Asa.L@toreboda.se>",
    )
    assert field.warnings == []
    assert read(Email, "Åsa <asa@gmail.com>").warnings == [messages.PRIVATE_MAIL]
    assert "asa.oberg@toreboda.se" in read(Email, "Å <åsa.öberg@toreboda.se>").errors[0]


def test_swedish_letters_before_the_at_sign_get_a_suggestion() -> None:
    assert "asa.oberg@toreboda.se" in read(Email, "åsa.öberg@toreboda.se").errors[0]


@pytest.mark.parametrize(
    "host", ["toreboda.se", "t\u00f6reboda.se", "a." * 93 + "se", "localhost", "-.se", ""]
)
def test_a_usual_mail_address_is_read_as_any_other(host: str) -> None:
    locals_ = ["a", "a.b-c_d+e", "a" * 64, "a" * 66, ".a", "a.", "a..b", "-", "a b", "a@b", ""]
    for address in (f"{local}@{host}" for local in locals_):
        found, read = mail_address._validated(address), MailAddress.parse(address)
        assert (read and read.address) == (found and found.normalized), address


@pytest.mark.parametrize(
    "typed",
    [
        "anna",
        "anna@",
        "a b@toreboda.se",
        "anna@toreboda",
        "a@@b.se",
        "Åsa <a@b.se> <c@d.se>",
        "mailto:",
    ],
)
def test_what_cannot_be_a_mail_address_is_stopped(typed: str) -> None:
    assert "fornamn.efternamn@toreboda.se" in read(Email, typed).errors[0]


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("anna@gmail.com", "privat"),
        ("anna@mariestad.se", "mariestad.se"),
        ("anna@skola.toreboda.se", ""),
        ("anna@toreboda.se", ""),
    ],
)
def test_addresses_outside_the_house_are_asked_about_and_not_stopped(
    typed: str, doubt: str
) -> None:
    field = read(Email, typed, mail_domains=("toreboda.se",))
    assert field.errors == []
    assert doubt in "".join(field.warnings) if doubt else field.warnings == []


@pytest.mark.parametrize(
    ("typed", "answer", "shown"),
    [
        (3, 3, "3 timmar/vecka"),
        (4.5, 4.5, "4,5 timmar/vecka"),
        ("2,5", 2.5, "2,5 timmar/vecka"),
        ("2.5", 2.5, "2,5 timmar/vecka"),
        ("3 timmar", 3, "3 timmar/vecka"),
        ("3 h/v", 3, "3 timmar/vecka"),
        ("3 timmar per vecka", 3, "3 timmar/vecka"),
        ("2½", 2.5, "2,5 timmar/vecka"),
        ("ca 2", "ca 2", "ca 2 timmar/vecka"),
        ("1–2", "1–2", "1–2 timmar/vecka"),
        ("1 - 2 tim", "1 - 2 tim", "1–2 timmar/vecka"),
    ],
)
def test_hours_are_understood_however_they_are_written(
    typed: object, answer: object, shown: str
) -> None:
    field = read(Hours, typed)
    assert (field.errors, field.answer, field.shown) == ([], answer, shown)


@pytest.mark.parametrize(
    "typed", ["0", "169", "-3", "många", "nan", "1e3", "1–200", "inf", 10**400, float("nan")]
)
def test_hours_that_no_week_has_are_stopped(typed: str) -> None:
    assert len(read(Hours, typed).errors) == 1


def test_more_than_a_working_week_is_asked_about() -> None:
    assert "40 timmar" in read(Hours, "41").warnings[0]
    assert read(Hours, "40").warnings == []


@pytest.mark.parametrize(
    "name",
    [
        "Åsa Öberg",
        "Li Å",
        "Nguyễn Thị Ánh",
        "Márjá Čáhppe Ŋ",
        "محمد علي",
        "王小明",
        "O’Brien (Pat)",
    ],
)
def test_names_of_any_script_are_taken_as_they_are(name: str) -> None:
    field = read(PersonName, name)
    assert field.errors == []
    assert field.shown == name


def test_one_name_alone_is_asked_about_and_a_name_without_letters_stopped() -> None:
    assert read(PersonName, "Madonna").warnings
    assert read(PersonName, "12345").errors == ["Skriv svaret med bokstäver."]


@pytest.mark.parametrize(
    "place",
    [p["credentials_location"] for p in PLANS]
    + [
        "G:\\Gemensam\\Sociala medier\\2024",
        "Hos IT, rum B214",
        "valvet/hylla-2",
        "valvet:hylla!",
        "lösenordsvalv.toreboda.example/sm",
    ],
)
def test_places_are_not_taken_for_passwords(place: str) -> None:
    assert read(StoragePlace, place).errors == []


@pytest.mark.parametrize(
    "secret",
    [
        "Sommar2024!",
        "lösenord: hemligt",
        "Lösenordet är katt",
        "pwd=abc",
        "biblioteket / Xk9#mmPq2",
        "biblioteket: abc1!x",
        "biblioteket/!abc1",
        "kod: 1234",
        "torebodabibl2024",
        "Valvet, Bibliotek#2024Ab",
    ],
)
def test_a_password_is_stopped_with_the_reason(secret: str) -> None:
    assert "allmän handling" in read(StoragePlace, secret).errors[0]


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        (" a \u00a0 b ", "a b"),
        ("A\u030asa", "Åsa"),
        ("a\u202eb\u2066c", "abc"),
        ("a\x00b\x07", "ab"),
        ("rad\r\nrad", "rad rad"),
        ("\ud800", "\ufffd"),
    ],
)
def test_a_line_is_cleaned_of_what_does_not_belong(typed: str, cleaned: str) -> None:
    assert clean_line(typed) == cleaned
    assert read(Line, typed).data == cleaned


def test_line_breaks_and_blank_lines_of_a_long_text_survive() -> None:
    assert clean_text("\r\nett \r\n\r\n  två\rtre\x0b\n") == "ett\n\n  två\ntre"


def test_what_is_taken_for_clean_is_what_cleaning_leaves() -> None:
    texts = (f"{letter}a {letter}" for letter in map(chr, range(sys.maxunicode + 1)))
    clean = [text for text in texts if cleaning._CLEAN.fullmatch(text)]
    assert "\u00e5a \u00e5" in clean
    assert [cleaning._cleaned(text) for text in clean] == clean
    assert not any(map(cleaning._CLEAN.fullmatch, ("", " a", "a ", "a  b", "a\nb", "a\u0301")))


@pytest.mark.parametrize("answers", PLANS, ids=lambda p: p["medium"])
def test_example_plans_fit_the_json_schema(answers: dict) -> None:
    jsonschema.Draft202012Validator.check_schema(Aktivitetsplan.schema())
    jsonschema.validate(answers, Aktivitetsplan.schema())


def test_json_schema_refuses_what_the_form_refuses() -> None:
    for broken in ({}, plan(medium=""), plan(administrators=[]), plan(weekly_hours=200)):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, Aktivitetsplan.schema())


def test_equal_answers_are_written_as_equal_bytes() -> None:
    backwards = dict(reversed(plan().items()))
    assert canonical_json(backwards) == canonical_json(plan())
    assert "Åsa".encode() in canonical_json(plan())


def test_a_question_may_not_hide_a_fact_of_the_form() -> None:
    with pytest.raises(TypeError, match="title"):
        type("Bad", (PrintableForm,), {"title": Line("Titel")})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_knows_its_answer_in_every_form(kind: type) -> None:
    for name in ("kind", "answer", "typed", "shown", "is_blank", "schema"):
        assert hasattr(kind, name), f"{kind.__name__} lacks {name}"


def test_parts_of_a_group_and_a_list_are_plain_fields() -> None:
    class Part(PartForm):
        name = Line("Namn", noun="namnet")
        mail = Email("E-post", noun="adressen")

    class Form(PrintableForm):
        title, slug, prefix = "Prov", "prov", "P"
        group = Group(Part, "Grupp")
        people = People(
            Part, Question(1, "Vilka?"), title="Person {}", noun="personer", least=1, most=3
        )

    form = Form.from_answers({"group": {"name": "A"}, "people": [{"name": "B"}, {"name": "C"}]})
    assert [leaf.shown for leaf in form.leaves()] == ["A", "", "B", "", "C", ""]


class CountedPhone(Phone):
    """A telephone number that counts how often it is read."""

    times_read = 0

    def read(self, text: str, form: object) -> Understood:
        self.times_read += 1
        return super().read(text, form)


@pytest.mark.parametrize("typed", ["+46 70 174 06 05", "ring mig"])
def test_an_answer_is_read_once_however_often_it_is_asked_for(typed: str) -> None:
    field = read(CountedPhone, typed)
    assert (field.shown, field.shown, field.understood) is not None
    assert field.times_read == 1


def test_an_answer_that_has_changed_is_read_anew() -> None:
    field = read(Phone, "+46 70 174 06 05")
    field.data = "0506/180 00"
    assert field.shown == "0506-180 00"


@pytest.mark.parametrize(
    ("changed", "link"),
    [
        ({"medium": "Instagram"}, "https://www.instagram.com/toreboda/"),
        ({"not_created": True}, ""),
    ],
)
def test_an_account_is_read_anew_when_an_answer_that_it_depends_on_has_changed(
    changed: dict[str, object], link: str
) -> None:
    form = Aktivitetsplan.from_answers(plan(url="@toreboda", medium="TikTok"))
    assert "tiktok" in form.url.link
    for name, value in changed.items():
        form[name].data = value
    assert form.url.link == link


def test_a_message_names_the_person_whom_it_is_about_after_another_was_removed() -> None:
    form = Aktivitetsplan.from_answers(plan())
    people = form.administrators
    people.append_entry({"name": "Eva Ek", "email": "eva.ek@toreboda.se", "phone": "ring"})
    form.validate()
    people.remove_row(0)
    form.validate()
    assert "administratör 3" in people.entries[2].parts[2].errors[0]


class Visitor(PartForm):
    name = PersonName("Namn", noun="namnet på")
    badge = Line("Bricka", noun="brickan för", differs=True)


class Visit(PrintableForm):
    slug, prefix, title = "besok", "BE", "Besök"
    day = Line("Dag", noun="dagen", differs=True)
    room = Line("Rum", noun="rummet")
    guide = Group(Visitor, "Guide")
    visitors = People(
        Visitor, Question(1, "Vilka?"), title="Besökare {}", noun="besökare", least=1, most=3
    )


def test_a_template_of_any_form_leaves_out_what_must_differ() -> None:
    one = {"name": "Åsa Öberg", "badge": "12"}
    form = Visit.from_answers({"day": "1 maj", "room": "A", "guide": one, "visitors": [one]})
    assert form.empty_what_differs() == ["dagen", "brickan för", "brickan för besökare 1"]
    rest = {"name": "Åsa Öberg"}
    assert form.answers() == {"room": "A", "guide": rest, "visitors": [rest]}
    assert form.empty_what_differs() == []


def test_row_of_a_list_that_may_be_blank_is_warned_about_only_when_somebody_is_named() -> None:
    def warnings(name: str) -> list[str]:
        form = EveryKind.from_answers({"deputies": [{"name": name}]})
        form.validate()
        field = form["deputies"]
        return list(field.warnings)

    assert warnings("") == []
    assert warnings("Bo Ek") != []
