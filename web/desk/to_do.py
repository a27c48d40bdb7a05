"""Att göra: what needs a human, oldest first, by kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request

import forms
from forms import facts_of, is_administered
from mail.imap.words import told
from mail.letters.digest import CHORE, UNSCRUBBED
from office.to_do import CREDENTIALS_DAYS, asked
from register import arrivals, chores, due, sheets, unsent
from register.access import MAY_WITH, Action
from register.due import Due
from register.duties import Duty
from register.letters import NEWS_FOR
from register.oversight import PATIENCE, standing
from register.places import MOST_COUNTED, PAGE, Page, sum_up_to
from register.unsent import Hanging, Unsent
from swedish import swedish_time
from web.desk.arrivals import UNREAD, ToldFile, files_told
from web.desk.guard import Role, Visitor, look, visitor
from web.desk.late import NEW, count_late, late_of
from web.desk.late import WORDS as LATE_WORDS
from web.desk.mail import WORDS as MAIL_WORDS
from web.desk.sheets_told import ToldSheet
from web.desk.sheets_told import told as sheets_told
from web.filed.duties import Told
from web.office import office

TO_DO = "desk_to_do.first"
# Beside the name of the page nobody needs to know more.
MOST_IN_FRAME = 99
WORDS: Mapping[Due, str] = {
    Due.CHECK: "Papper att kontrollera",
    Due.PAPER: "Papper som dröjer",
    Due.ADMINISTRATORS: "Konton med för få administratörer",
    Due.ACCOUNT: "Konton med mer än en plan",
    Due.CREDENTIALS: "Inloggningsuppgifter som inte är delgivna",
}
PAPER_WORDS = {"sortera": "Papper att sortera", UNREAD: "Filer som inte kunde läsas"}
_MAIL = (Unsent.FAILED, Unsent.FAILED_LETTERS)
desk_to_do = Blueprint("desk_to_do", __name__)


@dataclass(frozen=True)
class Papers:
    """Pages of which somebody is asked what they are, and files that cannot be read."""

    unsorted: Page[ToldSheet]
    unread: Page[ToldFile]

    @property
    def count(self) -> int:
        """How many there are of both."""
        return self.unsorted.count + self.unread.count


@desk_to_do.get("/register/")
def first() -> str:
    """Some of each kind, or one kind a page at a time."""
    who, register = visitor(), office().register
    wanted = request.args.get("visa", "")
    kinds = [one for one in Due if one.value == wanted] if who.reaches("desk_plans.plan") else []
    is_one = bool(kinds)
    if not is_one and who.reaches("desk_plans.plan"):
        kinds = list(Due)
    after = request.args.get("efter", "") if is_one else ""
    sought = asked(office(), who.sight, after)
    mails = {} if is_one else _mails(who)
    if seen := sum(len(page.rows) for page in mails.values()):
        look("mail", seen)
    alone = (one.slug for one in forms.FORMS if one.subject_from and not one.shares_subject)
    is_about_accounts = all(map(is_administered, alone))
    return render_template(
        "desk/to_do.html",
        plans={one: due.page_of(register, one, sought) for one in kinds},
        mails=mails,
        late={} if is_one else _late(who),
        late_words=LATE_WORDS,
        papers=None if is_one else _papers(who),
        jobs=[] if is_one or Role.OPERATOR not in who.roles else list(_jobs()),
        words=_words(is_about_accounts=is_about_accounts),
        is_about_accounts=is_about_accounts,
        has_administrators=any(is_administered(one.slug) for one in forms.FORMS),
        facts_of=facts_of,
        is_administered=is_administered,
        paper_words=PAPER_WORDS,
        mail_words=MAIL_WORDS,
        is_one=is_one,
        after=after,
        sees_plans=who.reaches("desk_plans.plan"),
        may_note=any(Action.NOTE in MAY_WITH.get(role, ()) for role in who.roles),
        paper_days=office().settings.paper_days,
        credentials_days=CREDENTIALS_DAYS,
        department=who.department,
    )


def _words(*, is_about_accounts: bool) -> Mapping[Due, str]:
    return WORDS if is_about_accounts else {**WORDS, Due.ACCOUNT: "Mer än en blankett om samma sak"}


def count_for(who: Visitor) -> int:
    """How much there is for somebody to do, counted a little beyond MOST_IN_FRAME."""
    return sum_up_to(_counts(who), MOST_IN_FRAME)


def _counts(who: Visitor) -> Iterator[int]:
    if who.reaches("desk_plans.plan"):
        sought = asked(office(), who.sight, size=0, most=MOST_IN_FRAME)
        yield due.count_of(office().register, sought)
    if who.reaches("desk_late.late"):
        yield count_late(who, MOST_IN_FRAME)
    if papers := _papers(who, 0, MOST_IN_FRAME):
        yield papers.count
    yield sum(page.count for page in _mails(who, 0, MOST_IN_FRAME).values())


def _late(who: Visitor) -> dict[Duty, Page[Told]]:
    """What the policy wants again and again and that was not done in time."""
    if not who.reaches("desk_late.late"):
        return {}
    return {one: late_of(who, one) for one in NEW}


def _papers(who: Visitor, size: int = PAGE, most: int = MOST_COUNTED) -> Papers | None:
    """For who takes care of them."""
    if not who.reaches("desk_sorting.first"):
        return None
    unsorted = sheets.asked_page(office().register, size=size, most=most)
    unread = arrivals.unread_page(office().register, size=size, most=most)
    return Papers(
        Page(sheets_told(unsorted.rows), unsorted.count, unsorted.next),
        Page(files_told(unread.rows), unread.count, unread.next),
    )


def _mails(who: Visitor, size: int = PAGE, most: int = MOST_COUNTED) -> dict[Unsent, Page[Hanging]]:
    """What failed, for who sees to it that mail goes."""
    if not who.reaches("desk_mail.mail"):
        return {}
    # A letter that failed cannot be sent again: it is news for a day.
    news = {Unsent.FAILED_LETTERS: office().now() - NEWS_FOR}
    register, hidden = office().register, who.hidden_mail
    return {
        one: unsent.page_of(register, one, "", size, since=news.get(one), most=most, hidden=hidden)
        for one in _MAIL
    }


def _jobs() -> Iterator[str]:
    """What is wrong with the system itself, each in a sentence that says what to do."""
    own = office()
    has_folder = own.settings.scans_folder is not None
    has_mailbox = bool(own.settings.imap_url)
    found = standing(
        own.register, own.now(), own.room, has_folder=has_folder, has_mailbox=has_mailbox
    )
    for one in found.damaged:
        yield (
            f"{one.reference} version {one.version} är inte längre som den lämnades in, och "
            "varken visas eller skickas. Kör ”blanketter verify”, och lägg tillbaka en "
            "säkerhetskopia där den är hel."
        )
    if found.late or found.barred:
        yield (
            f"Utskick har väntat i mer än en timme: {found.late + found.barred}. Läs på sidan "
            "Utskick vad e-postservern svarade, och rätta felet där eller i inställningarna."
        )
    if found.is_cramped:
        yield "Platsen för utkast eller på disken tar snart slut. Kör ”blanketter status”."
    if found.folder_unwatched_since is not None:
        yield (
            "Mappen för skannade papper har inte gått att gå igenom sedan "
            f"{swedish_time(found.folder_unwatched_since)}. Kontrollera att disken är ansluten, "
            "och att webbplatsen får läsa mappen och flytta filer i den (SCANS_FOLDER)."
        )
    if found.mailbox:
        yield from told(found.mailbox, own.now())
    if found.paper.is_late:
        yield (
            f"Filer med papper väntar på att läsas sedan mer än en timme: {found.paper.files}. "
            "Kontrollera att ”blanketter-courier” är igång."
        )
    if found.unscrubbed_since is not None:
        yield (
            f"{UNSCRUBBED} sedan {swedish_time(found.unscrubbed_since)}. Kontrollera att "
            "utskicken är igång (COURIER), eller kör ”blanketter scrub”."
        )
    since = chores.due_since(own.register, CHORE)
    if since is not None and since < own.now() - PATIENCE:
        yield (
            f"Ingen har skött webbplatsens sysslor sedan {swedish_time(since)}. Kontrollera att "
            "utskicken är igång (COURIER)."
        )
