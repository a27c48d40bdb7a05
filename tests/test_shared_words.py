"""No word or rule of one form in what all forms share: pages, letters, paper, register.

What a form says of itself stands in its own class. Where a word of the plan stands elsewhere all
the same, the table below says why; a word that is gone must go from the table too.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORDS = re.compile(
    r"plan(?:en|er|erna|ens|ernas)?|kont(?:o|ot|on|ots|ona)|administratör\w*"
    r"|informationsansvarig\w*|aktivitetsplan\w*",
    re.IGNORECASE,
)
SHARED = ("web", "office", "mail", "register", "pdf", "intake", "commands", "rounds", "forms")
# The plan's own, made-up plans, what was, and the policy's own pages.
OWN = (
    *("forms/plan/", "forms/followup/", "forms/moderation/", "forms/own/", "office/demo/"),
    *("register/migrations/", "templates/policy/", "templates/guide/", "web/guide/policy.py"),
    "web/filed/onwards.py",
)
# Why -> path -> the words that may stand there, in small letters.
ALLOWED: Mapping[str, Mapping[str, str]] = {
    "whom INFORMATION_OFFICER names: who answers for the site and its register": {
        "templates/desk/no_role.html": "informationsansvarig planer",
        "templates/desk/sign_in.html": "informationsansvarig planer",
        "templates/document_verified.html": "informationsansvarig",
        "pdf/chart/sheet.py": "informationsansvarig",
        "web/desk/timeline.py": "administratör informationsansvarig konto konton kontot",
        "web/site/errors.py": "informationsansvarig planer",
        "web/site/pages.py": "informationsansvarig konton planer",
    },
    "Mina planer, by the name of the page, and who stands in forms that list people": {
        "mail/letters/sign_in.py": "planer planerna",
        "templates/adopt.html": "administratör planer",
        "templates/desk/code.html": "administratör plan planen",
        "templates/desk/no_way_in.html": "plan",
        "templates/desk/own_plan.html": "administratör informationsansvarig kontot planer",
        "templates/desk/own_plans.html": (
            "administratör informationsansvarig konto kontona kontot plan planen planer planerna"
        ),
        "templates/personuppgifter.html": "administratör informationsansvarig planer",
        "templates/pieces.html": "plan planen planer",
        "templates/receipt.html": "planer",
        "templates/start.html": (
            "administratör informationsansvarig konton kontot kontots plan planer"
        ),
        "web/desk/arrivals.py": "planer",
        "web/desk/following.py": "plan",
        "web/desk/frame.py": "planer",
        "web/desk/log.py": "plan planer",
        "web/desk/own_plans.py": "plan",
        "web/filed/forwarding.py": "administratör",
    },
    "what is due, or noted, only of a form whose kept_as names administrators": {
        "mail/letters/take_over.py": "administratörer informationsansvarig konto kontot",
        "mail/letters/departure.py": (
            "administratör administratörer informationsansvarig konton kontot"
        ),
        "register/departures.py": "plan",
        "templates/desk/departed.html": "administratör administratörer planen kontot",
        "templates/desk/departures.html": "konton plan planen",
        "templates/desk/departures_found.html": (
            "administratör administratörer administratörerna konton kontona kontot plan planen"
        ),
        "templates/desk/departures_pieces.html": "planer",
        "templates/desk/own_leaving.html": (
            "administratörerna informationsansvarig kontot kontots"
        ),
        "web/desk/departures.py": "konto",
        "web/desk/own_departures.py": "plan",
        "templates/desk/reminder.html": "administratörer administratörerna kontot",
        "templates/desk/to_do.html": (
            "administratör administratörer informationsansvarig konto konton kontona kontots plan"
        ),
        "web/desk/to_do.py": "administratörer konton plan",
        "web/desk/verbs.py": "konton kontot kontots plan planen",
    },
    "the lists of accounts, which have no other cases": {
        "office/exports/accounts.py": (
            "aktivitetsplan informationsansvarig konto konton kontot kontots"
        ),
        "office/exports/records.py": "informationsansvarig konto konton kontot",
        "templates/desk/records.html": "konto konton plan",
        "templates/desk/verb.html": "konto kontot planen",
        "templates/open/accounts.html": "konto konton plan planen",
        "templates/open/bare.html": "konto konton plan",
    },
    "what the policy asks of every account, year after year, and of nothing else": {
        "mail/letters/duty_reminder.py": (
            "administratör informationsansvarig konto konton kontot planen kontona"
        ),
        "office/erasing.py": "kontot",
        "office/exports/plans.py": "kontots",
        "office/figures.py": "konto konton plan planer",
        "office/snapshots.py": "administratör konto kontot",
        "register/duties.py": "administratörer informationsansvarig konton kontot planen",
        "register/releases.py": "plan",
        "templates/account/step.html": "kontot kontots planer",
        "templates/desk/erasing_due.html": "kontot",
        "templates/desk/feed.html": "konto konton planer planerna",
        "templates/desk/figures.html": "konto plan",
        "templates/desk/late_table.html": "plan",
        "templates/desk/plans.html": "konto",
        "templates/desk/releasing.html": "plan",
        "templates/desk/releasing_check.html": "plan",
        "templates/desk/releasing_mask.html": "plan",
        "templates/desk/reminder_forecast.html": (
            "administratör administratörer informationsansvarig kontona planen"
        ),
        "templates/desk/same_account.html": "plan",
        "templates/snapshots/send.html": "kontot kontots",
        "web/account/steps.py": "administratörerna informationsansvarig",
        "web/desk/account.py": "plan",
        "web/desk/late.py": "aktivitetsplan informationsansvarig konto planer",
        "web/desk/query.py": "konto",
        "web/desk/reminder_forecast.py": "administratör kontot planen",
        "web/desk/same_account.py": "administratörer kontot",
        "web/desk/snapshots.py": "plan",
        "web/filed/versions.py": "kontot",
        "web/snapshots/sending.py": "kontot kontots",
    },
    "addresses and words of the API, on which other systems rely": {
        "web/api/operations.py": "aktivitetsplan konto kontot plan planen planens planer planerna",
        "web/api/problems.py": "planen planens",
    },
    "the kind of question that asks for an account, and its column": {
        "forms/messages.py": "konto kontot kontots",
        "forms/values/account.py": "kontot",
        "office/exports/inventory.py": "konto",
    },
    "the names of inputs and addresses": {
        "templates/desk/log.html": "konto plan",
        "templates/desk/plan.html": "administratör plan",
        "templates/notices.html": "plan",
        "templates/desk/sorting.html": "plan",
        "web/desk/sorting.py": "plan",
    },
    "English, or the list of forms": {
        "forms/__init__.py": "aktivitetsplan",
        "office/limits.py": "plan",
        "office/own_plans.py": "plan",
        "pdf/file/fields.py": "plan",
        "pdf/file/fontprogram.py": "plan",
        "pdf/fonts/make_fonts.py": "plan",
        "register/receiving.py": "plan",
    },
}
_JINJA = re.compile(r"\{#.*?#\}", re.DOTALL)
# What people are told has a capital or a blank; addresses and names have neither.
_TOLD = re.compile(r"[A-ZÅÄÖ ]")


def in_templates() -> Iterator[tuple[str, str]]:
    """The words of each template, without what Jinja is told."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = _JINJA.sub(" ", path.read_text(encoding="utf-8"))
        yield str(path.relative_to(ROOT)), text


def in_code() -> Iterator[tuple[str, str]]:
    """The words of each module that somebody is told, and names of forms."""
    for path in (one for folder in SHARED for one in sorted((ROOT / folder).rglob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = [text for text in _texts(tree) if _TOLD.search(text) and text[:1] != "/"]
        names = [one.id for one in ast.walk(tree) if isinstance(one, ast.Name)]
        yield str(path.relative_to(ROOT)), " | ".join([*told, *names])


def _texts(tree: ast.AST) -> Iterator[str]:
    """Every text but docstrings."""
    bodies = (getattr(node, "body", None) for node in ast.walk(tree))
    every = (one for body in bodies if isinstance(body, list) for one in body)
    docs = {id(one.value) for one in every if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def _whole_words(text: str) -> Iterator[str]:
    """Words of people; those of addresses, names and styles hang together by other signs."""
    for found in re.findall(r"[\w./-]+", text):
        if (word := found.strip(".")).isalpha():
            yield word


def found() -> dict[str, set[str]]:
    """By path, the words that stand there."""
    every = ((path, text) for each in (in_templates(), in_code()) for path, text in each)
    told = {
        path: {word.lower() for word in _whole_words(text) if WORDS.fullmatch(word)}
        for path, text in every
        if not path.startswith(OWN)
    }
    return {path: words for path, words in told.items() if words}


def test_no_word_of_one_form_stands_in_what_all_share() -> None:
    allowed = {
        path: set(words.split()) for paths in ALLOWED.values() for path, words in paths.items()
    }
    assert found() == allowed
