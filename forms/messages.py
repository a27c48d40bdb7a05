"""Every message about an answer, built from the noun of the question, in plain Swedish."""

from collections.abc import Sequence

# On page, paper and in mail.
NO_ANSWER = "Inget svar"
AFTER_SIGNING = "När alla har skrivit under:"
PRIVATE_MAIL = "Det ser ut som en privat e-postadress. Använd adressen i arbetet."
PHONE_UNUSUAL = "Numret ser ovanligt ut. Kontrollera att det stämmer."
NAME_WITHOUT_SURNAME = (
    "Bara ett namn är ifyllt. Skriv både förnamn och efternamn om personen har det."
)
NAME_WITH_ODD_SIGNS = (
    "Namnet innehåller tecken som är ovanliga i namn. Kontrollera att det stämmer."
)
NAME_OF_FUNCTION = (
    "Det ser inte ut som en persons namn. Skriv vem det är, så att det går att nå en person."
)
PLACEHOLDER = (
    "Svaret ser inte färdigt ut. Skriv det som gäller, eller spara och lämna in när du vet."
)
_LIKE_A_PERSONAL_NUMBER = "Det ser ut som ett personnummer."
_LIKE_A_LOGIN = "Det ser ut som ett lösenord eller en kod."
_PRIVATE_SIGNS_ON_PAPER = (
    "Svaret innehåller ett tecken som bara finns i vissa program. På papperet blir det en tom ruta."
)
PERSONAL_NUMBER = (
    f"{_LIKE_A_PERSONAL_NUMBER} Ta bort det. Svaren kan begäras ut som allmän handling."
)
MAYBE_LOGIN = (
    f"{_LIKE_A_LOGIN} Ta bort det i så fall. Svaren skrivs ut och "
    "kan begäras ut som allmän handling."
)
PRIVATE_SIGNS = f"{_PRIVATE_SIGNS_ON_PAPER} Byt ut det mot ett vanligt tecken."
PLACE_ONLY = (
    "Det ser ut som ett lösenord. Skriv bara var inloggningsuppgifterna förvaras, "
    "till exempel ”Lösenordsvalvet, mappen Sociala medier”. Svaren skrivs ut och "
    "kan begäras ut som allmän handling, så ett lösenord får aldrig stå här."
)
HOURS = "Skriv antalet timmar per vecka med siffror, till exempel 3 eller 2,5."
HOURS_RANGE = "Skriv ett antal timmar som är mer än 0 och högst 168. En vecka har 168 timmar."
HOURS_MANY = "Mer än 40 timmar i veckan är ovanligt mycket. Kontrollera att det stämmer."
ACCOUNT_PASSWORD = "Ta bort användarnamn och lösenord ur webbadressen."  # noqa: S105 - a message
ACCOUNT_SCHEME = "Skriv en webbadress som börjar med https:// eller www."
FILTERED_LINK = (
    "Här står en länk ur ett mejl som också visar vem mejlet var till. Öppna länken och kopiera "
    "adressen därifrån i stället."
)
ACCOUNT_WRAPPED = (
    "Länken är inpackad i flera andra länkar. Öppna den i webbläsaren och kopiera adressen till "
    "kontot därifrån."
)
ACCOUNT_SHORTENED = (
    "Det är en kort länk som inte visar vilket konto den leder till. Öppna den i webbläsaren och "
    "kopiera adressen till kontot därifrån."
)
ACCOUNT_LEADS_ON = (
    "Adressen innehåller en annan webbadress. Kontrollera vilken av dem som är kontots."
)


# Said of a quotation instead; "{}" is what the question says of secrets. Nothing is said where it
# is empty: another's words are as finished as they are.
_OF_QUOTATION = {
    PLACEHOLDER: "",
    PERSONAL_NUMBER: f"{_LIKE_A_PERSONAL_NUMBER} Ändra ingenting i det som är citerat. {{}}",
    MAYBE_LOGIN: f"{_LIKE_A_LOGIN} Ändra ingenting i det som är citerat. {{}}",
    PRIVATE_SIGNS: f"{_PRIVATE_SIGNS_ON_PAPER} Låt det stå, och visa det på en bild om det är "
    "viktigt.",
    FILTERED_LINK: "Här står en länk ur ett mejl som också visar vem mejlet var till. Är texten "
    "kopierad ur ett mejl? Hämta den från kontot i stället. Stod länken så på kontot ska den stå "
    "kvar.",
}


def of_quotation(advice: str, if_secret: str) -> str:
    """`advice` on what was written, as it is said of what another wrote; empty for nothing."""
    return _OF_QUOTATION[advice].format(if_secret) if advice in _OF_QUOTATION else advice


def quotation_too_long(noun: str, limit: int, length: int) -> str:
    """For a quotation longer than `limit` characters, which is not to be put shorter."""
    told = f"Det får plats {limit:,} tecken. Nu är det {length:,}.".replace(",", "\u00a0")
    return f"{told} Skriv {noun} så långt det får plats, och lämna hela texten som bilaga."


def paper_rule(hand_in: str, copy_note: str) -> str:
    """Who gets a copy, and what becomes of the original when it is signed.

    `hand_in` is the municipality's rule (HAND_IN), `copy_note` the form's; either may be empty.
    The same words stand on page, on paper and in mail.
    """
    original = f"{AFTER_SIGNING} {hand_in}." if hand_in else ""
    return " ".join(filter(None, (copy_note, original)))


def missing(noun: str) -> str:
    """For a question that must be answered."""
    return f"Skriv {noun}."


def too_long(noun: str, limit: int, length: int) -> str:
    """For an answer longer than `limit` characters."""
    return f"Korta {noun} till högst {limit:,} tecken. Nu är det {length:,}.".replace(",", "\u00a0")


def no_letters(noun: str) -> str:
    """For a name that holds no letter in any script."""
    return f"Skriv {noun} med bokstäver."


def email(noun: str) -> str:
    """For something that cannot be an e-mail address."""
    return f"Skriv {noun} så här: fornamn.efternamn@toreboda.se."


def phone(noun: str) -> str:
    """For something that cannot be a telephone number."""
    return f"Skriv {noun} med siffror, till exempel 070-174 06 05 eller 0506-180 00."


def phone_without_region(noun: str) -> str:
    """For a number that works only inside the house."""
    return f"Skriv {noun} med riktnummer, till exempel 0506-180 12."


def email_suggestion(suggestion: str) -> str:
    """For an address with letters that mail servers do not take before the @."""
    return f"Skriv e-postadressen utan å, ä, ö och é före @. Menar du {suggestion}?"


def email_other_domain(domain: str) -> str:
    """For an address outside the municipality's own domains."""
    return (
        f"Adressen slutar på {domain}, inte på kommunens egen domän. Kontrollera att det stämmer."
    )


# Where there is a box to tick: the end of what is said of an account.
TICK_IF_PLANNED = (
    " Är kontot inte skapat ännu? Skriv det tänkta namnet och kryssa i rutan under frågan."
)


def account(medium: str) -> str:
    """For something that is neither an address nor an account name of the medium."""
    where = f" på {medium}" if medium else ""
    return (
        f"Skriv webbadressen till kontot{where}, till exempel www.facebook.com/torebodakommun, "
        f"eller kontots namn så som det skrivs där.{TICK_IF_PLANNED}"
    )


def account_is_email(text: str) -> str:
    """For an e-mail address where an account was asked for."""
    return f"{text} ser ut som en e-postadress. Skriv webbadressen till kontot i stället."


def account_elsewhere(found: str, medium: str) -> str:
    """For an address that belongs to another medium than the one named in question 1."""
    return f"Adressen hör till {found}, men mediet är {medium}. Kontrollera båda svaren."


def account_at_other_host(host: str, medium: str, usual: str) -> str:
    """For an address that is at none of the hosts of the medium named in question 1."""
    return f"Adressen leder till {host} och inte till {medium} ({usual}). Kontrollera stavningen."


def account_with_email(address: str) -> str:
    """For an address of an account that holds somebody's mail address."""
    return (
        f"I webbadressen står e-postadressen {address}. Ta bort den om kontots sida går att öppna "
        "utan den."
    )


def unusual_year(year: int) -> str:
    """For a day that lies more than a hundred years away."""
    return f"Året är {year}. Kontrollera att det stämmer."


def another_sum(told: str, computed: str) -> str:
    """For a sum in a file that the answers do not come to."""
    return (
        f"I filen står summan {told}, men svaren blir {computed or 'ingen summa'}. Kontrollera "
        "svaren som räknas ihop."
    )


def same_person(first: str, second: str) -> str:
    """For two persons with one name and one address, where two are needed."""
    return f"{first} och {second} är samma person. Skriv två olika personer."


def same_row(first: str, second: str) -> str:
    """For two rows that say the same, where all must differ."""
    return f"{first} och {second} är lika. Ta bort den ena eller ändra den."


def shared_mailbox(first: str, second: str) -> str:
    """For two persons with one address, who may share a mailbox."""
    return f"{first} och {second} har samma e-postadress. Kontrollera att de delar brevlåda."


def same_name(first: str, second: str) -> str:
    """For two persons with one name, who may still be two."""
    return f"{first} och {second} har samma namn. Kontrollera att det är två olika personer."


def people_missing_part(title: str, label: str) -> str:
    """For a person beyond those required who can be reached in one way less."""
    return f"{label} saknas för {title.lower()}."


def nobody_to_copy(title: str) -> str:
    """For a person who should be named again before being named once."""
    return f"{title} är inte ifylld ännu. Fyll i {title.lower()} först eller skriv personen här."


def too_many(noun: str, limit: int) -> str:
    """For a list longer than the form holds."""
    return f"Skriv högst {limit} {noun}."


def row_missing(called: str) -> str:
    """A row that must be there says nothing, though each of its parts may be left blank."""
    return f"Fyll i {called}."


def attach_some(least: int) -> str:
    """A question that needs files has none."""
    files = "en fil" if least <= 1 else f"minst {least} filer"
    return f"Välj {files} och tryck på ”Ladda upp”."


def attach_more(least: int, count: int) -> str:
    """A question has fewer files than it needs."""
    return f"Ladda upp minst {least} filer. Nu finns {count}."


def attach_fewer(most: int, count: int) -> str:
    """A question has more files than it takes."""
    return f"Ta bort filer, så att det blir högst {most}. Nu finns {count}."


def say_what_it_shows(name: str) -> str:
    """Nobody has said what a picture shows."""
    return f"Beskriv vad {name} visar, för den som inte kan se bilden."


def choose(noun: str) -> str:
    """For a question of which one answer must be chosen."""
    return f"Välj {noun}."


def choose_some(noun: str, least: int) -> str:
    """For a question of which at least so many answers must be chosen."""
    return f"Välj {noun}. Kryssa i minst {_counted(least)}."


def too_few_chosen(noun: str, least: int, count: int) -> str:
    """For fewer answers than must be chosen."""
    return f"Välj {noun}. Kryssa i minst {_counted(least)}. Nu är det {count}."


def _counted(answers: int) -> str:
    return "ett svar" if answers == 1 else f"{answers} svar"


def yes_or_no(noun: str) -> str:
    """For a question that must be answered with yes or no."""
    return f"Välj ja eller nej: {noun}."


def one_only(noun: str, labels: Sequence[str]) -> str:
    """For several answers, of which there may be one."""
    *some, last = (f"”{label}”" for label in labels)
    told = f"{', '.join(some)} och {last}"
    return f"Välj {noun}: bara ett av svaren. Nu är {told} kryssade."


def other_missing(other: str, noun: str) -> str:
    """For "Annat" without a word of what."""
    return f"Skriv vad du menar med ”{other}”. Det gäller {noun}."


def other_beside(label: str, other: str) -> str:
    """For a text beside "Annat", where something else was chosen."""
    return f"Du har valt ”{label}” och skrivit vid ”{other}”. Välj ”{other}” eller ta bort texten."


def none_beside(none: str) -> str:
    """For "Inget av dessa" together with something else."""
    return f"Du har kryssat i ”{none}” och något mer. Ta bort det kryss som inte ska vara med."


def choice_is_gone(value: str) -> str:
    """For an answer that the form does not offer."""
    return f"Svaret ”{value}” går inte att välja längre. Välj bland svaren som finns."


def accept(noun: str) -> str:
    """For a statement that must be accepted."""
    return f"Läs {noun} och kryssa i rutan om du godkänner. Utan det går det inte att lämna in."
