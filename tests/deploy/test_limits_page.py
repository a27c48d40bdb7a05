"""docs/limits.md is true: what it says of nginx, and that no message of the log is left out."""

import ast
import re

import pytest

from tests.deploy.nginx import CONF
from tests.house import sources
from tests.web.test_processes import ROOT

PAGE = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


def messages() -> set[str]:
    """What the product writes to its log."""
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found |= logged(node, node.func)
    return found


def logged(call: ast.Call, function: ast.Attribute) -> set[str]:
    """The message of a call of `log`; the level stands before it in `log.log`."""
    if not isinstance(function.value, ast.Name) or function.value.id != "log":
        return set()
    if function.attr == "setLevel":
        return set()
    assert function.attr in (*LEVELS, "log")
    return {ast.literal_eval(call.args[1 if function.attr == "log" else 0])}


def test_the_inventory_names_every_message_of_the_log() -> None:
    known = set(re.findall(r"`([^`]+)`", PAGE.partition("## Logs")[2]))
    assert messages() - known == set()


@pytest.mark.parametrize(
    ("directive", "words"),
    [
        (r"rate=30r/s;", "30 a second"),
        (r"burst=200 ", "200 at once"),
        (r"requests_at_once 40;", "in progress | 40 |"),
        (r"uploads_at_once 8;", "on their way in | 8 |"),
        (r"client_max_body_size 3m;", "3 MiB"),
        (r"client_max_body_size 66m;", "a file 66 MiB"),
        (r"client_max_body_size 42m;", "signed paper 42 MiB"),
        (r"client_max_body_size 130m;", "130 MiB under *Papper*"),
        (r"client_header_timeout 10s;", "header of a request | 10 s |"),
        (r"client_body_timeout 15s;", "body of a request | 15 s |"),
        (r"send_timeout 30s;", "of an answer | 30 s |"),
        (r"proxy_connect_timeout 3s;", "3 s to connect"),
        (r"proxy_read_timeout 180s;", "3 minutes for a list as a file"),
    ],
)
def test_the_page_says_what_nginx_does(directive: str, words: str) -> None:
    assert directive in CONF.read_text(encoding="utf-8")
    assert words in PAGE
