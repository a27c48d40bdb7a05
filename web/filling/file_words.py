"""What is said of a file that was not taken: what is wrong with it, and what to do instead."""

from collections.abc import Mapping
from typing import Any

from swedish import swedish_size

TAKEN = "en bild i JPEG, PNG, WebP, HEIC eller TIFF, eller en PDF"
# By the code of a refusal (intake.refusals), by what there is too much of, or by our own codes.
UNTAKEN: Mapping[str, str] = {
    "empty": "{name} är tom. Välj en annan fil.",
    "not-a-scan": f"{{name}} är varken en bild eller en PDF. Välj {TAKEN}.",
    "name-lies": "{name} är inte vad namnet säger: filen är varken en bild eller en PDF. Öppna den "
    "i programmet där den gjordes och spara den som bild eller PDF.",
    "encrypted": "{name} är låst med ett lösenord. Spara en kopia utan lösenord och ladda upp "
    "kopian.",
    "broken": "{name} är skadad. Spara den på nytt, eller ta en ny bild, och ladda upp den.",
    "truncated": "{name} är inte hel: slutet saknas. Kopiera eller hämta filen en gång till och "
    "ladda upp den.",
    "moving": "{name} är en bild som rör sig. Spara den som en stillbild och ladda upp den.",
    "portfolio": "{name} är en portfölj, en PDF med andra filer i. Ladda upp de filerna var för "
    "sig.",
    "active-content": "{name} innehåller något som körs när filen öppnas, till exempel ett skript. "
    "Skriv ut den som en ny PDF och ladda upp den.",
    "too-large": "{name} är större än {limit}. Spara den i mindre storlek och ladda upp den.",
    "pages": "{name} har fler än {limit} sidor. Ladda upp bara de sidor som hör hit.",
    "pixels": "{name} har fler än {limit} bildpunkter. Spara bilden i mindre storlek och ladda upp "
    "den.",
    "objects": "{name} är för tung att öppna. Skriv ut den som en ny PDF och ladda upp den.",
    "too-heavy": "{name} är för tung att öppna. Spara den på nytt i ett annat program, eller i "
    "mindre storlek, och ladda upp den.",
    "files": "{name} får inte plats. Det får vara högst {limit} filer här. Ta bort en fil först.",
    "bytes": "{name} får inte plats. Alla bilagor får vara högst {limit} tillsammans. Ta bort en "
    "fil, eller spara filen i mindre storlek.",
    "busy": "{name} är inte uppladdad, för andra laddar upp filer just nu. Vänta en halv minut och "
    "välj filen en gång till.",
    "too-many": "{name} är inte uppladdad, för det kom många filer på kort tid. Vänta {wait} och "
    "välj filen en gång till.",
    "no-room": "{name} är inte uppladdad, för det får inte plats fler filer just nu. Vänta en "
    "stund och välj filen en gång till.",
    "no-register": "{name} är inte uppladdad, för det går inte att spara just nu. Vänta en stund "
    "och välj filen en gång till.",
    "no-file": "Ingen fil är vald. Välj en eller flera filer och tryck på ”Ladda upp”.",
}
# When all is well.
ALREADY = "{name} finns redan här och är bara med en gång."
RENAMED = "{called} är egentligen en annan sorts fil och heter nu {name}."
TOO_MUCH_AT_ONCE = (
    "Filerna är tillsammans större än {limit}. Gå tillbaka i webbläsaren, där det du har skrivit "
    "finns kvar, och välj färre filer åt gången."
)


def untaken(code: str, facts: Mapping[str, Any], name: str) -> str:
    """Why a file of this name was not taken, by the code and the facts of a refusal."""
    words = UNTAKEN.get(code) or UNTAKEN.get(str(facts.get("what"))) or UNTAKEN["broken"]
    limit = facts.get("limit", "")
    is_size = code in ("too-large", "bytes") and isinstance(limit, int)
    told = swedish_size(limit) if is_size else f"{limit:,}".replace(",", "\u00a0") if limit else ""
    return words.format(name=name, limit=told, wait=facts.get("wait", ""))
