"""`flask publish`: the public list as files for another web server."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.plans import PLANS
from tests.web.open.listed import publish

URL = "https://www.toreboda.example/konton"


def test_list_is_written_as_files_that_lead_to_each_other(app: Flask, tmp_path: Path) -> None:
    publish(app.extensions["office"].register, PLANS[:2])
    folder = tmp_path / "out"
    for _ in range(2):
        done = app.test_cli_runner().invoke(args=["publish", str(folder), "--url", f"{URL}/"])
        assert (done.exit_code, done.output) == (0, f"5 files written into {folder}\n")
    names = sorted(one.name for one in folder.iterdir())
    assert names == [
        "index.html",
        *(f"konton.{end}" for end in ("csv", "json", "schema.json", "ttl")),
    ]
    told = json.loads((folder / "konton.json").read_bytes())
    assert len(told["konton"]) == 2
    assert told["sida"] == f"{URL}/"
    page = BeautifulSoup((folder / "index.html").read_bytes(), "html.parser")
    assert page.select_one(f"a[href='{PLANS[0]['url']}']")
    links = [one["href"] for one in page.select("a[href^='https://www.toreboda']")]
    assert [folder / str(link).rpartition("/")[2] for link in links] == [
        folder / "konton.csv",
        folder / "konton.json",
    ]
    assert f"<{URL}/konton.csv> a dcat:Distribution" in (folder / "konton.ttl").read_text()


@pytest.mark.parametrize(("folder", "url"), [("file/x", URL), ("out", "www.toreboda.example")])
def test_what_cannot_be_is_told_in_a_line(
    app: Flask, tmp_path: Path, folder: str, url: str
) -> None:
    (tmp_path / "file").touch()
    done = app.test_cli_runner().invoke(args=["publish", str(tmp_path / folder), "--url", url])
    assert done.exit_code == 2
    assert done.output.startswith("Error: ")
    assert done.output.count("\n") == 1
