"""Hooks hear of what happens to their units: signed, in order, until it arrives; never of what was undone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, update

from cascade.lang.refusal import Wrong
from cascade.notices import hook_address
from cascade.notices.kinds import NoticeState
from cascade.notices.outcome_kinds import OutcomeKind
from models.database import clock
from models.obligations import deciding
from models.org.clients import clients, hook_deliveries, hooks
from models.tables import HookDeliveryRow, HookEventRow
from models.views.client_views import Scope
from notifications.transport import web_hook
from services.dispatch import hook_round
from services.issuing import close_plan
from tests.portal.conftest import Office, Submit
from tests.portal.province import GOOD, NOON
from tests.portal.web.api.conftest import Connect, Program, problem
from tests.portal.web.api.hook_receiver import Receiver, receiving

_KEYS = count(1)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A server on this machine, which hooks may lead to in this house."""
    monkeypatch.setenv("DONDOC_HOOKS_PRIVATE", "yes")
    with receiving() as opened:
        yield opened


def once() -> str:
    return f"hook-of-a-test-{next(_KEYS):04d}"


def hook_to(program: Program, url: str, *events: str) -> dict[str, Any]:
    answer = program.post("/hooks", {"url": url, "events": list(events)}, Idempotency_Key=once())
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def states(program: Program, hook: dict[str, Any]) -> list[tuple[str, str]]:
    """Event and state of each delivery, the first one first."""
    items = program.get(f"/hooks/{hook['id']}/deliveries").json()["items"]
    return [(one["event"], one["state"]) for one in reversed(items)]


def test_what_happens_is_told_signed_and_in_codes(
    office: Office, connect: Connect, receiver: Receiver, submit: Submit
) -> None:
    program = connect("tinh")
    hook = hook_to(program, receiver.url)
    submit(office.link("D6", "long-thanh"), GOOD)
    office.accept("D6", "long-thanh")
    assert hook_round.tell(office.ledger) == {OutcomeKind.ACCEPTED.value: 2}
    assert receiver.types() == ["report.submitted", "report.accepted"]
    assert all(one.signed_by(hook["secret"]) for one in receiver.came)
    assert not receiver.came[0].signed_by("whsec_" + "A" * 43 + "=")
    number = office.obligation("D6", "long-thanh").id
    data = {"obligation": number, "duty": "D6", "unit": "long-thanh", "report": 1}
    assert receiver.came[0].told["data"] == {
        "plan": {"id": office.plan_id, "code": "dong-nai-tw8"},
        **data,
    }
    assert receiver.came[0].at == int(NOON.timestamp())
    assert hook_round.tell(office.ledger) == {}
    assert states(program, hook) == [("report.submitted", "sent"), ("report.accepted", "sent")]


def test_a_hook_hears_of_its_own_units_and_of_what_it_asked_for(
    office: Office, connect: Connect, receiver: Receiver, submit: Submit
) -> None:
    program = connect("long-thanh")
    hook = hook_to(program, receiver.url, "report.accepted", "plan.closed")
    submit(office.link("D6", "long-thanh"), GOOD)
    submit(office.link("D6", "nhon-trach"), GOOD)
    for unit in ("long-thanh", "nhon-trach"):
        office.accept("D6", unit)
    with office.ledger.begin() as session:
        close_plan.close(session, "dong-nai-tw8", now=clock.now(session), by="Ban Tuyên giáo")
    hook_round.tell(office.ledger)
    assert receiver.types() == ["report.accepted", "plan.closed"]
    assert receiver.came[0].told["data"]["unit"] == "long-thanh"
    assert states(program, hook) == [("report.accepted", "sent"), ("plan.closed", "sent")]


def test_what_is_undone_is_told_to_nobody_and_without_hooks_nothing_is_kept(
    office: Office, connect: Connect, receiver: Receiver, submit: Submit
) -> None:
    submit(office.link("D6", "long-thanh"), GOOD)
    with office.ledger.read() as session:
        assert session.scalars(select(HookEventRow.id)).all() == []
    hook_to(connect("tinh"), receiver.url)
    number = office.obligation("D6", "long-thanh").id
    with office.ledger.begin() as session:
        deciding.accept(session, number, now=clock.now(session), by="Tỉnh ủy")
        session.rollback()
    hook_round.tell(office.ledger)
    assert receiver.came == []


def test_what_did_not_arrive_is_tried_again_and_nothing_overtakes_it(
    office: Office, connect: Connect, receiver: Receiver, submit: Submit
) -> None:
    program = connect("tinh")
    hook = hook_to(program, receiver.url)
    receiver.answers = [500, 503]
    submit(office.link("D6", "long-thanh"), GOOD)
    hook_round.tell(office.ledger)
    office.accept("D6", "long-thanh")
    assert hook_round.tell(office.ledger) == {}  # it rests
    office.set_clock(NOON + timedelta(minutes=2))
    hook_round.tell(office.ledger)
    assert states(program, hook) == [("report.submitted", "retry"), ("report.accepted", "queued")]
    office.set_clock(NOON + timedelta(minutes=10))
    hook_round.tell(office.ledger)
    assert receiver.types() == ["report.submitted"] * 3 + ["report.accepted"]
    assert len({one.number for one in receiver.came[:3]}) == 1
    assert [state for _, state in states(program, hook)] == ["sent", "sent"]
    [known] = program.get("/hooks").json()["items"]
    assert (known["failures"], known["rests_until"]) == (0, None)


def test_it_is_given_up_after_a_day_and_the_next_one_leaves(
    office: Office, connect: Connect, receiver: Receiver, submit: Submit
) -> None:
    program = connect("tinh")
    hook = hook_to(program, receiver.url)
    receiver.answers = [500] * hook_deliveries.MOST_ATTEMPTS
    submit(office.link("D6", "long-thanh"), GOOD)
    office.accept("D6", "long-thanh")
    for days in range(hook_deliveries.MOST_ATTEMPTS + 1):
        office.set_clock(NOON + timedelta(days=days))
        hook_round.tell(office.ledger)
    assert states(program, hook) == [("report.submitted", "failed"), ("report.accepted", "sent")]
    assert len(receiver.came) == hook_deliveries.MOST_ATTEMPTS + 1


def test_whoever_says_gone_is_left_in_peace_and_nobody_is_led_elsewhere(
    office: Office, connect: Connect, receiver: Receiver, submit: Submit
) -> None:
    program = connect("tinh")
    hook_to(program, receiver.url)
    receiver.answers = [302, 410]
    submit(office.link("D6", "long-thanh"), GOOD)
    hook_round.tell(office.ledger)
    assert len(receiver.came) == 1
    office.set_clock(NOON + timedelta(minutes=2))
    office.accept("D6", "long-thanh")
    hook_round.tell(office.ledger)
    assert len(receiver.came) == 2
    assert program.get("/hooks").json()["items"] == []
    office.set_clock(NOON + timedelta(days=2))
    assert hook_round.tell(office.ledger) == {}


def test_if_we_die_between_sending_and_writing_it_goes_out_again_under_its_number(
    office: Office, connect: Connect, receiver: Receiver, submit: Submit
) -> None:
    hook_to(connect("tinh"), receiver.url)
    submit(office.link("D6", "long-thanh"), GOOD)
    with office.ledger.begin() as session:
        hook_deliveries.share_out(session, NOON)
    with office.ledger.begin() as session:
        [taken] = hook_deliveries.claim(session, "dies", NOON, 10)
    assert hook_round.tell(office.ledger) == {}  # somebody has it in hand
    office.set_clock(NOON + hook_deliveries.LEASE + timedelta(seconds=1))
    assert hook_round.tell(office.ledger) == {OutcomeKind.ACCEPTED.value: 1}
    assert receiver.came[0].number == f"msg_{taken.id}"
    with office.ledger.begin() as session:
        assert not hook_deliveries.settle(session, taken, OutcomeKind.LATER, now=NOON)
        assert set(session.scalars(select(HookDeliveryRow.state))) == {NoticeState.SENT}


def test_several_senders_tell_each_once_and_in_order(
    office: Office, connect: Connect, receiver: Receiver, submit: Submit
) -> None:
    hook_to(connect("tinh"), receiver.url)
    for unit in ("long-thanh", "nhon-trach"):
        submit(office.link("D6", unit), GOOD)
        office.accept("D6", unit)
        submit(office.link("U2", unit), {"note": "Đã ban hành kế hoạch."})
        office.accept("U2", unit)
    senders = [threading.Thread(target=hook_round.tell, args=(office.ledger,)) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    hook_round.tell(office.ledger)
    assert len({one.number for one in receiver.came}) == len(receiver.came) == 8
    by_duty: dict[int, list[str]] = {}
    for one in receiver.came:
        by_duty.setdefault(one.told["data"]["obligation"], []).append(one.told["type"])
    assert list(by_duty.values()) == [["report.submitted", "report.accepted"]] * 4


def test_a_hook_is_tried_out_and_ended(office: Office, connect: Connect, receiver: Receiver) -> None:
    program = connect("long-thanh", Scope.HOOKS)
    hook = hook_to(program, receiver.url)
    assert program.post(f"/hooks/{hook['id']}/trial", {}, Idempotency_Key=once()).status_code == 202
    hook_round.tell(office.ledger)
    assert receiver.types() == ["hook.tried"]
    other = connect("tinh")
    assert problem(other.delete(f"/hooks/{hook['id']}"), 404)["code"] == "not_there"
    assert problem(other.get(f"/hooks/{hook['id']}/deliveries"), 404)["code"] == "not_there"
    assert program.delete(f"/hooks/{hook['id']}").status_code == 204
    assert program.get("/hooks").json()["items"] == []
    assert "secret" not in program.get("/hooks").text


def test_hooks_of_a_key_that_ended_hear_nothing(
    office: Office, connect: Connect, receiver: Receiver, submit: Submit
) -> None:
    program = connect("tinh", days=1)
    hook_to(program, receiver.url)
    office.set_clock(NOON + timedelta(days=1))
    submit(office.link("D6", "long-thanh"), GOOD)
    hook_round.tell(office.ledger)
    assert receiver.came == []
    with office.ledger.begin() as session:
        clients.revoke(session, program.client.id, now=clock.now(session), by="Quản trị")
        assert hooks.of_client(session, program.client.id) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://10.0.0.8/",
        "https://[::1]/",
        "https://[::ffff:192.168.1.1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/",
        "https://ledger.internal/",
        "https://máy.vn/",
        "http://example.vn/",
        "ftp://example.vn/",
        "https://user:pass@example.vn/",
        "https://",
        "x",
        "https://example.vn:99999/",
        "https://[",
    ],
)
def test_an_address_inside_is_no_address_for_a_hook(url: str) -> None:
    with pytest.raises(Wrong):
        hook_address.read(url)


def test_an_address_inside_is_refused_when_it_is_named(connect: Connect) -> None:
    answer = connect("tinh").post("/hooks", {"url": "https://10.0.0.8/"}, Idempotency_Key=once())
    assert [one["field"] for one in problem(answer, 422)["errors"]] == ["url"]
    assert hook_address.read("https://example.vn/x") == "https://example.vn/x"
    assert hook_address.read("http://10.0.0.8/", private=True) == "http://10.0.0.8/"


def test_a_program_has_few_hooks_and_asks_for_events_that_there_are(connect: Connect) -> None:
    program = connect("tinh")
    sent = {"url": "https://example.vn/", "events": ["report.lost"]}
    wrong = problem(program.post("/hooks", sent, Idempotency_Key=once()), 422)
    assert wrong["errors"][0]["field"] == "events.0"
    for _ in range(hooks.MOST):
        hook_to(program, "https://example.vn/")
    full = program.post("/hooks", {"url": "https://example.vn/"}, Idempotency_Key=once())
    assert problem(full, 409)["code"] == "refused"


@pytest.mark.parametrize("url", ["https://localhost:1/", "https://127.0.0.1:1/", "http://example.vn/"])
def test_a_name_that_leads_inside_is_not_called(url: str) -> None:
    outcome = web_hook.post(url, "whsec_AAAA", "msg_1", {}, datetime(2024, 4, 19, tzinfo=UTC))
    assert (outcome.kind, outcome.code) == (OutcomeKind.NEVER, "private")


def test_whoever_does_not_answer_is_not_waited_for_and_no_log_has_the_address(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    now, url = datetime(2024, 4, 19, tzinfo=UTC), f"{receiver.url}secret-of-theirs"
    with caplog.at_level(logging.DEBUG):
        assert web_hook.post(url, "whsec_AAAA", "msg_1", {}, now, private=True).ok
        gone = url.replace(receiver.url, "http://127.0.0.1:1/")
        lost = web_hook.post(gone, "whsec_AAAA", "msg_1", {}, now, private=True)
        slow = web_hook.post(url, "whsec_AAAA", "msg_1", {}, now, private=True, seconds=0)
    assert lost.kind is slow.kind is OutcomeKind.LATER
    assert "secret-of-theirs" not in caplog.text


def test_what_was_delivered_long_ago_is_cleared(
    office: Office, connect: Connect, receiver: Receiver, submit: Submit
) -> None:
    program = connect("tinh", days=400)
    hook = hook_to(program, receiver.url)
    submit(office.link("D6", "long-thanh"), GOOD)
    hook_round.tell(office.ledger)
    office.accept("D6", "long-thanh")
    with office.ledger.begin() as session:
        hook_deliveries.share_out(session, NOON)
        session.execute(update(HookDeliveryRow).values(at=NOON - timedelta(days=40)))
        hook_deliveries.clear(session, NOON)
    assert states(program, hook) == [("report.accepted", "queued")]
