"""The door of the Prefect UI, asked as a proxy asks: who may read, who may run which form."""

from __future__ import annotations

from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.org.officers import board_ids, office_sessions, officers
from models.tables import PlanRow
from models.views.office_views import OfficeGrant
from portal.office.gate import board_requests
from portal.office.web.desk import COOKIE
from portal.web.counter import Counter, RunOwner
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.plans.test_today import questions

DOOR = "/van-phong/cong"
FORMS = {str(uuid4()): name for name in board_ids.RIGHTS}
BY_NAME = {name: number for number, name in FORMS.items()}
RUN = "/api/deployments/{}/create_flow_run"
STEERED = f"/api/flow_runs/{uuid4()}/"


def ask(who: Officer, uri: str, method: str = "GET", **more: str) -> int:
    return who.get(DOOR, headers={"X-Original-Method": method, "X-Original-URI": uri, **more}).status_code


@pytest.fixture(autouse=True)
def posted(office: Office) -> None:
    with office.ledger.begin() as session:
        board_ids.remember_forms(session, FORMS)


def test_whoever_is_not_in_is_sent_to_the_login(stranger: Officer) -> None:
    assert ask(stranger, "/v2/runs") == 401
    assert ask(stranger, "/%2e%2e/api") == 401
    invented = {"Cookie": f"{COOKIE}={'x' * 43}"}
    assert ask(stranger, "/v2/runs", **invented) == 401


def test_a_viewer_reads_and_runs_nothing(come_in: ComeIn) -> None:
    viewer = come_in(OfficeRole.VIEWER)
    for uri in ("/", "/v2/runs/flow-run/1?tab=a%20b", "/assets/index-B_x.js", "/ui-settings"):
        assert ask(viewer, uri) == 204, uri
    assert ask(viewer, "/api/flow_runs/filter", "POST") == 204
    assert ask(viewer, "/api/events/out") == 204
    for number in FORMS:
        assert ask(viewer, RUN.format(number), "POST") == 403


def test_forms_run_by_the_right_that_each_asks_for_and_no_other_deployment_runs(come_in: ComeIn) -> None:
    follower, approver = come_in(OfficeRole.FOLLOWER), come_in(OfficeRole.APPROVER)
    for number, name in FORMS.items():
        assert ask(approver, RUN.format(number), "POST") == 204
        pressed = board_ids.RIGHTS[name].value == "press"
        assert ask(follower, RUN.format(number), "POST") == (204 if pressed else 403)
        assert ask(approver, RUN.format(number) + "/bulk", "POST") == 403
    assert ask(approver, RUN.format(uuid4()), "POST") == 403
    assert ask(come_in(OfficeRole.ADMIN), RUN.format(BY_NAME["close"]), "POST") == 403


@pytest.mark.parametrize(
    ("method", "uri"),
    [
        ("POST", "/api/flow_runs/00000000-0000-0000-0000-000000000000/input"),
        ("POST", "/api/task_runs/00000000-0000-0000-0000-000000000000/set_state"),
        ("POST", "/api/flow_runs/bulk_set_state"),
        ("POST", "/api/deployments/"),
        ("PATCH", "/api/work_pools/dondoc"),
        ("DELETE", "/api/flow_runs/00000000-0000-0000-0000-000000000000"),
        ("GET", "/api/block_documents/00000000-0000-0000-0000-000000000000"),
        ("POST", "/api/variables/filter"),
        ("GET", "/api/events/in"),
        ("GET", "/api/admin/settings"),
        ("HEAD", "/api/flow_runs/filter"),
        ("OPTIONS", "/api/flow_runs/filter"),
        ("POST", "/v2/runs"),
        ("PATCH", "/"),
        ("GET", "/%61pi/block_documents/x"),
        ("GET", "//api/admin/settings"),
        ("GET", "/v2/../api/admin/settings"),
        ("GET", "/v2/%2e%2e/api/admin/settings"),
        ("GET", "/v2/..;/api/admin/settings"),
        ("GET", "/API/admin/settings"),
        ("GET", "/api"),
        ("GET", "/v2/./x"),
        ("GET", "/v2\\..\\api"),
        ("GET", "https://evil.example/api/health"),
        ("GET", "/v2/x y"),
        ("GET", "/v2/x\n"),
        ("get", "/v2/x"),
        ("GET", ""),
    ],
)
def test_nobody_passes_with(come_in: ComeIn, method: str, uri: str) -> None:
    assert board_requests.sort(method, uri) is None
    if "\n" not in uri:
        assert ask(come_in(OfficeRole.APPROVER), uri, method) == 403


def test_whoever_presses_in_every_plan_steers_runs_and_a_viewer_none(come_in: ComeIn) -> None:
    for deed in ("set_state", "resume"):
        assert ask(come_in(OfficeRole.FOLLOWER), STEERED + deed, "POST") == 204
        assert ask(come_in(OfficeRole.FOLLOWER, subtree="tinh"), STEERED + deed, "POST") == 204
        assert ask(come_in(OfficeRole.VIEWER), STEERED + deed, "POST") == 403
        assert ask(come_in(OfficeRole.ADMIN), STEERED + deed, "POST") == 403


def test_whoever_presses_below_one_unit_steers_the_runs_of_its_plans_and_their_own(
    office: Office, office_app: FastAPI, come_in: ComeIn
) -> None:
    part = come_in(OfficeRole.VIEWER)
    with office.ledger.begin() as session:
        mine, now = officers.everybody(session)[-1], clock.now(session)
        grants = [*mine.grants, OfficeGrant(OfficeRole.FOLLOWER, "huyen-1")]
        officers.set_roles(session, mine.id, grants, now=now, by="kiểm thử")
        (ours,) = session.scalars(select(PlanRow))
        columns = [
            one.key for one in PlanRow.__mapper__.column_attrs if one.key not in ("id", "code", "issuer")
        ]
        kept = {name: getattr(ours, name) for name in columns}
        session.add(PlanRow(**kept, code="kh-huyen", issuer="huyen-1"))
    for owner, passes in (
        (RunOwner("kh-huyen"), 204),
        (RunOwner(ours.code), 403),
        (RunOwner(ours.code, mine.id), 204),
        (RunOwner(ours.code, mine.id + 1), 403),
        (RunOwner("kh-khac"), 403),
        (RunOwner(), 403),
    ):
        asked = Counter(office.ledger, whose_run=lambda _run, _plans, who=owner: who)  # type: ignore[misc]
        office_app.state.counter = asked
        assert ask(part, STEERED + "set_state", "POST") == passes, owner


def test_the_door_asks_the_ledger_twice_at_most(office: Office, come_in: ComeIn) -> None:
    """Each picture of the board passes it."""
    for who in (come_in(OfficeRole.APPROVER), come_in(OfficeRole.APPROVER, subtree="tinh")):
        for uri, method in (
            ("/v2/runs", "GET"),
            (RUN.format(BY_NAME["issue"]), "POST"),
            (STEERED + "resume", "POST"),
        ):
            with questions(office) as told:
                assert ask(who, uri, method) == 204
            assert len(told) <= 2, told


def test_what_is_said_twice_is_not_believed(come_in: ComeIn) -> None:
    viewer = come_in(OfficeRole.VIEWER)
    caddy = {"X-Forwarded-Method": "GET", "X-Forwarded-Uri": "/v2/runs"}
    assert viewer.get(DOOR, headers=caddy).status_code == 204
    assert ask(viewer, "/v2/runs", **caddy) == 403
    twice = [("X-Original-Method", "GET"), ("X-Original-URI", "/v2"), ("X-Original-URI", "/api/variables/")]
    assert viewer.get(DOOR, headers=twice).status_code == 403
    assert viewer.get(DOOR).status_code == 403
    assert viewer.get(DOOR, headers={"X-Original-URI": "/v2"}).status_code == 403


def test_out_is_out_at_once_and_the_answer_names_who_is_in(office: Office, come_in: ComeIn) -> None:
    approver = come_in(OfficeRole.APPROVER)
    said = {"X-Original-Method": "GET", "X-Original-URI": "/v2"}
    assert approver.get(DOOR, headers=said).headers["x-dondoc-officer"].isdecimal()
    assert approver.post("/van-phong/ra").status_code == 303
    assert approver.get(DOOR, headers=said).status_code == 401


def test_an_unwatched_hour_ends_it_and_the_door_counts_as_use(office: Office, come_in: ComeIn) -> None:
    viewer = come_in(OfficeRole.VIEWER)
    with office.ledger.read() as session:
        now = clock.now(session)
    for minutes in (20, 40):
        office.set_clock(now + minutes * office_sessions.NOTED)
        assert ask(viewer, "/v2") == 204
    office.set_clock(now + 80 * office_sessions.NOTED)
    assert ask(viewer, "/v2") == 401


def test_the_board_shows_all_plans_and_opens_for_none_who_may_not_see_them(come_in: ComeIn) -> None:
    assert ask(come_in(OfficeRole.VIEWER, subtree="tinh"), "/v2") == 204
    part = come_in(OfficeRole.APPROVER, subtree="huyen-1")
    assert ask(part, "/v2") == 403
    assert ask(part, RUN.format(BY_NAME["issue"]), "POST") == 403
    told = part.get("/van-phong/bang")
    assert (told.status_code, "mọi kế hoạch" in told.text) == (403, True)


def test_the_way_to_the_board_leads_over_the_login_and_to_no_other_host(
    office: Office, office_app: FastAPI, come_in: ComeIn, stranger: Officer
) -> None:
    login = stranger.get("/van-phong/bang/v2/runs?tags=%5B%22a%22%5D").headers["location"]
    assert login.startswith("/van-phong/dang-nhap?tiep=%2Fvan-phong%2Fbang%2Fv2%2Fruns")
    viewer = come_in(OfficeRole.VIEWER)
    assert viewer.get("/van-phong/bang").status_code == 404
    office_app.state.counter = Counter(office.ledger, board="https://bang.test:8443")
    for asked, led in (
        ("/van-phong/bang", "https://bang.test:8443/"),
        ("/van-phong/bang/v2/runs?a=1&b=%20", "https://bang.test:8443/v2/runs?a=1&b=%20"),
        ("/van-phong/bang//evil.example/x", "https://bang.test:8443/"),
        ("/van-phong/bang/.evil.example", "https://bang.test:8443/.evil.example"),
    ):
        assert viewer.get(asked).headers["location"] == led
