"""`flask publish`: the public list as files, for a web server elsewhere."""

import os
from collections.abc import Mapping
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from commands.office import office
from commands.serving import refuse
from commands.told import plain_words, refuse_unmigrated
from office.exports.accounts import FILES, NAME, elsewhere, schema_json
from office.public_accounts import PublicLists
from register.errors import cause_of
from setting_values import base_url


def add_publishing_commands(app: Flask) -> None:
    """Make `flask --app app publish` known."""
    app.cli.add_command(publish)


@click.command("publish")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--url", required=True, help="Where on the web the folder is found.")
@with_appcontext
def publish(folder: Path, url: str) -> None:
    """Write the public list of accounts into FOLDER, as HTML, JSON, CSV and DCAT-AP-SE.

    Each file is replaced as a whole, so that nobody is given half of one.
    """
    try:
        address = base_url(url)
    except ValueError as problem:
        refuse(f"--url {problem}")
    with plain_words():
        refuse_unmigrated()
        files = _files(address)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _replace(folder / name, content)
    except OSError as error:
        refuse(f"{folder} cannot be written: {cause_of(error)}")
    click.echo(f"{len(files)} files written into {folder}")


def _files(address: str) -> Mapping[str, bytes]:
    own = office()
    lists: PublicLists = current_app.extensions["public_lists"]
    found = lists.now()
    where = elsewhere(own.settings, address)
    # Without what pages have around them, which a request would have to be there for.
    page = current_app.jinja_env.get_template("open/bare.html")
    told = page.render(media=list(found.by_medium()), where=where, target="")
    files = {f"{NAME}.{end}": make(found, where) for end, (_, make) in FILES.items()}
    return {"index.html": told.encode(), f"{NAME}.schema.json": schema_json(), **files}


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    os.replace(new, path)
