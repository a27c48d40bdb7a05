"""The quick guide: ten pieces of advice before something is published."""

from policy.text import Bullets, Paragraph, Section

QUICK_GUIDE = (
    Section(
        "snabbguide",
        "Snabbguide för lyckad kommunikation i sociala medier",
        (
            Paragraph(
                "Var noggrann, sanningsenlig och tydlig.",
                lead="Var trovärdig.",
            ),
            Paragraph(
                "Uppmuntra konstruktiv kritik och eftertanke. Var alltid uppriktig, ärlig och "
                "professionell. Uppför dig på samma professionella sätt online som när du "
                "kommunicerar på andra sätt.",
                lead="Var konsekvent.",
            ),
            Paragraph(
                "Du är en ambassadör för din organisation.",
                lead="Tänk på att du är en offentliganställd person.",
            ),
            Paragraph(
                "Många använder sociala medier både privat och i sitt arbete.",
                lead="Skilj på privat och professionellt agerande.",
            ),
            Bullets(
                (
                    (
                        "När du kommunicerar som privatperson har du ett personligt ansvar "
                        "för att den information som du sprider formuleras så att det framgår "
                        "att informationen är privat och inte kommer från Töreboda kommun som "
                        "myndighet."
                    ),
                    (
                        "Fundera över vilka personliga detaljer du lämnar ut i en "
                        "professionell profil."
                    ),
                ),
                mark="-",
            ),
            Paragraph(
                "Det är alltid trevligt att bli tilltalad på ett personligt sätt. Det är "
                "möjligt att vara personlig och samtidigt professionell men tänk på att inte "
                "överskrida gränsen mellan personlig och privat.",
                lead="Skilj på personligt och privat.",
            ),
            Paragraph(
                "Om ni upptäcker felaktigheter eller kritik, kontakta närmaste chef och "
                "diskutera hur ni ska agera eller bemöta kritiken. Försök inte mörklägga ett "
                "eventuellt misstag.",
                lead="Omvärldsbevaka.",
            ),
            Paragraph(
                "Läs alltid igenom vad som gäller för upphovsrätten till text och bild inom "
                "respektive media.",
                lead="Kontrollera upphovsrätten.",
            ),
            Paragraph(
                "Om din verksamhet bjuder in till dialog online, se till att det också finns "
                "beredskap och resurser för att hantera den.",
                lead="Säkerställ beredskap och resurser.",
            ),
            Paragraph(
                "Ställ dig frågan om det du publicerar är riktigt, relevant och om det är "
                "rätt kanal som används för ändamålet.",
                lead="Tänk efter före.",
            ),
            Paragraph(
                "Det som skrivs på sociala medier som tillhör en myndighet blir automatiskt "
                "offentligt och något som alla har rätt att ta del av.",
                lead="Allmän handling.",
            ),
        ),
    ),
)
