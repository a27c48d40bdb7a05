"""Damage that a visitor meets: logged, and kept so that the operator is told."""

import logging

from office.office import Office
from register import documents
from register.audit import damage
from register.documents import Document
from register.errors import FilingDamaged, RegisterUnavailable
from register.filings import Filing

log = logging.getLogger("blanketter.damage")


def note_damage(own: Office, met: FilingDamaged) -> None:
    """Tell whoever runs the system; a register that takes no writing stops no page."""
    log.error("damage found", extra={"what": str(met)})
    try:
        damage.note(own.register, met, own.now())
    except RegisterUnavailable as error:
        log.error("register unavailable", extra={"reason": str(error)})


def whole_document(own: Office, filing: Filing) -> Document | None:
    """The issued document, which may be erased; None when it is damaged, and somebody is told."""
    try:
        return documents.issued_of(own.register, filing.id)
    except FilingDamaged as met:
        note_damage(own, met)
        return None
