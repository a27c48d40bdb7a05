"""The policy's text, and the words that an account must show about itself."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from forms import Aktivitetsplan, BorttagetInlagg, Uppfoljning
from forms.editions import as_asked
from forms.plan.persons import names_somebody
from policy import (
    BEFORE_FIRST_POST,
    CHECKLIST,
    FOLLOW_UP,
    FORHALLNINGSSATT,
    GUIDELINES,
    NOTICE_LABEL,
    SHORT_TEXT_LENGTH,
    Account,
    Place,
    about_text,
    short_text,
)
from register.access import Action
from register.filings import Filing
from web.filed.receipts import opened
from web.guide.guide import address_of
from web.office import office

policy_pages = Blueprint("policy_pages", __name__)


@policy_pages.get("/riktlinjer/")
def guidelines() -> str:
    """The whole policy on one page."""
    return render_template(
        "policy/guidelines.html",
        sections=GUIDELINES,
        checklist=CHECKLIST,
        places=_places(),
        graph=FORHALLNINGSSATT,
        notice_label=NOTICE_LABEL,
        address_of=address_of,
        form=Aktivitetsplan,
        removal=BorttagetInlagg,
        settings=office().settings,
    )


@policy_pages.get("/om-kontot/")
def about_account() -> str:
    """What an account must show, for a plan that is not filed; gaps may be filled in."""
    asked = {name: request.args.get(name, "").strip() for name in ("organisation", "medium")}
    purpose = request.args.get("syfte", "").strip()
    return _account_page(Account(asked["organisation"], asked["medium"], purpose))


@policy_pages.get("/arende/<key>/om-kontot/")
def about_filed_account(key: str) -> str:
    """What the account of a filed plan must show. No person of the plan is named."""
    filing = opened(key, Action.SEE).filing
    if filing.form != Aktivitetsplan.slug:
        abort(HTTPStatus.NOT_FOUND)
    account = _account_of(filing)
    return _account_page(account, filing=filing, receipt_key=key)


def _account_page(account: Account, **facts: Any) -> str:
    return render_template(
        "policy/account.html",
        account=account,
        texts={"about": about_text(account), "short": short_text(account)},
        checks=BEFORE_FIRST_POST,
        follow_up=FOLLOW_UP,
        room=SHORT_TEXT_LENGTH,
        **facts,
    )


def _account_of(filing: Filing) -> Account:
    """The account of a plan; an answer that names a person of the plan is left out.

    All are left out when nobody kept the edition that asked: it cannot be told who is named there.
    """
    form = as_asked(filing.form, filing.edition, filing.answers) or Aktivitetsplan()

    def told(*names: str) -> str:
        text = ", ".join(filter(None, map(form.answer_to, names)))
        return "" if names_somebody(text, form) else text

    return Account(
        organisation=told("organisation-department", "organisation-unit"),
        medium=told("medium"),
        purpose=told("purpose"),
    )


def _places() -> dict[Place, str]:
    """Where each step of the checklist is taken."""
    plan = url_for("filling.empty_form", slug=Aktivitetsplan.slug)
    account = url_for("policy_pages.about_account")
    return {
        Place.PLAN: plan,
        Place.ADMINISTRATORS: f"{plan}#administrators",
        Place.PURPOSE: f"{plan}#purpose",
        Place.BEFORE_FIRST_POST: f"{account}#fore-forsta-inlagget",
        Place.FOLLOW_UP: url_for("filling.empty_form", slug=Uppfoljning.slug),
    }
