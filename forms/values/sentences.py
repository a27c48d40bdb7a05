"""What is said of a day, a number or an identity that cannot be read: what is wrong, what to write.

`noun` is what the question calls the answer.
"""

import datetime

from swedish import MONTHS, WEEKDAYS, swedish_date


def date(noun: str) -> str:
    """For something that is no day."""
    return f"Skriv {noun} så här: 2026-11-26."


def date_without_year(noun: str) -> str:
    """For a day whose year is missing or has not four digits."""
    return f"Skriv {noun} med år, månad och dag, så här: 2026-11-26."


def no_such_month(noun: str) -> str:
    """For a month beyond the twelfth."""
    return f"Månaden kan vara 1 till 12. Skriv {noun} med året först, så här: 2026-11-26."


def no_such_day(noun: str, year: int, month: int, last: int) -> str:
    """For the 31st of a month that ends before."""
    name = MONTHS[month - 1].capitalize()
    return f"{name} {year} har {last} dagar. Kontrollera dagen och skriv {noun} så här: 2026-11-26."


def another_weekday(noun: str, day: datetime.date) -> str:
    """For a day that is named after another day of the week."""
    weekday = WEEKDAYS[day.weekday()]
    return f"Den {swedish_date(day)} är en {weekday}. Kontrollera och skriv {noun} igen."


def time(noun: str) -> str:
    """For something that is no time of day."""
    return f"Skriv {noun} så här: 14:30."


def no_such_hour(noun: str) -> str:
    """For an hour beyond the day."""
    return f"Dygnet slutar 23:59. Skriv {noun} mellan 00:00 och 23:59."


def no_such_minute(noun: str) -> str:
    """For a minute beyond the hour."""
    return f"En timme slutar med minut 59. Skriv {noun} så här: 14:30."


def number(noun: str, decimals: int) -> str:
    """For something that is no number."""
    example = "12 eller 2,5" if decimals else "12"
    return f"Skriv {noun} med siffror, till exempel {example}."


def decimals(noun: str, most: int) -> str:
    """For a number with more decimals than are asked for, or a thousand with a full stop."""
    how = f"högst {most} {'decimal' if most == 1 else 'decimaler'}" if most else "hela tal"
    return f"Skriv {noun} med {how}. Tusental skriver du så här: 1\u00a0000."


def number_too_large(noun: str) -> str:
    """For a number with more digits than are kept."""
    return f"Talet är för stort. Kontrollera siffrorna och skriv {noun} igen."


def amount(noun: str) -> str:
    """For something that is no amount of money."""
    return f"Skriv {noun} i kronor med siffror, till exempel 1\u00a0250 eller 1\u00a0250,50."


def personal_number(noun: str) -> str:
    """For something that has not the digits of a personal number."""
    return f"Skriv {noun} med tolv siffror, så här: ÅÅÅÅMMDD-NNNN."


def personal_number_without_day(noun: str) -> str:
    """For a number that does not begin with a day of birth."""
    return (
        "Numret börjar inte med en födelsedag som finns. Kontrollera siffrorna och skriv "
        f"{noun} så här: ÅÅÅÅMMDD-NNNN."
    )


def not_born_yet(noun: str) -> str:
    """For a day of birth that is still to come."""
    return f"Födelsedagen i numret har inte varit ännu. Kontrollera året och skriv {noun} igen."


def check_digit(noun: str) -> str:
    """For a number whose last digit does not follow from the others."""
    return f"Någon siffra i numret är fel. Kontrollera alla siffror och skriv {noun} igen."


def organisation_number(noun: str) -> str:
    """For something that has not the digits of an organisation's number."""
    return f"Skriv {noun} med tio siffror, så här: NNNNNN-NNNN."


def number_of_a_person(noun: str) -> str:
    """For the personal number by which a sole trader is registered."""
    return (
        "Det ser ut som ett personnummer, och det ska inte stå här. Skriv "
        f"{noun} för ett företag eller en förening, så här: NNNNNN-NNNN."
    )


def too_early(noun: str, what: str, limit: str, whose: str) -> str:
    """For a day or a time before a limit, which may be what stands in the question `whose`."""
    return f"{what} får tidigast vara {_limit(limit, whose)}. Ändra {noun}."


def too_late(noun: str, what: str, limit: str, whose: str) -> str:
    """For a day or a time after a limit."""
    return f"{what} får senast vara {_limit(limit, whose)}. Ändra {noun}."


def _limit(limit: str, whose: str) -> str:
    return f"{limit}, som står i ”{whose}”" if whose else limit


def out_of_bounds(noun: str, least: str, most: str) -> str:
    """For a number below the one or above the other; either may be empty."""
    bounds = f"mellan {least} och {most}" if least and most else f"minst {least}"
    return f"Talet ska vara {bounds if least else f'högst {most}'}. Ändra {noun}."


def postcode(noun: str) -> str:
    """For something that is no Swedish postcode."""
    return f"Skriv {noun} med fem siffror, så här: 545 30."
