"""Bilaga 2, Förhållningssätt i sociala medier: the chart for somebody who has found a comment.

The texts are those of the municipality's policy, whose only copy is a bad scan. The arrows of the
chart are lost in it. They were drawn anew after the chart that the policy names as its source: the
response assessment of the U.S. Air Force, version 2. `basis` names the box of that chart.
What was mended in the texts is listed in docs/policy-mendings.md.
"""

from policy.graph import Graph
from policy.nodes import Advice, Answer, Edge, Kind, Node, Status, Words

_MENDED = Status.MENDED
_GUESS = Status.RECONSTRUCTED

# Read literally, the chart lets a joke be deleted. That collides with the policy's own section on
# freedom of expression, and deleting a post is erasing a public record.
REMOVAL_NOTICE = (
    "Ta bara bort det som är otillåtet enligt lag eller policyns lista. "
    "Spara meddelandet och avsändaren först."
)
NOTICE_LABEL = "Tillägg, inte ur originalet:"
# On the wall it says when to read it; where it comes from is told on the web.
WALL_LABEL = "Innan du tar bort något (tillägg):"

_START = Node(
    "start",
    Kind.START,
    "start",
    body=Words("Du har upptäckt en kommentar om Töreboda kommun i en social mediekanal."),
)

_QUESTIONS = (
    Node("q_positiv", Kind.QUESTION, "positiv", Words("Känns kommentaren positiv?")),
    Node(
        "q_negativ",
        Kind.QUESTION,
        "negativ",
        Words("Negativ?"),
        Words(
            "Är syftet med kommentaren att baktala (grov missvisande information om "
            "kommunen/en anställd)?",
            _MENDED,
        ),
    ),
    Node(
        "q_skamtsam",
        Kind.QUESTION,
        "skamtsam",
        Words("Skämtsam?"),
        Words("Är syftet med kommentaren att skämta om kommunen/en anställd?", _MENDED),
    ),
    Node(
        "q_faktafel",
        Kind.QUESTION,
        "faktafel",
        Words("Fakta fel?"),
        Words("Innehåller kommentaren fakta fel?"),
    ),
    Node(
        "q_missnojd",
        Kind.QUESTION,
        "missnojd",
        Words("Missnöjd medborgare/brukare?"),
        Words("Grundar sig kommentaren på en dålig upplevelse?", _MENDED),
    ),
    Node(
        "q_svara",
        Kind.QUESTION,
        "svara-anda",
        Words("Svara ändå?"),
        Words("Har kommentaren skrivits av en person med hög medial påverkan?", _MENDED),
    ),
)
_POSITIV, _NEGATIV, _SKAMTSAM, _FAKTAFEL, _MISSNOJD, _SVARA = _QUESTIONS

_POSITIVE_ACTIONS = (
    Node(
        "a_forstark",
        Kind.ACTION,
        "forstark",
        Words("Förstärk kommentaren"),
        Words(
            "Kommentaren är positiv och baserad på rätt fakta. Du kan kommentera och hålla med "
            "om vad som skrivits eller lägga till ytterligare en positiv kommentar."
        ),
    ),
    Node(
        "a_folj",
        Kind.ACTION,
        "folj",
        Words("Observera"),
        Words(
            "Observera och följ utvecklingen/diskussionen under en tid för att se om det skrivs "
            "ytterligare intressanta kommentarer.",
            _MENDED,
        ),
    ),
    Node(
        "a_dela",
        Kind.ACTION,
        "dela",
        Words("Dela"),
        Words("Var öppen och sprid vidare informationen i olika relevanta kanaler."),
    ),
)

_OBSERVERA = Node(
    "a_observera",
    Kind.ACTION,
    "observera",
    Words("Observera", _MENDED),
    Words(
        "Om kommunen äger kanalen: Ta bort kommentaren.\n"
        "Om kommunen inte äger kanalen: Observera men besvara inte.\n"
        "Kontakta informationsansvarig för tips och råd.",
        _MENDED,
    ),
    notice=REMOVAL_NOTICE,
)
_RATTA = Node(
    "a_ratta",
    Kind.ACTION,
    "ratta",
    Words("Rätta fakta", _GUESS),
    Words("Besvara med korrekt fakta som en kommentar till fakta felet."),
)
_ATGARDA = Node(
    "a_atgarda",
    Kind.ACTION,
    "atgarda",
    Words("Åtgärda", _GUESS),
    Words("Försök rätta till det som gått fel och erbjud en rimlig lösning.", _GUESS),
)
_LAT_VARA = Node(
    "a_latvara",
    Kind.ACTION,
    "lat-vara",
    Words("Låt vara", _GUESS),
    Words("Låt kommentaren stå. Besvara den inte.", _GUESS),
)

_SA_SVARAR_DU = Node(
    "i_svara",
    Kind.INFO,
    "svara",
    Words("Hur man svarar på rätt sätt", _MENDED),
    advice=(
        Advice(
            Words("Bjud på dig själv", _MENDED),
            Words(
                "Introducera dig själv och berätta att du representerar Töreboda kommun.", _MENDED
            ),
        ),
        Advice(
            Words("Tänk först"),
            Words("Ta god tid på dig och fundera på vad du ska skriva.", _MENDED),
        ),
        Advice(
            Words("Källor"),
            Words("Var generös med dina referenser, länkar, videos, bilder etc.", _MENDED),
        ),
        Advice(
            Words("Var dig själv"),
            Words("Var aldrig otrevlig, undvik interna ord och förkortningar.", _MENDED),
        ),
    ),
)

_YES_LABEL, _NO_LABEL, _LINE = "etiketten ”Ja”", "etiketten ”Nej”", "ett streck"

_EDGES = (
    Edge("start", "q_positiv", basis="samma ruta"),
    Edge("q_positiv", "a_forstark", Answer.YES, trace=_YES_LABEL, basis="Concurrence"),
    Edge("q_positiv", "q_negativ", Answer.NO, trace=_NO_LABEL, basis="”Trolls”"),
    Edge("a_forstark", "a_folj", trace=_LINE, basis="ordningen i texten"),
    Edge("a_folj", "a_dela", trace=_LINE, basis="ordningen i texten"),
    Edge(
        "q_negativ",
        "a_observera",
        Answer.YES,
        trace="ett ”a”, troligen slutet av ”Ja”",
        basis="”Trolls” → Monitor only",
    ),
    Edge("q_negativ", "q_skamtsam", Answer.NO, trace=_NO_LABEL, basis="”Rager”"),
    Edge("q_skamtsam", "a_observera", Answer.YES, basis="”Rager” → Monitor only"),
    Edge("q_skamtsam", "q_faktafel", Answer.NO, basis="”Misguided”"),
    Edge("q_faktafel", "a_ratta", Answer.YES, basis="”Misguided” → Fix the facts"),
    Edge(
        "q_faktafel",
        "q_missnojd",
        Answer.NO,
        trace="ett ”N”, troligen början av ”Nej”",
        basis="”Unhappy customer”",
    ),
    Edge("q_missnojd", "a_atgarda", Answer.YES, basis="”Unhappy customer” → Restoration"),
    Edge("q_missnojd", "q_svara", Answer.NO, trace=_LINE, basis="Final evaluation"),
    Edge("q_svara", "i_svara", Answer.YES, basis="Final evaluation → Response considerations"),
    Edge("q_svara", "a_latvara", Answer.NO, basis="Let stand"),
    Edge("a_ratta", "i_svara", basis="Response considerations"),
    Edge("a_atgarda", "i_svara", basis="Response considerations"),
    Edge("a_forstark", "i_svara", basis="Response considerations", is_aside=True),
    Edge("a_dela", "i_svara", basis="Response considerations", is_aside=True),
)

FORHALLNINGSSATT = Graph(
    title="Förhållningssätt Sociala medier",
    origin='Original källa: "The American Air Force and how they response to blogs"',
    nodes=(
        _START,
        _POSITIV,
        *_POSITIVE_ACTIONS,
        _NEGATIV,
        _SKAMTSAM,
        _OBSERVERA,
        _FAKTAFEL,
        _RATTA,
        _MISSNOJD,
        _ATGARDA,
        _SVARA,
        _LAT_VARA,
        _SA_SVARAR_DU,
    ),
    edges=_EDGES,
)
