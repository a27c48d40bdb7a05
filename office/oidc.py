"""OpenID Connect, our side of it: what one provider says is believed when all of it holds.

OpenID Connect Core 1.0 with code flow, PKCE (RFC 7636) and the issuer in the answer (RFC 9207).
"""

import io
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client import OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from requests import RequestException, Response
from urllib3.exceptions import HTTPError

from settings import ProviderSettings

# Asymmetric ones alone: a provider that also lists `none` would have unsigned tokens believed.
ALGORITHMS = ("RS256", "PS256", "ES256")
SCOPES = ("openid", "profile", "email")
# AD FS puts what its rules issue into the ID token for those who ask for it alone.
ADFS_SCOPE = "allatclaims"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
TIMEOUT, LEEWAY = 5, 60
LONGEST_ANSWER, LONGEST_SECONDS, LONGEST_WORD = 1024 * 1024, 15, 40
KEPT_FOR = timedelta(hours=1)
# RFC 8176: more than one factor.
MULTIPLE = "mfa"
_BAD_ANSWERS = (
    AuthlibBaseError,
    JoseError,
    RequestException,
    HTTPError,
    ValueError,
    KeyError,
    TypeError,
    OverflowError,
    # What of another shape than its name says comes out of the libraries as.
    AttributeError,
)


class ProviderFails(Exception):
    """A provider is away, or says what cannot be; the reason is a word for the log."""


class _Unbelievable(ValueError):
    """What a provider says is well formed and cannot be; the message is what of it."""


class AnswerRefused(Exception):
    """What a browser came back with lets nobody in; who begins anew may have better luck."""


class TooManyGroups(Exception):
    """The provider leaves the groups out, since there are more than fit (Entra ID: 200)."""


@dataclass(frozen=True)
class Secrets:
    """What belongs to one visit at a provider; all but `state` stay with us and it."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Claims:
    """What a provider says of somebody. `values` are those of the claim that gives roles."""

    subject: str
    name: str
    address: str
    is_verified: bool
    values: frozenset[str]
    methods: frozenset[str]
    proved_at: datetime | None
    id_token: str


class Provider(OpenIDMixin):
    """One provider: its settings, and what it last said of itself, which is kept for an hour."""

    def __init__(self, settings: ProviderSettings, now: Callable[[], datetime]) -> None:
        self.settings, self._now = settings, now
        self.client_id = settings.client_id
        self.server_metadata: dict[str, Any] = {}
        self._read_at: datetime | None = None

    def way_in(self, answer_url: str, secrets: Secrets, *, is_anew: bool) -> str:
        """Where to send a browser. Raises ProviderFails."""
        metadata = self._metadata_or_fail()
        more = {"prompt": "login", "max_age": "0"} if is_anew else {}
        with self._get_session(redirect_uri=answer_url, scope=_scope(metadata)) as session:
            url, _ = session.create_authorization_url(
                metadata["authorization_endpoint"],
                state=secrets.state,
                code_verifier=secrets.verifier,
                nonce=secrets.nonce,
                # Another site's POST would bring no cookie of ours along.
                response_mode="query",
                **more,
            )
        return str(url)

    def claims(self, answer: Mapping[str, str], answer_url: str, secrets: Secrets) -> Claims:
        """What the provider says, once its answer was seen to be one to this browser.

        Raises ProviderFails, AnswerRefused, TooManyGroups.
        """
        issuers = self._metadata_or_fail()
        is_told = bool(issuers.get("authorization_response_iss_parameter_supported"))
        if answer.get("iss", None if is_told else self.settings.issuer) != self.settings.issuer:
            raise AnswerRefused("iss")
        if "error" in answer or "code" not in answer:
            raise AnswerRefused("error")
        try:
            return self._claims(answer["code"], answer_url, secrets)
        except JoseError as error:
            # It may have other keys, or another mind, by now.
            self.server_metadata = {}
            raise ProviderFails(_reason(error)) from error
        except AuthlibBaseError as error:
            if error.error == "invalid_grant":
                raise AnswerRefused("code") from error
            raise ProviderFails(_plain(error.error, LONGEST_WORD)) from error
        except _BAD_ANSWERS as error:
            raise ProviderFails(_reason(error)) from error

    def way_out(self, id_token: str | None, back_to: str, state: str) -> str | None:
        """Where to end the session there, or None when the provider has no such place."""
        try:
            metadata = self._metadata_or_fail()
        except ProviderFails:
            return None
        if not str(metadata.get("end_session_endpoint", "")).startswith(self._scheme):
            return None
        said = [("client_id", self.client_id), ("post_logout_redirect_uri", back_to)]
        said += [("id_token_hint", id_token)] if id_token else []
        said += [("state", state)]
        return str(add_params_to_uri(metadata["end_session_endpoint"], said))

    def _claims(self, code: str, answer_url: str, secrets: Secrets) -> Claims:
        metadata, own = self.load_server_metadata(), self.settings
        with self._get_session(
            redirect_uri=answer_url, token_endpoint_auth_method=_authentication(metadata)
        ) as session:
            token = session.fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=secrets.verifier,
            )
            must = {
                "iss": {"essential": True, "value": own.issuer},
                "aud": {"essential": True, "value": own.client_id},
            }
            said = dict(self.parse_id_token(token, secrets.nonce, must, leeway=LEEWAY) or {})
            if said["aud"] not in (own.client_id, [own.client_id]):
                raise _Unbelievable("aud")
            if self._lacks(said):
                said = self._more(session, said) | said
        return self._read(said, token["id_token"])

    def _lacks(self, said: Mapping[str, Any]) -> bool:
        """Whether what rights hang on is not in the ID token. Raises TooManyGroups."""
        claim = self.settings.role_claim
        if _value(said, claim) is None and claim in (said.get("_claim_names") or {}):
            raise TooManyGroups
        return _value(said, claim) is None or (self.settings.trust_email and "email" not in said)

    def _more(self, session: OAuth2Session, said: Mapping[str, Any]) -> dict[str, Any]:
        """What the provider says of the same person elsewhere (OpenID Connect Core 1.0, 5.3.2)."""
        place = self.load_server_metadata().get("userinfo_endpoint")
        if place is None:
            return {}
        if not str(place).startswith(self._scheme):
            raise _Unbelievable("endpoints")
        found = _json(session.get(place))
        if found["sub"] != said["sub"]:
            raise _Unbelievable("sub")
        if "email" in said:
            # It is about the address that stands beside it.
            found.pop("email_verified", None)
        return found

    def _read(self, said: Mapping[str, Any], id_token: str) -> Claims:
        subject = said["sub"]
        if not subject or _plain(subject) != subject:
            raise _Unbelievable("sub")
        address, seconds = _plain(said.get("email")), said.get("auth_time")
        proved_at = datetime.fromtimestamp(seconds, UTC) if seconds else None
        return Claims(
            subject=subject,
            name=_plain(said.get("name")),
            # Shown to people, and what sessions are ended by.
            address=address or _plain(said.get("preferred_username") or said.get("upn") or subject),
            is_verified=said.get("email_verified") is True and bool(address),
            values=_words(_value(said, self.settings.role_claim)),
            methods=_words(said.get("amr")),
            proved_at=min(proved_at, self._now()) if proved_at else None,
            id_token=id_token,
        )

    @property
    def _scheme(self) -> str:
        return f"{urlsplit(self.settings.issuer).scheme}://"

    def _metadata_or_fail(self) -> dict[str, Any]:
        try:
            return self.load_server_metadata()
        except _BAD_ANSWERS as error:
            raise ProviderFails(_reason(error)) from error

    def load_server_metadata(self) -> dict[str, Any]:
        """What the provider says of itself, checked; Authlib's name for it."""
        is_old = self._read_at is None or not timedelta() <= self._now() - self._read_at < KEPT_FOR
        if is_old or not self.server_metadata:
            place = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            with self._get_session() as session:
                self.server_metadata = self._checked(_json(session.get(place, withhold_token=True)))
            self._read_at = self._now()
        return self.server_metadata

    def _checked(self, found: dict[str, Any]) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0, 4.3, which Authlib leaves to us."""
        if found["issuer"] != self.settings.issuer:
            raise _Unbelievable("issuer")
        if not all(str(found[one]).startswith(self._scheme) for one in ENDPOINTS):
            raise _Unbelievable("endpoints")
        found.pop("jwks", None)
        said = found.get("id_token_signing_alg_values_supported", ["RS256"])
        algorithms = [one for one in ALGORITHMS if one in said]
        if not algorithms:
            # An empty list is all of them to what reads tokens.
            raise _Unbelievable("algorithms")
        return found | {"id_token_signing_alg_values_supported": algorithms}

    def _get_session(self, **more: Any) -> OAuth2Session:
        """Authlib's name for what talks to the provider."""
        return OAuth2Session(
            self.client_id,
            self.settings.client_secret,
            code_challenge_method="S256",
            default_timeout=TIMEOUT,
            # A sign-in page of the network in between sends elsewhere; a provider does not.
            max_redirects=0,
            hooks={"response": [_bound]},
            verify=_authorities(),
            **more,
        )


def _reason(error: Exception) -> str:
    """A word for the log that holds nothing of what the provider said."""
    if isinstance(error, _Unbelievable):
        return str(error)
    return " ".join(filter(None, (type(error).__name__, getattr(error, "claim", None))))


def _bound(answer: Response, *_: Any, **__: Any) -> None:
    """Take so much of an answer, for so long, however it comes."""
    end, read = time.monotonic() + LONGEST_SECONDS, bytearray()
    while piece := answer.raw.read1(LONGEST_ANSWER, decode_content=True):
        read += piece
        if len(read) > LONGEST_ANSWER or time.monotonic() > end:
            answer.close()
            raise RequestException("too long")
    answer.raw = io.BytesIO(read)


def _authorities() -> str | bool:
    """Whom this machine trusts, the municipality's own authority too (SSL_CERT_FILE)."""
    places = ssl.get_default_verify_paths()
    return places.cafile or places.capath or True


def _json(answer: Response) -> dict[str, Any]:
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise _Unbelievable("no object")
    return found


def _scope(metadata: Mapping[str, Any]) -> str:
    is_adfs = ADFS_SCOPE in _words(metadata.get("scopes_supported"))
    return " ".join((*SCOPES, ADFS_SCOPE) if is_adfs else SCOPES)


def _authentication(metadata: Mapping[str, Any]) -> str:
    """How we show our secret: as every provider must take it, unless this one does not say so."""
    taken = _words(metadata.get("token_endpoint_auth_methods_supported"))
    is_post = "client_secret_post" in taken and "client_secret_basic" not in taken
    return "client_secret_post" if is_post else "client_secret_basic"


def _value(said: Mapping[str, Any], claim: str) -> Any:
    """A claim, whose name may be a way into what is nested (`realm_access.roles`)."""
    if claim in said:
        return said[claim]
    outer, _, inner = claim.partition(".")
    within = said.get(outer)
    return _value(within, inner) if inner and isinstance(within, dict) else None


def _words(value: Any) -> frozenset[str]:
    some = value if isinstance(value, list) else [value]
    return frozenset(one for one in some if isinstance(one, str))


def _plain(text: Any, longest: int = 255) -> str:
    """Text to keep and to show: no signs that a database or a page would choke on."""
    return "".join(filter(str.isprintable, text))[:longest] if isinstance(text, str) else ""
