"""The list of annexes, and Bilaga 1 word for word. Bilaga 2 is a graph: see policy.bilaga2."""

from policy.text import Numbered, Paragraph, Section, Subheading

ANNEXES = (
    Section(
        "bilagor",
        "Bilagor till sociala medier",
        (
            Paragraph("Bilaga 1 Aktivitetsplan"),
            Paragraph("Bilaga 2 Förhållningssätt i sociala medier"),
        ),
    ),
    Section(
        "bilaga-1",
        "Bilaga 1",
        (
            Subheading("Aktivitetsplan sociala medier"),
            Paragraph(
                "Fyll i en aktivitetsplan för varje konto som du ansvarar för att "
                "administrera i sociala medier. För omvärldsbevakning behövs ingen "
                "aktivitetsplan."
            ),
            Numbered(
                (
                    "Skriv vilket socialt medium det gäller: (exempel: Facebook, Twitter, Youtube)",
                    "Skriv webbadressen: (exempel www.facebook.com/lediga-jobbtoreboda)",
                    (
                        "Vilken verksamhet ska finnas i det sociala mediet? Skriv "
                        "förvaltning, enhet/avdelning. (exempel: Kommunledningskontoret "
                        "Personalenheten)"
                    ),
                    (
                        "Beskriv syftet med och målgruppen för deltagandet i det sociala "
                        "mediet? (exempel: Sprida information till föräldrar om aktiviteter "
                        "på Familjecentralen)"
                    ),
                    (
                        "Vilka ska administrera kontot? (exempel: Administratör 1: Namn och "
                        "efternamn, e-post och telefonnummer). Minst två administratörer "
                        "behövs för alla konton. Inloggningsuppgifter sparas på en centralt "
                        "gemensam lagringsplats samt delges kommunens informationsansvarig."
                    ),
                ),
            ),
            Paragraph("Administratör 1:"),
            Paragraph("Administratör 2:"),
            Paragraph("Administratör 3:"),
            Numbered(
                (
                    (
                        "Vem/vilka ska stå för den dagliga driften, göra inlägg och besvara "
                        "frågor? (namn, efternamn, e-post och telefonnummer)"
                    ),
                    (
                        "Hur ofta och under vilka tider behöver kontot bevakas och "
                        "uppdateras? (exempel: Vi räknar med att uppdatera innehållet minst 2 "
                        "gånger i veckan. Vi kommer att kontrollera konton varje vardag och "
                        "söndagar så att kommentarer eller bilder som strider mot kommunens "
                        "riktlinjer tas bort inom 48 timmar)"
                    ),
                    "Beräknad arbetstid, hur många timmar/vecka för att sköta kontot?",
                ),
                first=6,
            ),
            Subheading("Godkännande"),
            Paragraph("Jag godkänner detta uppdrag:"),
            Paragraph("Administratör 1:"),
            Paragraph("Datum:"),
            Paragraph("Underskrift: Namnförtydligande:"),
            Paragraph("Administratör 2:"),
            Paragraph("Datum:"),
            Paragraph("Underskrift: Namnförtydligande:"),
            Paragraph("Jag godkänner denna aktivitet"),
            Paragraph("Verksamhetsansvarig chef:"),
            Paragraph("Datum: Underskrift: Namnförtydligande:"),
            Paragraph("En kopia lämnas till informationsansvarig."),
        ),
    ),
)
