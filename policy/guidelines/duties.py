"""Who decides and who answers; what must go and what must stay."""

from policy.checklist import CHECKLIST
from policy.text import Bullets, Numbered, Paragraph, Section

FORBIDDEN = (
    "Förtal, personliga angrepp eller förolämpningar.",
    "Hets mot folkgrupp, sexistiska yttranden eller andra trakasserier.",
    "Olovliga våldsskildringar eller pornografi.",
    "Uppmaningar till brottsliga aktiviteter.",
    "Svordomar.",
    "Olovligt bruk av upphovsrättsskyddat material.",
)

DUTIES = (
    Section(
        "roller-och-ansvar",
        "Roller och ansvar",
        (
            Paragraph(
                "Det är alltid den ansvariga chefen som beslutar om verksamheten ska använda "
                "sig av sociala medier i sin kommunikation och på vilket sätt det ska ske. "
                "Frågor och kommentarer som uppstår i de valda kanalerna ska hanteras på "
                "samma sätt som i andra kanaler, till exempel Mariestads tidning. Vem äger "
                "frågan och ska besvara den?"
            ),
            Paragraph(
                "Om en verksamhet beslutar sig för att använda sig av sociala medier så ska "
                "detta rapporteras till informationsansvarig. Verksamheten ska alltid uppge "
                "ansvarig person."
            ),
        ),
    ),
    Section(
        "checklista",
        "Checklista",
        (Numbered(tuple(step.text for step in CHECKLIST)),),
    ),
    Section(
        "allman-handling",
        "Allmän handling",
        (
            Paragraph(
                "All information, synpunkter och kommentarer som publiceras i sociala medier "
                "i Töreboda kommuns namn ska behandlas som en allmän handling, vilket innebär "
                "att den är offentlig och att alla har rätt att läsa det. Däremot ska det som "
                "strider mot gällande lagstiftning skyndsamt tas bort, efter att innehållet i "
                "meddelandet och information om avsändare sparats."
            ),
        ),
    ),
    Section(
        "otillatet-material",
        "Otillåtet material",
        (
            Paragraph("Kommentarer gjorda av författare/besökare i våra forum får inte innehålla:"),
            Bullets(FORBIDDEN),
            Paragraph(
                "Utöver ovanstående punkter ska du inom rimliga gränser försöka motverka att "
                "kopplingar görs mellan Töreboda kommun och utomstående verksamheters eller "
                "organisationers reklambudskap och/eller propaganda."
            ),
        ),
    ),
    Section(
        "yttrandefrihet",
        "Yttrandefrihet",
        (
            Paragraph(
                "Respektera andras rätt att uttrycka sig. Yttrandefriheten är en "
                "grundläggande rättighet i ett demokratiskt samhälle. Det innebär att var och "
                "en är i sin fulla rätt att ge uttryck för både positiva och negativa "
                "synpunkter på kommunen. Att andra talar om kommunen är en verklighet som vi "
                "måste förhålla oss till. Vi kan inte kontrollera denna kommunikation men vi "
                "kan delta och ge vår syn, rätta direkta felaktigheter och lära oss av "
                "misstag."
            ),
        ),
    ),
    Section(
        "arbetstid-och-fritid",
        "Sociala medier under arbetstid och fritid",
        (
            Paragraph(
                "Sociala medier under arbetstid får endast användas för kommunikation eller "
                "informationsinsamling i tjänsten, privat användning är tillåten enbart under "
                "ordinarie raster."
            ),
            Paragraph(
                "När du använder sociala medier på din fritid är det viktigt att du skiljer "
                "på ditt privata jag och ditt yrkes jag. När du kommunicerar som privatperson "
                "har du ett personligt ansvar för att digital informationsspridning "
                "formuleras så att det framgår att informationen är privat och inte kommer "
                "från Töreboda kommun som myndighet. Om du som privatperson använder sociala "
                "medier och får en kommunal fråga, kan du rekommendera och informera personen "
                "att e-posta till kommunen@toreboda.se. Förklara gärna, på ett trevligt sätt, "
                "att du är privatperson och inte vill gå in i din yrkesroll privat. Använd "
                "aldrig din privata profil i tjänsteärenden eller tvärt om."
            ),
        ),
    ),
)
