"""Requests that nobody would think of, made of the API's own description by schemathesis.

So few of each here that it costs seconds; `make check-api` makes many more.
"""

import os
from collections.abc import Iterator

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from app import create_app
from office import limits
from register.actors import Scope
from register.database import migrate
from settings import read_settings
from tests.register import examples
from tests.web.api.conftest import office_of, token_for
from web.api.operations import OPERATIONS, Operation

EXAMPLES = int(os.environ.get("API_EXAMPLES", "8"))
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    # The same ones each time, unless many are asked for.
    derandomize="API_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
# Who reaches what is asked by test_access.py, of every address with every token. And what has the
# right shape is refused all the same: a page that nobody gave, a plan that was not seen as it is.
EXCLUDED = [ignored_auth, positive_data_acceptance]
LIMITS = dict.fromkeys(("API_CALLS", "WRONG_TOKENS"), 10**9)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("api")
    given = {"INSTANCE_PATH": str(folder), "COURIER": "off"}
    made = create_app(read_settings(given))
    migrate(office_of(made).register)
    with pytest.MonkeyPatch.context() as patch:
        for name, most in LIMITS.items():
            patch.setattr(limits, name, most)
        yield made


@pytest.fixture(scope="module")
def described(app: Flask) -> schemathesis.BaseSchema:
    """The description, with a plan that is there."""
    examples.filed(office_of(app).register)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_any_request_is_answered_as_described(
    app: Flask, described: schemathesis.BaseSchema, one: Operation, mode: GenerationMode
) -> None:
    operation = described[one.path][one.method]
    headers = {"Authorization": f"Bearer {token_for(app, *Scope)}"}

    # A plan, of whose name nobody would think.
    is_there = strategies.sampled_from(("AP-2026-0001", None))

    @MANY
    @given(case=operation.as_strategy(generation_mode=mode), reference=is_there)
    def ask(case: Case, reference: str | None) -> None:
        if reference and mode is GenerationMode.POSITIVE and "referens" in case.path_parameters:
            case.path_parameters["referens"] = reference
        case.call_and_validate(headers=headers, excluded_checks=EXCLUDED)

    ask()
