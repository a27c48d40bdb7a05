"""Commands for who makes forms: a file to begin from, and a look at what it makes."""

import inspect
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from keyword import iskeyword
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from werkzeug.serving import run_simple

import forms
from commands.serving import refuse
from commands.starting import ASKABLE, Asked, Start, starting_file
from forms.soundness import PREFIX, SLUG
from forms.unfit import nearest
from register.errors import cause_of

PREVIEW_PORT = 5001
FOLDER = Path(forms.__file__).with_name("own")
_DONE = """\
{path} is written. What to do next:

1. Look at it: flask --app app preview {slug}
   Its pages and its paper come anew each time you save the file.
2. Make it yours: docs/new-form.md goes through it; docs/kinds.md has every kind of question.
3. Write the line `asks = …` that the preview names, when nothing is to be changed any more.
4. Try all of it: make test
"""


MakePreview = Callable[[Path, str, Path, int], Flask]
"""A file with forms, the slug of one or nothing, a folder to be used up, a port: the pages."""


def add_maker_commands(app: Flask, make_preview: MakePreview) -> None:
    """Make `flask --app app <command>` know the commands."""
    app.cli.add_command(new_form)
    app.cli.add_command(_preview(make_preview))


def _preview(make_preview: MakePreview) -> click.Command:
    @click.command()
    @click.argument("form", metavar="FORM")
    @click.option("--port", default=PREVIEW_PORT, show_default=True, help="On this machine only.")
    @with_appcontext
    def preview(form: str, port: int) -> None:
        """Show page, blank and document of a form (its slug, or a file) as its file is saved."""
        path, slug = _file_of(form)
        with TemporaryDirectory(prefix="preview-") as folder:
            pages = make_preview(path, slug, Path(folder), port)
            click.echo(f"Open http://127.0.0.1:{port}/preview/ in a browser. Stop with Ctrl+C.")
            run_simple("127.0.0.1", port, pages, threaded=True)

    return preview


def _file_of(form: str) -> tuple[Path, str]:
    """The file of a form that is named by its slug or by a path, and the slug if it is known."""
    if known := forms.form_by_slug(form):
        return Path(inspect.getfile(known)), known.slug
    slugs = ", ".join(one.slug for one in forms.FORMS)
    problem = f"there is no file {form!r}, and no form of that slug; known are {slugs}"
    # One that cannot be loaded yet has no slug, and the file that it was begun in.
    found = next(filter(Path.is_file, (Path(form), _file_for(form))), None) or refuse(problem)
    return found.resolve(), ""


def _file_for(slug: str) -> Path:
    return FOLDER / f"{slug.replace('-', '_')}.py"


@click.command()
@click.option("--title", help="As it is printed, such as 'Felanmälan av lokal'.")
@click.option("--slug", help="In its address, such as felanmalan.")
@click.option("--prefix", help="Of its references, such as FA for FA-2026-0001.")
@click.option(
    "--question",
    "questions",
    nargs=3,
    multiple=True,
    metavar="KIND TEXT NOUN",
    help="Such as line 'Vilken lokal gäller det?' lokalen. One for each question.",
)
@click.option("--signer", "signers", multiple=True, help="Who signs on paper, such as Rektor.")
@click.option("--statement", help="What they sign, such as 'Jag godkänner:'.")
@with_appcontext
def new_form(
    title: str | None,
    slug: str | None,
    prefix: str | None,
    questions: tuple[tuple[str, str, str], ...],
    signers: tuple[str, ...],
    statement: str | None,
) -> None:
    """Write a file to begin a form from; what is not given is asked for at a terminal."""
    title = _told("title", title, "Title, as it is printed")
    slug = _told("slug", slug, "Address (a to z, 0 to 9 and -)", _ascii(title, "-")[:40].strip("-"))
    _refuse_slug(slug)
    prefix = _told("prefix", prefix, "Prefix of references (A to Z and 0 to 9)", _initials(title))
    _refuse_prefix(prefix)
    asked = _named_apart(_asked(*one) for one in questions or _questions_at_terminal())
    if not signers and not questions and _is_terminal():
        signers = tuple(_until_blank("Who signs on paper (blank: nobody, or nobody more)"))
    if signers:
        statement = _told("statement", statement, "What they sign", "Jag godkänner:")
    start = Start(title, slug, prefix, asked, signers, statement or "")
    path = _file_for(slug)
    _write_anew(path, starting_file(start))
    click.echo(_DONE.format(path=path, slug=slug), nl=False)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _told(option: str, given: str | None, question: str, suggested: str = "") -> str:
    if given is None and _is_terminal():
        given = str(click.prompt(question, default=suggested or None))
    if given is None and suggested:
        return suggested
    return (given or "").strip() or refuse(f"give --{option}")


def _until_blank(question: str) -> Iterable[str]:
    while said := str(click.prompt(question, default="", show_default=False)).strip():
        yield said


def _questions_at_terminal() -> list[tuple[str, str, str]]:
    if not _is_terminal():
        refuse("give at least one --question, as: line 'Vilken lokal gäller det?' lokalen")
    click.echo(f"Kinds of question: {', '.join(sorted(ASKABLE))}")
    found = []
    for text in _until_blank("Question (blank when there is no more)"):
        kind = str(click.prompt("  Its kind", default="line"))
        noun = str(click.prompt("  Its answer, after the word 'Skriv', such as lokalen"))
        found.append((kind, text, noun))
    return found or refuse("a form asks something")


def _asked(kind: str, text: str, noun: str) -> Asked:
    if kind not in ASKABLE:
        refuse(f"there is no kind {kind!r}; {nearest(kind, ASKABLE)}")
    if not text.strip() or not noun.strip():
        refuse("a question needs a text and a noun")
    return Asked(kind, text.strip(), noun.strip(), _ascii(noun, "_") or "svaret")


def _named_apart(questions: Iterable[Asked]) -> list[Asked]:
    """Each answer under a name of its own that hides nothing of a form."""
    found: list[Asked] = []
    for one in questions:
        taken = {*dir(forms.PrintableForm), *(other.name for other in found)}
        is_free = one.name.isidentifier() and not iskeyword(one.name) and one.name not in taken
        name = one.name if is_free else f"answer_{len(found) + 1}"
        found.append(replace(one, name=name))
    return found


def _refuse_slug(slug: str) -> None:
    if not SLUG.fullmatch(slug):
        refuse(f"the slug must be 1 to 40 of a to z, 0 to 9 and -, not {slug!r}")
    if other := forms.form_by_slug(slug):
        refuse(f"the slug {slug!r} is that of {other.title}; give it another")
    if hides_behind_a_page(current_app, slug):
        refuse(f"/{slug}/ is another page here; give the form another slug")


def _refuse_prefix(prefix: str) -> None:
    if not PREFIX.fullmatch(prefix):
        refuse(f"the prefix must be 1 to 12 of A to Z and 0 to 9, not {prefix!r}")
    other = next((one for one in (*forms.FORMS, *forms.EARLIER) if one.prefix == prefix), None)
    if other:
        refuse(f"the prefix {prefix!r} is that of {other.title}; give it another")


def _write_anew(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        refuse(f"{path} is there already; give another slug, or remove it first")
    except OSError as error:
        refuse(f"{path} cannot be written: {cause_of(error)}")


def hides_behind_a_page(app: Flask, slug: str) -> bool:
    """Whether the address of a form with this slug is that of another page."""
    found, _ = app.url_map.bind("localhost").match(f"/{slug}/")
    return bool(found != "filling.empty_form")


def _ascii(text: str, between: str) -> str:
    """The words of a text as they may stand in a name or an address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return between.join(re.findall("[a-z0-9]+", plain))


def _initials(title: str) -> str:
    words = _ascii(title, " ").upper().split()
    return "".join(word[0] for word in words)[:3] if len(words) > 1 else "".join(words)[:2]
