"""Signing in by a provider: there and back in one browser, once, to a session or to nothing."""

import hmac
import logging
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

from office.addresses import SIGNED_OUT, answer_url, signed_out_url
from office.office import Office
from office.oidc import LEEWAY, MULTIPLE, AnswerRefused, Claims, Provider, Secrets
from office.rights import rights_from, said_of_address
from register import keys, sessions, sign_ins
from register.accounts import ensure_account
from register.database import writing
from register.sessions import Session, Vouched
from register.sign_ins import Sent

# A longer one does not fit into an address.
LONGEST_HINT = 6_000
# Two clocks.
SKEW = timedelta(seconds=LEEWAY)
log = logging.getLogger(__name__)


class NoRole(Exception):
    """Somebody is known to the provider, and nothing that it says gives a role."""

    def __init__(self, claims: Claims) -> None:
        super().__init__("no role")
        self.who = claims.name or claims.address


class NotStrong(Exception):
    """The provider asked for less than the settings demand."""


class NotAnew(Exception):
    """The provider was to ask for a new proof, and does not say that it did."""


def begin(own: Office, provider: Provider, browser: str, till: str, *, is_anew: bool) -> str:
    """Where to send this browser, which is to come back. Raises ProviderFails."""
    name, secrets = provider.settings.name, _secrets(own, keys.new_key())
    back_to = answer_url(own.settings.base_url, name)
    way = provider.way_in(back_to, secrets, is_anew=is_anew)
    with writing(own.register) as connection:
        state = _bound(name, secrets.state)
        sign_ins.add_state(connection, state, browser, till, own.now(), is_anew=is_anew)
    return way


def finish(
    own: Office, provider: Provider, browser: str, answer: Mapping[str, str]
) -> tuple[str, str]:
    """Return the key of the session that begins, and where it leads.

    Who has no role any more loses the sessions from when there was one. Raises ProviderFails,
    AnswerRefused, TooManyGroups, NoRole, NotStrong, NotAnew.
    """
    name, state = provider.settings.name, answer.get("state", "")
    with writing(own.register) as connection:
        sent = sign_ins.use_state(connection, _bound(name, state), browser, own.now())
    if sent is None:
        raise AnswerRefused("state")
    back_to = answer_url(own.settings.base_url, name)
    claims = provider.claims(answer, back_to, _secrets(own, state))
    issuer = provider.settings.issuer
    try:
        vouched = _vouched(own, provider, claims, sent)
    except NoRole:
        sessions.end_all_of_subject(own.register, issuer, claims.subject, own.now())
        raise
    with writing(own.register) as connection:
        account = ensure_account(
            connection, issuer, claims.subject, claims.name, claims.address, own.now()
        )
        return sessions.begin(connection, account, own.now(), vouched), sent.till


def way_out(own: Office, session: Session) -> tuple[str, str] | None:
    """Where to sign out at the provider that let this session in, and what it is called."""
    for provider in own.providers.values():
        if provider.settings.issuer == session.issuer:
            back_to = signed_out_url(own.settings.base_url)
            way = provider.way_out(session.id_token, back_to, SIGNED_OUT)
            return (way, provider.settings.label) if way else None
    return None


def _vouched(own: Office, provider: Provider, claims: Claims, sent: Sent) -> Vouched:
    settings = provider.settings
    is_strong = bool(claims.methods & set(settings.require_amr or (MULTIPLE,)))
    if settings.require_amr and not is_strong:
        raise NotStrong
    if sent.is_anew and (claims.proved_at is None or claims.proved_at < sent.asked_at - SKEW):
        raise NotAnew
    said = [role for value, role in settings.roles if value in claims.values]
    if settings.trust_email and claims.is_verified:
        said += said_of_address(own.settings, claims.address)
    if not rights_from(said).roles:
        facts = {"provider": settings.name, "values": len(claims.values)}
        log.warning("provider gave no role", extra=facts)
        raise NoRole(claims)
    hint = claims.id_token if len(claims.id_token) <= LONGEST_HINT else None
    return Vouched(tuple(sorted(set(said))), is_strong, claims.proved_at, hint)


def _bound(name: str, state: str) -> str:
    """A state is good for the provider alone that it was made for."""
    return f"{name} {state}"


def _secrets(own: Office, state: str) -> Secrets:
    """What follows from a state by the secret key, so that none of it is kept."""
    return Secrets(state, _derived(own, "nonce", state), _derived(own, "verifier", state))


def _derived(own: Office, what: str, state: str) -> str:
    """64 signs: of those that PKCE takes, and more than it demands (RFC 7636, 4.1)."""
    secret, message = own.settings.secret_key.encode(), f"provider {what} {state}"
    return hmac.new(secret, message.encode("utf-8", "surrogatepass"), sha256).hexdigest()
