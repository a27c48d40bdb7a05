"""Our components are the HTML that the design system's own macros make."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.datastructures import MultiDict

from forms import Aktivitetsplan, Choice, PrintableForm, Question
from forms.kinds import Field, OneOf, SeveralOf, YesNo
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

ENVIRONMENT = Environment(
    loader=ChoiceLoader(
        [
            FileSystemLoader(Path(__file__).parents[3] / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    ),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
COMPONENTS: Any = ENVIRONMENT.get_template("components.html").module
WRONG = "Det här är fel."
HOSTILE = (
    "<script>alert(1)</script>",
    '" autofocus onfocus="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} ${7*7} &amp; &lt;",
)


def theirs(component: str, macro: str, **params: Any) -> BeautifulSoup:
    """What the library makes; `caller` is the HTML of a call block."""
    template = ENVIRONMENT.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    caller = params.pop("caller", None)
    called = {"caller": lambda: caller} if caller else {}
    return BeautifulSoup(str(getattr(template.module, macro)(params, **called)), "html.parser")


def ours(macro: str, *args: Any, **params: Any) -> BeautifulSoup:
    made = getattr(COMPONENTS, macro)(*args, **params)
    return BeautifulSoup(str(made), "html.parser")


def shape(html: Tag | BeautifulSoup | str) -> list[tuple[str, dict[str, Any], str]]:
    """Every tag with its attributes and words, white space apart.

    Without what is only there for the library's scripts, which we do not use.
    """
    tags = BeautifulSoup(str(html), "html.parser").find_all(True)
    for tag in tags:
        del tag["data-module"]
    return [
        (tag.name, tag.attrs, " ".join("".join(tag.find_all(string=True, recursive=False)).split()))
        for tag in tags
    ]


def assert_same(one: Tag | BeautifulSoup | str, other: BeautifulSoup) -> None:
    assert shape(one) == shape(other)


def questions(form: PrintableForm, focus: str = "", **offered: list[str]) -> BeautifulSoup:
    """All questions of the form, as its page has them."""
    template = ENVIRONMENT.get_template("questions.html")
    macros: Any = template.make_module({"form": form, "suggestions": offered, "focus": focus})
    return BeautifulSoup("".join(map(macros.question, form.sections())), "html.parser")


def checked(**changes: Any) -> Aktivitetsplan:
    """A plan as posted, with its errors and warnings."""
    form = Aktivitetsplan.from_post(MultiDict(as_inputs(plan(0, **changes))))
    form.validate()
    return form


def leaf_of(form: Aktivitetsplan, name: str) -> Field:
    return next(leaf for leaf in form.leaves() if leaf.name == name)


SPECIAL: dict[str, dict[str, Any]] = {
    "medium": {},
    "url": {
        "inputmode": "url",
        "autocapitalize": "none",
        "spellcheck": False,
        "autocomplete": "off",
    },
    "organisation-unit": {},
    "purpose": {"rows": 5},
    "administrators-0-name": {"spellcheck": False, "autocomplete": "name"},
    "administrators-1-email": {
        "type": "email",
        "autocapitalize": "none",
        "spellcheck": False,
        "autocomplete": "off",
    },
    "administrators-0-phone": {"type": "tel", "spellcheck": False, "autocomplete": "tel"},
    "monitoring": {"rows": 5},
    "weekly_hours": {"autocomplete": "off", "classes": "govuk-input--width-10"},
    "credentials_location": {"rows": 5},
}


@pytest.mark.parametrize("state", ["typed", "wrong", "warned"])
@pytest.mark.parametrize("name", SPECIAL)
def test_an_input_is_what_the_library_makes(name: str, state: str) -> None:
    form = checked()
    leaf = leaf_of(form, name)
    leaf.errors = [WRONG] if state == "wrong" else []
    leaf.warnings = ["Stämmer det?"] if state == "warned" else []
    page = questions(form)
    group = page.find(id=name).find_parent(class_="govuk-form-group")
    assert_same(group, as_library_makes(leaf, group))
    shown = page.find(id=f"{name}-check")
    assert (shown is not None) == (state == "warned")


def as_library_makes(leaf: Field, group: Tag) -> Tag:
    heads = bool(leaf.question and group.find(["h2", "h3"]))
    understood = f"{leaf.id}-understood" if leaf.understood and not leaf.errors else ""
    remarks = f"{understood} {leaf.id}-check" if leaf.warnings else understood
    label = leaf.question.heading if leaf.question and heads else leaf.label.text
    made = theirs(
        *(("textarea", "govukTextarea") if leaf.kind == "long_text" else ("input", "govukInput")),
        id=leaf.id,
        name=leaf.name,
        value=leaf.data,
        label={
            "text": f"{label} (valfritt)" if leaf.optional else label,
            "classes": "govuk-label--m" if heads else "",
            "isPageHeading": heads,
        },
        hint={"text": leaf.hint} if leaf.hint and heads else None,
        errorMessage={"text": WRONG, "visuallyHiddenText": "Fel"} if leaf.errors else None,
        describedBy=remarks.strip(),
        attributes={"aria-invalid": "true"} if leaf.errors else {},
        **SPECIAL[leaf.name],
    )
    # Its labels head a page; ours head a question on it.
    for heading in made.find_all("h1"):
        heading.name = group.find(["h2", "h3"]).name
    return made


def test_earlier_answers_and_where_to_begin_ride_on_the_input() -> None:
    page = questions(checked(), "medium", medium=["Facebook", '"><script>'])
    offered = page.find(id=page.find(id="medium")["list"]).find_all("option")
    assert [one["value"] for one in offered] == ["Facebook", '"><script>']
    assert [tag["id"] for tag in page.select("[autofocus]")] == ["medium"]
    assert page.find("script") is None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_input_stays_text(text: str) -> None:
    form = Aktivitetsplan.from_post(MultiDict(dict.fromkeys(as_inputs(plan()), text)))
    form.validate()
    page = questions(form)
    assert page.find_all(["script", "img"]) == []
    assert not any(name.startswith("on") for tag in page.find_all(True) for name in tag.attrs)
    shown = page.select("input:not([type=checkbox]), textarea")
    typed = [leaf.data for leaf in form.leaves() if leaf.kind != "tick"]
    assert [tag.get("value", tag.text) for tag in shown] == typed


@pytest.mark.parametrize("has", ["", "hint", "error", "check"])
def test_a_fieldset_is_what_the_library_makes(has: str) -> None:
    macro = COMPONENTS.fieldset
    hint, error = "Så här." if has == "hint" else "", WRONG if has == "error" else ""
    made = macro(
        "x", "Fråga", hint, error, level="h2", is_checked=has == "check", caller=lambda: "i"
    )
    fieldset = BeautifulSoup(str(made), "html.parser").fieldset
    inner = [theirs("hint", "govukHint", id="x-hint", text=hint)] if hint else []
    fault = {"id": "x-error", "text": error, "visuallyHiddenText": "Fel"}
    inner += [theirs("error-message", "govukErrorMessage", **fault)] if error else []
    assert fieldset is not None
    expected = theirs(
        "fieldset",
        "govukFieldset",
        legend={
            "html": '<h2 class="govuk-fieldset__heading">Fråga</h2>',
            "classes": "govuk-fieldset__legend--m",
        },
        describedBy=f"x-{has}" if has else "",
        attributes={"id": "x"},
        html="".join(map(str, inner)) + "i",
    )
    assert_same(fieldset, expected)


@pytest.mark.parametrize("is_ticked", [False, True])
@pytest.mark.parametrize("error", ["", WRONG])
@pytest.mark.parametrize("hint", ["", "Så här."])
def test_a_box_to_tick_is_what_the_library_makes(is_ticked: bool, error: str, hint: str) -> None:
    expected = theirs(
        "checkboxes",
        "govukCheckboxes",
        idPrefix="x",
        name="n",
        describedBy="x-check",
        errorMessage={"text": error, "visuallyHiddenText": "Fel"} if error else None,
        items=[
            {
                "value": "y",
                "text": "Ja",
                "checked": is_ticked,
                "hint": {"text": hint} if hint else None,
                "attributes": {"aria-invalid": "true"} if error else {},
            }
        ],
    )
    assert_same(ours("checkbox", "x", "n", "Ja", is_ticked, hint, error, "x-check"), expected)


class Probe(PrintableForm):
    slug, prefix, title = "prov", "PR", "Prov"
    CHOICES = (Choice("a", "Ett", "Så här."), Choice("b", "Två & tre"))
    MANY = tuple(Choice(f"c{n}", f"Val {n}") for n in range(8))

    one = OneOf(question=Question(1, "Vilken?"), choices=CHOICES, hint="Välj.")
    some = SeveralOf(question=Question(2, "Vilka?"), choices=CHOICES, none="Inget")
    yes = YesNo(question=Question(3, "Är det så?"))
    listed = OneOf(question=Question(4, "Vilken?"), choices=MANY)


@pytest.mark.parametrize("error", ["", WRONG])
@pytest.mark.parametrize(
    ("name", "component", "macro", "chosen"),
    [
        ("one", "radios", "govukRadios", "b"),
        ("some", "checkboxes", "govukCheckboxes", ["a"]),
        ("yes", "radios", "govukRadios", True),
    ],
)
def test_options_are_what_the_library_makes(
    name: str, component: str, macro: str, chosen: Any, error: str
) -> None:
    form = Probe.from_answers({name: chosen})
    leaf = form[name]
    leaf.errors = [error] if error else []
    made = questions(form).find(id=f"{name}-choices").find_parent(class_="govuk-form-group")
    expected = theirs(
        component,
        macro,
        idPrefix=f"{name}-choices",
        name=name,
        classes="govuk-radios--inline" if name == "yes" else "",
        hint={"text": leaf.hint} if leaf.hint else None,
        errorMessage={"text": error, "visuallyHiddenText": "Fel"} if error else None,
        fieldset={
            "legend": {
                "html": f'<h2 class="govuk-fieldset__heading">{leaf.question.heading}</h2>',
                "classes": "govuk-fieldset__legend--m",
            }
        },
        items=list(_items(leaf)),
    )
    expected.fieldset["id"] = f"{name}-choices"
    assert_same(made, expected)


def _items(leaf: Any) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(leaf.options):
        if one.value == "none":
            yield {"divider": "eller"}
        yield {
            "id": f"{leaf.id}-{one.value}" if number else leaf.id,
            "value": one.value,
            "text": one.label,
            "checked": one.is_chosen,
            "hint": {"text": one.hint} if one.hint else None,
            "attributes": {"data-rules-out-others": ""} if one.value == "none" else {},
        }


@pytest.mark.parametrize("error", ["", WRONG])
def test_list_that_opens_is_what_the_library_makes(error: str) -> None:
    form = Probe.from_answers({"listed": "c3"})
    form.listed.errors = [error] if error else []
    made = questions(form).find(id="listed").find_parent(class_="govuk-form-group")
    expected = theirs(
        "select",
        "govukSelect",
        id="listed",
        name="listed",
        label={"text": "4. Vilken?", "classes": "govuk-label--m", "isPageHeading": True},
        errorMessage={"text": error, "visuallyHiddenText": "Fel"} if error else None,
        items=[{"value": "", "text": "Välj i listan"}]
        + [{"value": one.value, "text": one.label} for one in Probe.MANY],
        value="c3",
        attributes={"aria-invalid": "true"} if error else {},
    )
    for heading in expected.find_all("h1"):
        heading.name = "h2"
    assert_same(made, expected)


@pytest.mark.parametrize("error", ["", WRONG])
def test_inputs_of_other_pages_are_what_the_library_makes(error: str) -> None:
    fault = {"text": error, "visuallyHiddenText": "Fel"} if error else None
    marked = {"aria-invalid": "true"} if error else {}
    shared: dict[str, Any] = {
        "id": "x",
        "name": "x",
        "hint": {"text": "Så."},
        "errorMessage": fault,
    }
    line = theirs(
        "input",
        "govukInput",
        **shared,
        value="<a>",
        label={"text": "L", "classes": "govuk-label--m"},
        classes="govuk-input--width-20",
        attributes={"autocomplete": "off", **marked},
    )
    wide, off = " govuk-input--width-20", {"autocomplete": "off"}
    assert_same(ours("line", "x", "L", "<a>", "Så.", error, "m", wide, off), line)
    file = theirs(
        "file-upload",
        "govukFileUpload",
        **shared,
        label={"text": "L", "classes": "govuk-label--s"},
        attributes={"accept": ".pdf", **marked},
    )
    assert_same(ours("file_upload", "x", "L", "Så.", error, {"accept": ".pdf"}), file)


def test_buttons_and_boxes_are_what_the_library_makes() -> None:
    second = "govuk-button--secondary"
    button = theirs("button", "govukButton", text="A & B", classes=second, preventDoubleClick=True)
    once = {"data-prevent-double-click": "true"}
    assert_same(ours("button", "A & B", f" {second}", once), button)
    inset = theirs("inset-text", "govukInsetText", text="A & B", attributes={"role": "alert"})
    assert_same(ours("inset_text", "A & B", {"role": "alert"}), inset)
    panel = COMPONENTS.panel("A & B", caller=lambda: "inre")
    expected = theirs("panel", "govukPanel", titleText="A & B", text="inre")
    assert_same(panel, expected)
    summary = theirs(
        "error-summary",
        "govukErrorSummary",
        titleText="Fel",
        errorList=[{"text": "<b>", "href": "#a"}, {"text": "två", "href": "#b"}],
        attributes={"tabindex": "-1", "autofocus": ""},
    )
    assert_same(ours("error_summary", "Fel", [("<b>", "a"), ("två", "b")]), summary)


def test_answers_to_review_and_print_button_are_what_the_library_makes(visitor: Visitor) -> None:
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", as_inputs(plan()))
    for found in visitor.follow().select("dl.govuk-summary-list"):
        rows = map(_row, found.select(".govuk-summary-list__row"))
        made = theirs("summary-list", "govukSummaryList", rows=[*rows], classes="answers")
        assert_same(found, made)
    visitor.post(
        visitor.response.request.path,
        {"revision": visitor.page.find(attrs={"name": "revision"})["value"]},
    )
    link = visitor.follow().select_one("[data-print-pdf]")
    shown = {"text": "Skriv ut", "href": link["href"], "attributes": {"data-print-pdf": ""}}
    assert_same(link, theirs("button", "govukButton", **shown))


def _row(row: Tag) -> dict[str, Any]:
    link = row.select_one("a")
    hidden = link.span.extract()
    action = {"href": link["href"], "text": link.text, "visuallyHiddenText": hidden.text.strip()}
    link.append(hidden)
    return {
        "key": {"text": row.dt.text.strip()},
        "value": {"html": row.dd.decode_contents()},
        "actions": {"items": [action]},
    }
