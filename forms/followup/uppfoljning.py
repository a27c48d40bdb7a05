"""The follow-up of an account, step six of the policy's checklist: "Mät och utvärdera."

The policy says no more of it than these words; the questions are ours. See
docs/egna-blanketter.md.
"""

from datetime import date, timedelta
from typing import Any

from forms.followup.removed_posts import RemovedPosts, records_about
from forms.keeping import Follows, KeptAs
from forms.kinds import (
    AccountAddress,
    Date,
    Group,
    Guidance,
    Heading,
    Hours,
    Line,
    LongText,
    OneOf,
    Period,
    PersonName,
    RowList,
)
from forms.kinds.dates import TODAY
from forms.parts import PartForm
from forms.printable import PrintableForm
from forms.question import Approval, Choice, Question, Signer, when
from forms.wording import Wording

A_YEAR = timedelta(days=365)
GOES_ON, IS_CHANGED, ENDS = (
    when("decision", "continue", "change"),
    when("decision", "change"),
    when("decision", "end"),
)

ACCOUNT = Question(1, "Vilket konto gäller uppföljningen?")
ORGANISATION = Question(2, "Vilken verksamhet har kontot?")
PERIOD = Question(3, "Vilken tid gäller uppföljningen?")
GOALS = Question(
    4, "Vad skulle kontot nå?", note="Skriv det som står i aktivitetsplanen (fråga 4)."
)
MEASURED = Question(
    5,
    "Vad har ni mätt?",
    note="Skriv det ni har siffror på, till exempel antal följare, besök eller anmälningar.",
)
WENT_WELL = Question(6, "Vad har gått bra?")
REMOVALS = Question(
    7,
    "Hur många inlägg och kommentarer har ni tagit bort under tiden?",
    note="För varje borttaget inlägg ska det finnas en anteckning. Skriv 0 om ni inte har tagit "
    "bort något.",
)
WORKLOAD = Question(8, "Hur många timmar i veckan har kontot tagit?")
DECISION = Question(9, "Vad beslutar ni om kontot?")
CHANGES = Question("9 a", "Vad ska ändras?", asked_if=IS_CHANGED)
ENDING = Question("9 b", "När avslutas kontot, och vad sparas?", asked_if=ENDS)
NEXT = Question(10, "När är nästa uppföljning?", asked_if=GOES_ON)
MANAGER = Question(11, "Vilken chef beslutar?")

NEW_VERSION = (
    "En ändring gäller när planen är ändrad: lämna in en ny version av aktivitetsplanen efter det "
    "här. Kvittot leder dit."
)
BEFORE_CLOSING = (
    "Spara en ögonblicksbild av kontot innan det stängs. Det som finns på kontot är allmänna "
    "handlingar och får bara gallras enligt ett gallringsbeslut. Fråga informationsansvarig vad "
    "som gäller."
)


class Organisation(PartForm):
    """Whose account it is, in the words of the plan."""

    department = Line("Förvaltning", noun="förvaltningen", suggest=True)
    unit = Line("Enhet eller avdelning", noun="enheten eller avdelningen", suggest=True)


class Measure(PartForm):
    """One thing that was counted twice."""

    what = Line("Vad", noun="vad ni har mätt i", max_length=100)
    before = Line("Före", noun="värdet före i", max_length=40, optional=True)
    now = Line("Nu", noun="värdet nu i", max_length=40)


class Work(PartForm):
    """Hours a week, in the words of the plan."""

    planned = Hours("Beräknat i planen", noun="de beräknade timmarna", optional=True)
    spent = Hours("I verkligheten", noun="timmarna i verkligheten")


class Ending(PartForm):
    """What becomes of an account that is closed."""

    day = Date("Kontot avslutas den", noun="dagen då kontot avslutas")
    kept = LongText("Vad sparas, och var?", noun="vad som sparas")


class Manager(PartForm):
    """Who decides and signs."""

    name = PersonName("Chefens namn", noun="chefens namn")
    title = Line("Befattning", noun="chefens befattning")


class Uppfoljning(PrintableForm):
    """One for each time that an account is followed up."""

    slug = "uppfoljning"
    prefix = "UF"
    title = "Uppföljning av konto i sociala medier"
    short_title = "Uppföljning"
    definite = "uppföljningen"
    indefinite = "en uppföljning"
    edition = "1"
    asks = "8ac53c4b7692"
    intro = (
        "Fyll i en uppföljning när ni mäter och utvärderar ett konto, minst en gång om året. Det "
        "är det sjätte steget i riktlinjernas checklista: ”Mät och utvärdera.”"
    )
    filled_in_by = "Den som ansvarar för att administrera kontot"
    needed = (
        "Aktivitetsplanen för kontot. Börjar du från dess kvitto är mycket redan ifyllt",
        "Siffror från kontot, nu och vid förra uppföljningen",
        "Namn och befattning på chefen som beslutar",
    )
    takes = "Ungefär tio minuter"
    approvals = (
        Approval(
            "Jag beslutar om kontot enligt svaret på fråga 9:",
            (
                Signer(
                    "Verksamhetsansvarig chef",
                    name_from="manager-name",
                    position_from="manager-title",
                ),
            ),
        ),
    )
    copy_note = "En kopia lämnas till informationsansvarig."
    personal_data = "Chefens namn och befattning."
    used_for = (
        "Kommunen ska mäta och utvärdera sina konton och veta vem som har beslutat om dem. Det "
        "framgår av checklistan i kommunens riktlinjer för sociala medier."
    )
    wording = Wording(changes=", till exempel att en siffra var fel")
    summary_from = ("medium", "organisation-unit")
    kept_as = KeptAs(
        medium="medium", department="organisation-department", unit="organisation-unit"
    )
    offers_from = "aktivitetsplan"
    follows = Follows("aktivitetsplan", reference="plan", changed_if=IS_CHANGED)

    account_part = Heading("Kontot")
    medium = Line("Socialt medium", ACCOUNT, noun="vilket socialt medium det gäller", suggest=True)
    url = AccountAddress(
        "Webbadress eller kontots namn", ACCOUNT, medium="medium", noun="kontots webbadress"
    )
    plan = Line(
        "Aktivitetsplanens referens",
        ACCOUNT,
        noun="aktivitetsplanens referens",
        hint="Står högst upp i planen. Exempel: AP-2026-0042",
        max_length=40,
        optional=True,
    )
    organisation = Group(Organisation, question=ORGANISATION, noun="verksamheten")
    period = Period(question=PERIOD, noun="tiden", latest=TODAY)
    result_part = Heading("Resultatet")
    purpose = LongText("Syfte", GOALS, noun="syftet")
    audience = LongText("Målgrupp", GOALS, noun="målgruppen")
    measured = RowList(Measure, MEASURED, title="Mått {}", noun="mått", least=1, most=20)
    went_well = LongText(question=WENT_WELL, noun="vad som har gått bra")
    removals = RemovedPosts(
        question=REMOVALS, noun="antalet borttagna inlägg", unit="inlägg", least=0, most=100_000
    )
    hours = Group(Work, question=WORKLOAD, noun="timmarna")
    decision_part = Heading("Beslutet")
    decision = OneOf(
        question=DECISION,
        noun="vad ni beslutar om kontot",
        choices=(
            Choice("continue", "Fortsätt", "Kontot drivs vidare enligt planen"),
            Choice("change", "Ändra", "Kontot drivs vidare enligt en ny version av planen"),
            Choice("end", "Avsluta", "Kontot stängs"),
        ),
    )
    new_version = Guidance(NEW_VERSION, asked_if=IS_CHANGED)
    changes = LongText(question=CHANGES, noun="vad som ska ändras")
    before_closing = Guidance(BEFORE_CLOSING, asked_if=ENDS)
    ending = Group(Ending, question=ENDING, noun="avslutet")
    next_on = Date(question=NEXT, noun="dagen för nästa uppföljning", earliest=TODAY)
    manager = Group(Manager, question=MANAGER, noun="chefen")

    @classmethod
    def begun_from(
        cls, followed: PrintableForm, reference: str, since: date | None = None
    ) -> dict[str, Any]:
        """Of the people in the plan only the manager comes along, who signs here too. The time is
        the last year, or what there was of it."""
        answers = followed.answers()
        same = ("medium", "url", "organisation", "purpose", "audience")
        known = {name: answers[name] for name in same if name in answers} | {"plan": reference}
        if "weekly_hours" in answers:
            known["hours"] = {"planned": answers["weekly_hours"]}
        manager = answers.get("manager", {})
        known["manager"] = {name: manager[name] for name in ("name", "title") if name in manager}
        return known | _last_year(followed, since)

    def suggested(self) -> dict[str, str]:
        """The same time as where it is begun from the plan, once an account with a plan is named.

        Any other account is not suggested for: it may be half of what is being typed.
        """
        today, first_about, subject = self.meta.today, self.meta.first_about, self["url"].key
        if not (self["period"].is_blank and subject and today and first_about):
            return {}
        since = first_about(self.offers_from, subject)
        ends = _up_to(today, since) if since else {}
        return {f"period-{end}": day for end, day in ends.items()}


def _up_to(today: date, since: date | None) -> dict[str, str]:
    """The last year, or what there was of it."""
    first = min(max(today - A_YEAR, since or date.min), today)
    return {"from": first.isoformat(), "to": today.isoformat()}


def _last_year(followed: PrintableForm, since: date | None) -> dict[str, Any]:
    """The time up to today, and how many posts were removed in it as far as the register knows."""
    today = followed.meta.today
    if today is None:
        return {}
    known = {"period": _up_to(today, since)}
    meta = {"today": today, "count_about": followed.meta.count_about}
    account = {name: followed.answer_to(name) for name in ("medium", "url")}
    begun = Uppfoljning(data=account | known, meta=meta)
    filed = records_about(begun["url"], begun["period"])
    return known if filed is None else {**known, "removals": filed}
