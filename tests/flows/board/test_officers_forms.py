"""A form that came through the office's door: signed by the login, and only for plans that are theirs."""

from __future__ import annotations

from typing import get_type_hints

import pytest

from cascade.org.office_roles import OfficeRole
from flows import board
from flows.deployments import FORMS
from models.org.officers import board_ids, officers
from models.views.office_views import EVERYWHERE, OfficeGrant
from tests.flows.board.test_board import filled, last_act
from tests.flows.conftest import Office

pytestmark = pytest.mark.usefixtures("prefect_server")


def come(office: Office, role: OfficeRole, subtree: str = EVERYWHERE) -> int:
    with office.ledger.begin() as session:
        number = len(officers.everybody(session)) + 1
        grants = [OfficeGrant(role, subtree)]
        made = officers.add(
            session, f"Cán bộ {number}", f"cb{number}@example.vn", grants, now=office.now, by="kiểm thử"
        )
    return made.id


def asked(office: Office, officer: int, **more: object) -> dict[str, object]:
    row = next(row for row in office.rows() if row.key == "D5")
    given = {"who": "Ai đó khác", "plan": office.code, "unit": row.unit, "duty": "D5", "why": "mưa lũ"}
    return {**given, "until": "2022-09-30", "dry_run": False, "officer": officer, **more}


async def test_the_name_is_that_of_the_login_whatever_was_typed(office: Office) -> None:
    state, _, page = await filled(board.extend, **asked(office, come(office, OfficeRole.FOLLOWER), who=""))
    assert state.is_completed()
    assert last_act(office)[0] == "Cán bộ 1"
    assert "Cán bộ 1" in page


async def test_what_is_not_theirs_is_refused_and_nothing_of_it_stays(office: Office) -> None:
    before = office.rows()
    for officer in (
        come(office, OfficeRole.VIEWER),
        come(office, OfficeRole.FOLLOWER, subtree="don-vi-khac"),
        come(office, OfficeRole.ADMIN),
    ):
        state, run, page = await filled(board.extend, **asked(office, officer))
        assert state.is_failed()
        assert f"không được giao quyền này ở kế hoạch {office.code}" in page
        assert run.name.startswith("Không thực hiện")
    follower = come(office, OfficeRole.FOLLOWER)
    state, _, page = await filled(board.close, **asked(office, follower, confirm=office.code))
    assert (state.is_failed(), "không được giao quyền này" in page) == (True, True)
    assert office.rows() == before


async def test_who_is_an_officer_no_more_signs_nothing(office: Office) -> None:
    gone = come(office, OfficeRole.APPROVER)
    come(office, OfficeRole.ADMIN)
    with office.ledger.begin() as session:
        officers.end(session, gone, now=office.now, by="kiểm thử")
    state, _, page = await filled(board.extend, **asked(office, gone))
    assert (state.is_failed(), "không còn là cán bộ" in page) == (True, True)


def test_the_door_and_the_form_ask_for_the_same_right() -> None:
    assert set(board_ids.RIGHTS) == set(FORMS)
    for function, right in board_ids.RIGHTS.items():
        form = get_type_hints(getattr(board, function).fn)["form"]
        assert form.RIGHT is right, function
