"""The record of a removed post, which the policy asks for under Allmän handling.

What may not stand there is quoted from Otillåtet material, what is done with secrets from
Diarieföring och gallring. All else is ours; see docs/egna-blanketter.md.
"""

from typing import Any

from forms.keeping import KeptAs
from forms.kinds import (
    AccountAddress,
    Attachments,
    Date,
    Group,
    Guidance,
    Heading,
    Line,
    LongText,
    OneOf,
    PersonName,
    SeveralOf,
    Time,
    YesNo,
)
from forms.kinds.dates import TODAY
from forms.moderation.moments import refuse_before, refuse_to_come
from forms.parts import PartForm
from forms.printable import PrintableForm
from forms.question import Approval, Choice, Question, Signer, when
from forms.wording import Wording

IS_OPEN, IS_SECRET = when("secret", False), when("secret", True)

ACCOUNT = Question(1, "Vilket konto stod inlägget på?")
FOUND = Question(2, "När upptäckte ni inlägget?")
AUTHOR_KIND = Question(3, "Vem har gjort inlägget?")
SECRET = Question(
    4,
    "Innehåller inlägget uppgifter som kan omfattas av sekretess?",
    note=(
        "Till exempel uppgifter om någons hälsa, stöd från socialtjänsten eller skyddade adress. "
        "Svara ja om du är osäker."
    ),
)
SENDER = Question("5 a", "Vem är avsändaren, så som det visades på kontot?", asked_if=IS_OPEN)
CONTENT = Question(
    "5 b",
    "Vad stod det i inlägget?",
    note="Skriv av eller klistra in allt, ordagrant. Rätta ingenting.",
    asked_if=IS_OPEN,
)
PICTURES = Question("5 c", "Bilder av inlägget", asked_if=IS_OPEN)
DIARY = Question("5 d", "Vilket diarienummer fick inlägget?", asked_if=IS_SECRET)
SAVED = Question(
    6,
    "När sparades innehållet och avsändaren?",
    note="Vid sekretess: när du sparade dem för att lämna dem till diariet.",
)
REMOVED = Question(
    7,
    "När togs inlägget bort?",
    note="Det får inte vara före tiden då innehållet och avsändaren sparades (fråga 6).",
)
RULES = Question(8, "Vad i riktlinjerna bryter inlägget mot?")
POLICE = Question(9, "Är inlägget polisanmält?")
REPORT = Question("9 a", "Vad är polisens ärendenummer?", asked_if=when("police", True))
REMOVER = Question(10, "Vem tog bort inlägget?")
MANAGER = Question(11, "Vilken chef är informerad?")

REASONS = (
    Choice("slander", "Förtal, personliga angrepp eller förolämpningar."),
    Choice("hatred", "Hets mot folkgrupp, sexistiska yttranden eller andra trakasserier."),
    Choice("violence", "Olovliga våldsskildringar eller pornografi."),
    Choice("crime", "Uppmaningar till brottsliga aktiviteter."),
    Choice("swearing", "Svordomar."),
    Choice("copyright", "Olovligt bruk av upphovsrättsskyddat material."),
)
ADVERTISING = Choice(
    "advertising",
    "Utomstående verksamheters eller organisationers reklambudskap eller propaganda",
    "Står efter listan i riktlinjerna: det ska motverkas inom rimliga gränser",
)
NOT_FOR_CRITICISM = (
    "Är inlägget bara kritiskt eller skämtsamt? Då ska det stå kvar. Var och en är i sin fulla "
    "rätt att ge uttryck för både positiva och negativa synpunkter på kommunen."
)
TO_THE_DIARY = (
    "”Om ett inlägg innehåller sekretessbelagda uppgifter ska det direkt avpubliceras och "
    "överföras till diariet för vidare behandling.” Skriv därför varken innehållet eller "
    "avsändaren här. Lämna dem till registratorn och skriv diarienumret."
)
ABOUT_THE_DIARY = (
    "Kan det omfattas av sekretess svarar du ja på fråga 4 och lämnar inlägget till diariet. "
    "Annars ska citatet stå som det är."
)
SAVED_TOO_EARLY = (
    "Skriv en tid som inte är före {before}, då inlägget upptäcktes. Upptäcktes det tidigare, "
    "rätta tiden i fråga 2."
)
REMOVED_TOO_EARLY = (
    "Skriv en tid som inte är före {before}, då innehållet och avsändaren sparades. Är inlägget "
    "borttaget tidigare, rätta tiden i fråga 6 eller fråga informationsansvarig."
)
_ORDER = (("found", "saved", SAVED_TOO_EARLY), ("saved", "removed", REMOVED_TOO_EARLY))
# What stands in no draft either, once it may be secret.
_TO_THE_DIARY_ONLY = ("sender", "content", "pictures")


def _when(done: str) -> type[PartForm]:
    """A day that has been and the time of it; messages tell which by what was `done`."""

    class Moment(PartForm):
        # Not later than now: see forms.moderation.moments.
        day = Date("Datum", noun=f"dagen då {done}", differs=True)
        clock = Time("Klockslag", noun=f"klockslaget då {done}", differs=True)

    return Moment


class Sender(PartForm):
    """Who wrote it, as much as was seen."""

    name = Line(
        "Namn eller användarnamn",
        noun="avsändarens namn så som det visades",
        quoted=ABOUT_THE_DIARY,
        personal=True,
        differs=True,
    )
    profile = Line(
        "Adress till avsändarens profil",
        noun="adressen till avsändarens profil",
        hint="Exempel: www.facebook.com/fornamn.efternamn",
        max_length=2_000,
        optional=True,
        quoted=ABOUT_THE_DIARY,
        personal=True,
        differs=True,
    )


class Employee(PartForm):
    """Who works here."""

    name = PersonName("Namn och efternamn", noun="namnet på den som tog bort inlägget", own=True)
    title = Line("Befattning", noun="befattningen för den som tog bort inlägget")


class Informed(PartForm):
    """The manager, and since when."""

    name = PersonName("Chefens namn", noun="chefens namn")
    day = Date("Informerad den", noun="dagen då chefen informerades", latest=TODAY)


class BorttagetInlagg(PrintableForm):
    """One record for every post that was removed."""

    slug = "borttaget-inlagg"
    prefix = "MA"
    title = "Borttaget inlägg i sociala medier"
    short_title = "Borttaget inlägg"
    definite = "anteckningen"
    indefinite = "en anteckning"
    edition = "1"
    asks = "2aa28ea8453c"
    intro = (
        "Fyll i en anteckning för varje inlägg eller kommentar som du tar bort från ett av "
        "kommunens konton. Det som strider mot gällande lagstiftning ska skyndsamt tas bort, efter "
        "att innehållet i meddelandet och information om avsändare sparats. Spara först och ta "
        "bort sedan."
    )
    not_needed = NOT_FOR_CRITICISM
    filled_in_by = "Den som har tagit bort inlägget"
    needed = (
        "Inläggets text och bilder, sparade innan det togs bort",
        "Avsändarens namn och adressen till profilen",
        "När inlägget sparades och när det togs bort",
    )
    takes = "Ungefär fem minuter"
    approvals = (
        Approval(
            "Innehållet och avsändaren sparades innan jag tog bort inlägget:",
            (
                Signer(
                    "Den som tog bort inlägget",
                    name_from="remover-name",
                    position_from="remover-title",
                ),
            ),
            heading="Underskrift",
        ),
    )
    copy_note = "Informationsansvarig får veta att anteckningen finns."
    kept_for = (
        "Anteckningen bevaras. Den får bara gallras enligt ett gallringsbeslut, som alltid ska "
        "innehålla en gallringsfrist."
    )
    personal_data = (
        "Avsändarens namn så som det visades, adressen till profilen, och det som stod i inlägget, "
        "med bilder. Namn och befattning på den som tog bort inlägget, och namnet på chefen. Kan "
        "inlägget omfattas av sekretess ska varken avsändaren eller innehållet skrivas här."
    )
    used_for = (
        "Innehållet och uppgifter om avsändaren ska sparas innan ett inlägg tas bort. Det framgår "
        "av kommunens riktlinjer för sociala medier."
    )
    wording = Wording(changes=", till exempel att inlägget har polisanmälts")
    summary_from = ("medium", "removed-day")
    subject_from = "url"
    shares_subject = True
    kept_as = KeptAs(medium="medium")
    answers_in_mail = False
    read_by = ("officer", "archivist")
    offers_from = "aktivitetsplan"
    counted_by = "rules"

    account_part = Heading("Kontot och inlägget")
    medium = Line("Socialt medium", ACCOUNT, noun="vilket socialt medium det gäller", suggest=True)
    url = AccountAddress(
        "Webbadress eller kontots namn",
        ACCOUNT,
        medium="medium",
        noun="kontots webbadress",
        hint="Exempel: www.facebook.com/lediga-jobbtoreboda",
    )
    found = Group(_when("inlägget upptäcktes"), question=FOUND, noun="när inlägget upptäcktes")
    author = OneOf(
        question=AUTHOR_KIND,
        noun="vem som har gjort inlägget",
        choices=(
            Choice("citizen", "En medborgare", "Inlägget är inkommet till kommunen"),
            Choice("official", "En tjänsteman", "Inlägget är upprättat av kommunen"),
        ),
    )
    secret = YesNo(question=SECRET, noun="om inlägget kan omfattas av sekretess")
    to_the_diary = Guidance(TO_THE_DIARY, "Direkt till diariet", asked_if=IS_SECRET)
    sender = Group(Sender, question=SENDER, noun="avsändaren")
    content = LongText(
        question=CONTENT, noun="vad det stod i inlägget", quoted=ABOUT_THE_DIARY, differs=True
    )
    pictures = Attachments(
        question=PICTURES, noun="bilderna", hint="Skärmdumpar går bra", optional=True
    )
    diary_number = Line(
        question=DIARY,
        noun="diarienumret",
        hint="Exempel: KS 2026/123",
        max_length=40,
        differs=True,
    )
    removal_part = Heading("Borttagningen")
    saved = Group(_when("innehållet sparades"), question=SAVED, noun="när innehållet sparades")
    removed = Group(_when("inlägget togs bort"), question=REMOVED, noun="när inlägget togs bort")
    rules = SeveralOf(
        question=RULES,
        noun="vad inlägget bryter mot",
        choices=(*REASONS, ADVERTISING),
        other="Annat som strider mot lagen, skriv vad",
    )
    police = YesNo(question=POLICE, noun="om inlägget är polisanmält")
    report = Line(
        question=REPORT,
        noun="polisens ärendenummer",
        hint="Exempel: 5000-K123456-26",
        max_length=40,
        optional=True,
        differs=True,
    )
    people_part = Heading("De som vet om det")
    remover = Group(Employee, question=REMOVER, noun="den som tog bort inlägget")
    manager = Group(Informed, question=MANAGER, noun="chefen")

    def validate(self, extra_validators: Any = None) -> bool:
        """Found, then saved, then removed, and nothing of it later than now."""
        valid = super().validate(extra_validators)
        for name in ("found", "saved", "removed"):
            refuse_to_come(self[name], self.meta)
        for first, then, message in _ORDER:
            refuse_before(self[first], self[then], message)
        return valid and not self.error_list()

    def typed(self) -> dict[str, Any]:
        """What may be secret is in the diary and nowhere else."""
        typed = super().typed()
        if self.is_met(IS_SECRET):
            typed |= {name: self.blank()[name].typed for name in _TO_THE_DIARY_ONLY}
        return typed
