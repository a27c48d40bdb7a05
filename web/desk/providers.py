"""The way in by a provider of OpenID Connect, and a page for each way in which it may end."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from office import provider_sign_in
from office.limits import Cost
from office.oidc import AnswerRefused, Provider, ProviderFails, TooManyGroups
from office.provider_sign_in import NoRole, NotAnew, NotStrong
from register import keys
from register.sign_ins import LIVES
from web.desk.guard import drop_desk_cookie, see_other, set_desk_cookie
from web.desk.signing_in import let_in, local
from web.office import office
from web.site.limits import count

_BROWSER, _SECURE_BROWSER = "provider", "__Host-provider"
log = logging.getLogger(__name__)

providers = Blueprint("providers", __name__)

# How it may end for who was known to the provider: its heading, and what to do.
_ENDINGS: Mapping[type[Exception], tuple[str, str]] = {
    AnswerRefused: (
        "Inloggningen blev inte av",
        "Den avbröts, har redan använts eller tog mer än tio minuter. Börja om i den här "
        "webbläsaren, som måste ta emot kakor.",
    ),
    TooManyGroups: (
        "Du är med i för många grupper",
        "{label} visar inga grupper för den som är med i så många. Be IT att använda approller "
        "för registret i stället.",
    ),
    NotStrong: (
        "Det behövs en starkare inloggning",
        "Registret kräver att du loggar in hos {label} med mer än ett lösenord, till exempel med "
        "en app i telefonen. Be IT om hjälp om {label} inte frågar efter det.",
    ),
    NotAnew: (
        "Du måste visa vem du är igen",
        "Det som du ville göra kräver att du nyss har loggat in hos {label}, och det går inte att "
        "se. Försök igen. Be IT se till att {label} skickar auth_time om det inte hjälper.",
    ),
}


@providers.get("/logga-in/<provider>/")
def start(provider: str) -> ResponseReturnValue:
    """Send the browser to the provider."""
    found = _provider(provider)
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        # A picture on somebody's page, which would use up what a whole office may ask.
        abort(HTTPStatus.NOT_FOUND)
    till, is_anew = local(request.args.get("till", "")), "igen" in request.args
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        # A page elsewhere signs nobody in who did not press our button.
        return see_other(url_for("signing_in.ask", till=till or None))
    count(Cost.SIGN_IN)
    browser = request.cookies.get(_cookie()) or keys.new_key()
    try:
        way = provider_sign_in.begin(office(), found, browser, till, is_anew=is_anew)
    except ProviderFails as error:
        return _fails(found, error, till)
    answer = see_other(way)
    set_desk_cookie(answer, _cookie(), browser, LIVES)
    return answer


@providers.get("/logga-in/<provider>/svar")
def answer(provider: str) -> ResponseReturnValue:
    """Let in who comes back, if all that the provider says holds."""
    found, browser = _provider(provider), request.cookies.get(_cookie())
    if not browser:
        return _ends(found, AnswerRefused("browser"))
    count(Cost.SIGN_IN)
    said = request.args.to_dict()
    try:
        key, till = provider_sign_in.finish(office(), found, browser, said)
    except ProviderFails as error:
        return _fails(found, error)
    except NoRole as error:
        return _page(found, "desk/no_role.html", HTTPStatus.FORBIDDEN, known_as=error.who)
    except tuple(_ENDINGS) as error:
        return _ends(found, error)
    response = let_in(key, till)
    drop_desk_cookie(response, _cookie())
    return response


def _fails(provider: Provider, error: ProviderFails, till: str = "") -> ResponseReturnValue:
    log.error("provider fails", extra={"provider": provider.settings.name, "reason": str(error)})
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return _page(provider, "desk/provider_fails.html", status, till=till)


def _ends(provider: Provider, error: Exception) -> ResponseReturnValue:
    facts = {"provider": provider.settings.name, "reason": str(error) or type(error).__name__}
    log.warning("provider lets nobody in", extra=facts)
    heading, text = _ENDINGS[type(error)]
    text = text.format(label=provider.settings.label)
    return _page(provider, "desk/not_let_in.html", HTTPStatus.FORBIDDEN, heading=heading, text=text)


def _page(
    provider: Provider, template: str, status: HTTPStatus, **facts: object
) -> ResponseReturnValue:
    settings = office().settings
    others = [one for one in settings.oidc if one is not provider.settings]
    page = render_template(
        template,
        provider=provider.settings,
        others=others,
        by_mail=settings.sign_in_by_mail,
        officers=settings.information_officer,
        **facts,
    )
    return make_response(page, status)


def _provider(name: str) -> Provider:
    return office().providers.get(name) or abort(HTTPStatus.NOT_FOUND)


def _cookie() -> str:
    return _SECURE_BROWSER if office().settings.is_served_over_tls else _BROWSER
