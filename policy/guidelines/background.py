"""What social media are, and why there are guidelines."""

from policy.text import Bullets, Paragraph, Section

INTRODUCTION = (
    Section(
        "inledning",
        "Inledning",
        (
            Paragraph(
                "Sociala medier är en självklar del av vardagen för miljontals människor. Vi "
                "vill arbeta med sociala medier i kontakt med omvärlden och det är därför "
                "viktigt med tydliga riktlinjer för hur detta arbete ska bedrivas."
            ),
        ),
    ),
    Section(
        "vad-ar-sociala-medier",
        "Vad är sociala medier?",
        (
            Paragraph(
                "Sociala medier ger människor möjligheten att dela idéer, material, tankar "
                "och stärka relationer. Den stora skillnaden mellan sociala medier och "
                "traditionella mediekanaler är att i sociala medier kan vem som helst skapa, "
                "kommentera, och lägga till material. De tekniska plattformarna och verktygen "
                "som kollektivt kallas sociala medier är till exempel:"
            ),
            Bullets(
                (
                    (
                        "Sociala plattformar som Facebook, Twitter, LinkedIn, Instagram och "
                        "MySpace. Här samlar man sina vänner i ett nätverk och delar "
                        "information."
                    ),
                    (
                        "Bloggar är personliga webbsajter där en person som är intresserad av "
                        "ett ämne skriver om detta. Syftet är att sprida intresset och nå ut "
                        "till en aktiv läsekrets som engagerar sig i ämnet genom att "
                        "kommentera på bloggarens inlägg."
                    ),
                    (
                        "Delning av foto och video YouTube, Flickr och Vimeo är några exempel "
                        "på webbtjänster som gör det lätt att dela med sig av foton och "
                        "videofilmer."
                    ),
                    (
                        "Chattar och forum är som mötesplatser på nätet. Här kan människor "
                        '"mötas" för att diskutera olika ämnen. Vem som helst kan ta upp ett '
                        "diskussionsämne."
                    ),
                    (
                        "Wikis är som ett uppslagsverk på webben där vem som helst kan vara "
                        "med och bidra med innehåll och uppdateringar."
                    ),
                ),
            ),
            Paragraph(
                "Mot denna bakgrund har kommunen valt att ange följande riktlinjer vad avser "
                "de anställdas möjligheter att kommunicera inom sociala medier. Syftet med "
                "denna policy är att medarbetarna ska erhålla riktlinjer så att han eller hon "
                "kan använda sociala medier på ett positivt sätt."
            ),
            Paragraph(
                "Som anställd eller uppdragstagare i Töreboda kommun omfattas du av "
                "riktlinjerna för Sociala medier. Alla medarbetare i Töreboda kommun har en "
                "grundlagsskyddad yttrandefrihet och policyn för sociala medier inskränker "
                "inte denna."
            ),
        ),
    ),
    Section(
        "bakgrund-och-definition",
        "Sociala medier - bakgrund och definition",
        (
            Paragraph(
                "I informationssamhället tillkommer ständigt nya sätt att kommunicera och nya "
                "kanaler att använda. Internet har skapat en mängd möjligheter för att nå ut "
                "med information och de sociala medierna öppnar dessutom för dialog, debatt "
                "och diskussion."
            ),
            Paragraph(
                "Med sociala medier avses internetbaserade sociala nätverk, forum, "
                "bloggverktyg och fildelningssajter för ljud och bild med användargenererat "
                "innehåll. Syftet med sociala medier är att interagera och nätverka, antingen "
                "i sin yrkesroll eller som privatperson. Det handlar om att dela med sig - av "
                "tankar och åsikter, eller av bilder, musik och filer. Sociala medier "
                "ersätter inte kommunens officiella webbplats; toreboda.se, vars information "
                "är tillgänglighetsanpassad och kvalitetssäkrad. Alla verksamheter ska "
                "presentera sin officiella information inom ramen för toreboda.se."
            ),
        ),
    ),
    Section(
        "mojligheter-och-risker",
        "Möjligheter och risker ur ett verksamhetsperspektiv",
        (
            Paragraph(
                "De sociala medierna är lättillgängliga och billiga att använda. För att "
                "kunna utnyttja dem inom sin verksamhet på ett effektivt och säkert sätt bör "
                "man ta reda på hur den specifika kanalen fungerar, vilka målgrupper den "
                "attraherar och vilka förväntningar de har. Förväntningarna på snabbhet, att "
                "snabbt få respons eller svar på frågor och kommentarer, är större i sociala "
                "medier än i traditionella kanaler. Att innehållet genereras av användarna "
                "ställer också större krav på bevakning, till exempel av en utsedd moderator. "
                "Detta för att säkerställa att inte olagliga, kränkande eller på annat sätt "
                "olämpliga kommentarer läggs ut."
            ),
        ),
    ),
)
