"""A key opens what its scopes and its unit allow, until it ends; others hear why not, in two languages."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import select

from models.database import clock
from models.org.clients import clients
from models.tables import AuditRow, ClientRow
from models.views.client_views import Scope
from portal.app import create_app
from portal.web.counter import Counter
from portal.web.rate_limits import Paces
from portal.web.turn_bucket import Pace
from portal.web.wrong_guesses import Doorkeeper
from tests.portal.conftest import Office, Visitor
from tests.portal.province import NOON
from tests.portal.web.api.conftest import ROOT, Connect, Program, problem


@pytest.fixture
def database_kind() -> str:
    """What is tried here is the same over either."""
    return "sqlite"


def test_without_a_key_nothing_is_told_but_what_is_missing(client: Visitor) -> None:
    told = problem(client.get(f"{ROOT}/me"), 401)
    assert told["code"] == "no_key"
    assert "Authorization" in told["detail"]
    answer = client.get(f"{ROOT}/me", headers={"Accept-Language": "en"})
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-language"] == "en"
    assert problem(answer, 401)["title"] == "Not authenticated"


@pytest.mark.parametrize("given", ["Bearer x", "Bearer dondoc_x", "Basic eA==", "Bearer \xff"])
def test_a_wrong_key_opens_nothing(client: Visitor, given: str) -> None:
    sent = {"Authorization": given.encode("latin-1")}
    assert problem(client.get(f"{ROOT}/plans", headers=sent), 401)["code"] in ("bad_key", "no_key")


def test_whoever_guesses_keys_has_to_wait(office: Office) -> None:
    counter = Counter(office.ledger, door=Doorkeeper(allowed=3, seconds=3600))
    with start_blocking_portal() as loop:
        visitor = Visitor(create_app(office.ledger, counter), loop)
        guess = {"Authorization": "Bearer dondoc_guess"}
        codes = [visitor.get(f"{ROOT}/me", headers=guess).status_code for _ in range(5)]
    assert codes == [401, 401, 401, 429, 429]


def test_a_key_tells_whose_it_is(connect: Connect) -> None:
    told = connect("long-thanh", Scope.READ, Scope.REPORT).get("/me").json()
    assert (told["unit"], told["scopes"]) == ("long-thanh", ["read", "report"])


def test_a_key_ends_by_itself(office: Office, connect: Connect) -> None:
    program = connect("long-thanh", days=1)
    assert program.get("/me").status_code == 200
    office.set_clock(NOON + timedelta(days=1))
    assert problem(program.get("/me"), 401)["code"] == "expired"


def test_a_revoked_key_opens_nothing_from_that_moment_on(office: Office, connect: Connect) -> None:
    program = connect("long-thanh")
    with office.ledger.begin() as session:
        clients.revoke(session, program.client.id, now=clock.now(session), by="Quản trị")
    assert problem(program.get("/plans"), 401)["code"] == "revoked"


def test_a_scope_that_is_not_held_is_named(connect: Connect) -> None:
    told = problem(connect("long-thanh", Scope.REPORT).get("/plans"), 403)
    assert (told["code"], "read" in told["detail"]) == ("no_scope", True)


def test_the_key_itself_is_kept_nowhere_and_no_log_has_it(
    office: Office, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        program = connect("long-thanh")
        program.get("/me")
        program.get("/nonsense")
    assert program.key not in caplog.text
    with office.ledger.read() as session:
        assert program.key not in str(session.scalars(select(ClientRow.digest)).all())
        assert program.key not in str(session.scalars(select(AuditRow.detail)).all())


def test_what_is_not_there_or_not_to_be_called_so_is_a_problem_too(connect: Connect) -> None:
    program = connect("tinh", lang="en")
    assert problem(program.get("/nonsense"), 404)["title"] == "Not there"
    assert problem(program.delete("/plans"), 405)["code"] == "no_method"
    assert problem(program.get("/plans/x"), 404)["code"] == "not_there"
    wrong = problem(program.get("/obligations?limit=0&state=gone"), 422)
    assert {one["field"] for one in wrong["errors"]} == {"query.limit", "query.state"}


def test_a_program_that_asks_without_end_has_to_wait(office: Office, connect: Connect) -> None:
    counter = Counter(office.ledger, paces=Paces(programs=Pace(2, 3600)))
    program, other = connect("tinh"), connect("tinh")
    with start_blocking_portal() as loop:
        program.visitor = other.visitor = Visitor(create_app(office.ledger, counter), loop)
        assert [program.get("/me").status_code for _ in range(3)] == [200, 200, 429]
        assert program.get("/me").headers["retry-after"] == "60"
        assert other.get("/me").status_code == 200


def test_two_programs_are_two(connect: Connect) -> None:
    one, other = connect("long-thanh"), connect("nhon-trach")
    assert one.key != other.key
    assert [_unit(one), _unit(other)] == ["long-thanh", "nhon-trach"]


def _unit(program: Program) -> object:
    return program.get("/me").json()["unit"]
