"""Posts and comments as public records."""

from policy.text import Paragraph, Section

RENUMBERED = (
    "Paragraferna i tryckfrihetsförordningen har bytt nummer sedan texten skrevs. Sedan den "
    "1 januari 2019 (SFS 2018:1801) är 2 kap. 3\u00a0§ i stället 2 kap. 4\u00a0§, och "
    "2 kap. 6–7\u00a0§§ är 2 kap. 9–10\u00a0§§. Texten här är återgiven med sina gamla nummer."
)

RECORDS = (
    Section(
        "om-allmanna-handlingar",
        "Om allmänna handlingar i sociala medier",
        (
            Paragraph(
                "En tjänstemans medverkan i olika sociala medier måste vara godkänd av "
                "verksamheten för att betraktas som myndighetens officiella kommunikation. "
                "Det måste finnas ett beslut eller godkännande från ansvarig chef för att "
                "kommunikationen ska anses ske i tjänsten. Verksamheten bör också få tillgång "
                "till tjänstemannens inloggningsuppgifter till kontot på den externa "
                "webbplatsen."
            ),
            Paragraph(
                "Enligt Tryckfrihetsförordningen (TF) är en handling allmän om den förvaras "
                "hos myndigheten (2 kap 3§) eller är att anse som inkommen till eller "
                "upprättad hos myndigheten (2 kap. 6 -7 §§)."
            ),
            Paragraph(
                "När är då en handling upprättad eller inkommen till verksamhet på en extern "
                "webbplats? Enligt SKL gäller samma regler här som för traditionella "
                "handlingar. En handling som skapas hos en myndighet anses upprättad när den "
                "fått sin slutliga utformning. Ett inlägg av en tjänsteman på en "
                "extern/social webbplats är därför upprättad direkt när den publicerats."
            ),
            Paragraph(
                "För digitala upptagningar är huvudregeln att en sådan anses inkommen när "
                "någon annan gjort den tillgänglig för myndigheten så att den kan läsas, "
                "avlyssnas eller på annat sätt uppfattas (TF 2 kap 6 §). Om det finns "
                "möjlighet för utomstående att kommentera inlägg som verksamhetens anställda "
                "gör i tjänsten på sociala medier, ska de anses inkomna så snart de "
                "publicerats."
            ),
        ),
        note=RENUMBERED,
    ),
    Section(
        "diarieforing-och-gallring",
        "Diarieföring och gallring av allmänna handlingar",
        (
            Paragraph(
                "Huvudregeln är att allmänna handlingar ska diarieföras. Vad gäller uppgifter "
                "som kan komma att omfattas av sekretess är detta ett absolut krav. Om ett "
                "inlägg innehåller sekretessbelagda uppgifter ska det direkt avpubliceras och "
                "överföras till diariet för vidare behandling."
            ),
            Paragraph(
                "Om handlingen inte innehåller någon sekretessbelagd uppgift kan verksamheten "
                "istället välja att strukturera informationen så att det är lätt att förstå "
                "om den inkommit eller upprättats (5 kap 1§ Offentlighets- och "
                "sekretesslagen, OSL). Det är viktigt att det går att skilja på om det är en "
                "tjänsteman på verksamheten eller en medborgare som gjort ett inlägg. Om det "
                "är uppenbart att en allmän handling är av ringa betydelse för myndighetens "
                "verksamhet, behöver den varken registreras eller hållas ordnad. För denna "
                "typ av handlingar ska Kommunstyrelsen fatta ett gallringsbeslut. "
                "Gallringsbeslutet ska alltid innehålla en gallringsfrist, det vill säga hur "
                "lång tid handlingarna ska finnas kvar innan de förstörs. En vanlig "
                "gallringsfrist är att handlingarna raderas när de inte längre är aktuella."
            ),
            Paragraph(
                "För att verksamheten ska veta vilka allmänna handlingar som finns på externa "
                "webbplatser/sociala medier ska det finnas en förteckning över webbplatserna "
                "i dokumenthanteringsplanen, tillsammans med beslutet om gallring. En "
                "förteckning över webbplatserna och de sociala medier där Töreboda kommun är "
                "aktiva ska också publiceras på www.toreboda.se. För att dokumentera själva "
                "mediet bör man varje halvår eller vid en större förändring bevara en "
                "ögonblicksbild, exempelvis en skärmdump."
            ),
        ),
    ),
)
