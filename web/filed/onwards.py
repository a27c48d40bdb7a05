"""Where a receipt leads besides, by its form: to pages that only one form has."""

from collections.abc import Mapping

from flask import url_for

from forms import Aktivitetsplan

# Words and endpoint; the key of the receipt stands in the address.
_PAGES: Mapping[str, tuple[tuple[str, str], ...]] = {
    Aktivitetsplan.slug: (
        ("Färdig text till kontots Om-sida", "policy_pages.about_filed_account"),
    ),
}


def ways_on(slug: str, key: str) -> list[tuple[str, str]]:
    """Words and address of each, of the receipt with that key."""
    return [(words, url_for(endpoint, key=key)) for words, endpoint in _PAGES.get(slug, ())]
