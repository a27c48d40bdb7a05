"""Who reaches what below /api/v1/: a token in the header, its scopes, and how often."""

from http import HTTPStatus

from flask import abort, g, request

from office.limits import Cost, seconds_to_wait
from register import looks, tokens
from register.actors import Actor, Scope
from register.tokens import PREFIX, Token
from web.api.operations import BY_ENDPOINT, MOST_BODY_BYTES, Operation
from web.api.problems import Problem
from web.office import office
from web.site.limits import LimitReached, count

# A token of ours has 46 signs.
_SHORTEST_SECRET, _LONGEST_SECRET = 40, 100
_IN_ADDRESS = (
    "Nyckeln står i adressen, där andra kan läsa den. Skicka den bara i `Authorization`, och be om "
    "en ny nyckel i stället för den här."
)
_NO_TOKEN = "Skicka `Authorization: Bearer bk_…`."  # noqa: S105 - words for people
_INVALID = ', error="invalid_token"'


def admit() -> None:
    """Let nobody past without a token that opens this; cookies are not looked at."""
    request.max_content_length = MOST_BODY_BYTES
    if "access_token" in request.args or any(map(_may_be_token, request.args.values())):
        raise Problem(HTTPStatus.BAD_REQUEST, _IN_ADDRESS)
    secret = _secret()
    own = office()
    token = tokens.find(own.register, secret, own.now())
    if token is None:
        count(Cost.GUESSING)
        raise Problem(HTTPStatus.UNAUTHORIZED, challenge=_INVALID)
    if seconds := seconds_to_wait(own, Cost.API, f"token {token.id}"):
        raise LimitReached(Cost.API, seconds)
    operation = BY_ENDPOINT.get(request.endpoint or "") or abort(HTTPStatus.NOT_FOUND)
    g.token, g.holder = token, tokens.holder(token, secret)
    _refuse_beyond_scopes(operation, token)
    _refuse_wrong_parameters(operation)


def _may_be_token(value: str) -> bool:
    return value.startswith(PREFIX) and len(value) >= _SHORTEST_SECRET


def _secret() -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise Problem(HTTPStatus.UNAUTHORIZED, _NO_TOKEN)
    return secret.strip()[:_LONGEST_SECRET]


def _refuse_beyond_scopes(operation: Operation, token: Token) -> None:
    asked = [one.scopes for one in operation.parameters if one.name in request.args]
    needed = operation.scopes.union(*asked)
    if lacking := [one for one in Scope if one in needed - token.scopes]:
        words = " ".join(one for one in Scope if one in needed)
        raise Problem(
            HTTPStatus.FORBIDDEN,
            f"Det behövs en nyckel som också öppnar {', '.join(lacking)}.",
            challenge=f', error="insufficient_scope", scope="{words}"',
        )


def _refuse_wrong_parameters(operation: Operation) -> None:
    known = {one.name: one for one in operation.parameters}
    errors = []
    for name, values in request.args.lists():
        if name not in known:
            errors.append((name[:_LONGEST_SECRET], "Finns inte här. Ta bort den"))
        elif len(values) > 1:
            errors.append((name, "Står flera gånger. Skriv den en gång"))
        elif problem := known[name].problem_with(values[0]):
            errors.append((name, problem))
    if errors:
        raise Problem(HTTPStatus.BAD_REQUEST, errors=errors[: len(known) + 1])


def holder() -> Actor:
    """Whoever has the token, as the one that does something."""
    found: Actor = g.holder
    return found


def opens(scope: Scope) -> bool:
    """Whether the token has a scope."""
    return scope in holder().scopes


def look(what: str, amount: int = 1, case_id: int | None = None) -> None:
    """Write down that the token's holder saw so many plans, or this one."""
    own = office()
    looks.add_look(
        own.register, what, own.now(), count=amount, token_id=g.token.id, case_id=case_id
    )
