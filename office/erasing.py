"""Erasing under a decision, and the protocol of it: a document for people, with the same inside as
data, by which it is applied again after an older backup was restored."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from forms import facts_of
from office.office import Office
from pdf.protocol import Entry, Part, protocol_pdf
from register.actors import Actor
from register.erasing import erasures
from register.erasing.decisions import CountedFrom, Decision, What
from register.erasing.erasures import Gone, Notify, Told
from settings import Settings
from swedish import day_of, swedish_date, swedish_day, swedish_time

VERSION = 1
SERVERS_LOG = "Databasserverns egen logg, tills den som sköter servern har skrivit över den."
COUNTED_WORDS: Mapping[CountedFrom, str] = {
    CountedFrom.ENDED: "dagen då kontot avslutades",
    CountedFrom.FILED: "dagen då den nyaste versionen lämnades in",
    CountedFrom.TAKEN: "dagen då ögonblicksbilden togs",
    CountedFrom.REPLACED: "dagen då nästa ögonblicksbild togs",
}
WHAT_WORDS: Mapping[What, str] = {
    What.ALL: "allt i ärendet",
    What.SNAPSHOTS: "ögonblicksbilder",
}


def confirm(own: Office, erasure_id: int, actor: Actor) -> Told:
    """Erase what was proposed, and tell archivists. Raises ErasingRefused, RegisterUnavailable."""
    settings = own.settings
    told = erasures.confirm(
        own.register,
        erasure_id,
        own.now(),
        actor,
        may_alone=settings.erase_alone,
        make_protocol=lambda told: protocol(own, told),
        notify=Notify(settings.register_archivists, settings.sender_domain),
    )
    own.wake_courier()
    return told


def protocol(own: Office, told: Told) -> bytes:
    """The protocol as a document."""
    data = json.dumps(as_data(told), ensure_ascii=False, indent=1).encode()
    title = f"Gallringsprotokoll {told.number}, {day_of(told.confirmed_at)}"
    parts = list(_parts(told, own.settings))
    return protocol_pdf(title, parts, data, own.letterhead, told.confirmed_at)


def decision_in_words(one: Decision) -> str:
    """What a decision says, in a sentence."""
    since = f"{time_in_words(one.months)} {COUNTED_WORDS[one.counted_from]}"
    return f"{facts_of(one.form).title}: {WHAT_WORDS[one.what]} gallras {since}."


def time_in_words(months: int) -> str:
    """After so many months, before the day that they are counted from."""
    if not months:
        return "från och med"
    return f"{'en månad' if months == 1 else f'{months} månader'} efter"


def _parts(told: Told, settings: Settings) -> Iterator[Part]:
    one = told.decision
    yield Part(
        "Beslut",
        [
            f"Dnr {one.dnr}, {swedish_date(one.decided_on)}, av {one.decided_by}.",
            decision_in_words(one),
            f"Det här bevaras: {one.kept}" if one.kept else "Beslutet säger inget om undantag.",
            f"Föreslaget {swedish_time(told.proposed_at)} av {told.proposer}.",
            f"Bekräftat {swedish_time(told.confirmed_at)} av {told.confirmer}.",
        ],
    )
    yield Part("Gallrat", _how_many(told), [Entry(*_of(one)) for one in told.gone])
    if told.spared:
        entries = [
            Entry(one.reference, [f"{one.what.capitalize()}.", one.refusal]) for one in told.spared
        ]
        yield Part("Inte gallrat", ["Det här stod i förslaget men är kvar."], entries)
    yield Part(
        "Finns kvar på andra håll",
        [
            "Kopior som har gått ut med e-post, och utskrifter hos dem som har fått dem.",
            "Säkerhetskopior som gjordes före gallringen. De ska tas bort senast "
            f"{settings.backup_days} dagar efter den.",
            *([] if settings.database_is_embedded else [SERVERS_LOG]),
            "Återställs en sådan säkerhetskopia ska gallringen göras om med det här protokollet.",
            "Kommandot är erase-again, följt av namnet på den här filen.",
        ],
    )


def _how_many(told: Told) -> list[str]:
    count = len(told.gone)
    if not count:
        return ["Inget gallrades."]
    if told.decision.what is What.SNAPSHOTS:
        many = "En ögonblicksbild" if count == 1 else f"{count} ögonblicksbilder"
    else:
        many = "Ett ärende" if count == 1 else f"{count} ärenden"
    return [
        f"{many} gallrades. Referens, blankett, dagar, händelser och kontrollsummor (SHA-256) är "
        "kvar."
    ]


def _of(gone: Gone) -> tuple[str, list[str]]:
    due, removed = gone.due, gone.removed
    lines = [
        f"{facts_of(due.form).title}: {due.what}. Tiden räknas från {swedish_date(due.counted_on)}."
    ]
    lines += [
        f"Version {number}, inlämnad {swedish_day(filed_at)}."
        for number, filed_at in enumerate(removed.versions, 1)
    ]
    lines += [f"SHA-256: {one}" for one in removed.digests]
    lines += [f"Kopia med e-post: {one}" for one in removed.mails]
    lines += [
        f"Filen med SHA-256 {one} har också sidor ur andra ärenden. Bilden av den gallrade sidan "
        "är borta, men filen är kvar tills de andra ärendena gallras."
        for one in removed.shared
    ]
    return due.reference, lines


def as_data(told: Told) -> dict[str, Any]:
    """The protocol as data: docs/erasing.md tells what each name means."""
    one = told.decision
    return {
        "gallringsprotokoll": VERSION,
        "nummer": told.number,
        "beslut": {
            "dnr": one.dnr,
            "dag": one.decided_on.isoformat(),
            "av": one.decided_by,
            "blankett": one.form,
            "vad": one.what.value,
            "raknat_fran": one.counted_from.value,
            "manader": one.months,
            "bevaras": one.kept,
        },
        "foreslaget": {"av": told.proposer, "nar": told.proposed_at.isoformat()},
        "bekraftat": {"av": told.confirmer, "nar": told.confirmed_at.isoformat()},
        "gallrat": [
            {
                "referens": gone.due.reference,
                "vad": gone.due.what,
                "raknat_fran": gone.due.counted_on.isoformat(),
                "sha256": list(gone.removed.digests),
                "e_post": list(gone.removed.mails),
                "delade_filer": list(gone.removed.shared),
            }
            for gone in told.gone
        ],
        "inte_gallrat": [
            {"referens": left.reference, "vad": left.what, "varfor": left.refusal}
            for left in told.spared
        ],
    }
