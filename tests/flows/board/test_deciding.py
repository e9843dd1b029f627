"""The form on a report shows the report before it is decided on, and decides on nothing else."""

from __future__ import annotations

import pytest

from cascade.reports.obligation_states import ObligationState
from flows import board
from flows.forms import form_models
from models.database import clock
from models.obligations import reports
from models.views.obligation_views import ObligationView
from tests.flows.board.test_as_the_desk import page
from tests.flows.board.test_board import WHO, submit
from tests.flows.conftest import Office

pytestmark = pytest.mark.usefixtures("prefect_server")


def waiting(office: Office, key: str = "D2") -> ObligationView:
    office.set("2022-09-10 09:00")
    return next(row for row in office.rows() if row.key == key)


def send(office: Office, row: ObligationView, note: str, **given: int | str) -> int:
    with office.ledger.begin() as session:
        now = clock.now(session)
        key = f"{note}{given}"
        return reports.submit(session, row.id, given, note, now=now, by="Lê Văn B", idempotency=key).number


def asked(office: Office, row: ObligationView, **rest: object) -> form_models.Decide:
    fields = {"who": WHO, "plan": office.code, "unit": row.unit, "duty": row.key}
    return form_models.Decide(**fields | rest)


async def test_the_preview_shows_the_report_and_says_which_number_to_enter(office: Office) -> None:
    row = waiting(office)
    send(office, row, "Đã học ở 4 chi bộ\ncòn một chi bộ <chưa> học", document="12-BC/ĐU")
    assert (await submit(board.decide, asked(office, row))).is_completed()
    shown = await page(f"{office.code}-viec-lam")
    assert "Báo cáo số 1 · 09:00 10/9/2022 · Lê Văn B" in shown
    assert "Đã học ở 4 chi bộ<br>còn một chi bộ &lt;chưa&gt; học" in shown
    assert "12-BC/ĐU" in shown
    assert "ghi **1** vào ô “Số báo cáo đã xem”" in shown
    assert (await submit(board.decide, asked(office, row, dry_run=False, seen=1))).is_completed()
    done = await page(f"{office.code}-viec-lam")
    assert done.startswith("# Đã thực hiện")
    assert "Đã học ở 4 chi bộ" in done
    assert "Số báo cáo đã xem" not in done


async def test_a_report_that_changed_since_is_refused_with_what_changed(office: Office) -> None:
    row = waiting(office)
    send(office, row, "Đã học ở 4 chi bộ")
    send(office, row, "Đã học ở 5 chi bộ", document="13-BC/ĐU")
    state = await submit(board.decide, asked(office, row, dry_run=False, seen=1))
    assert state.is_failed()
    told = str(state.message)
    assert "Đã học ở 4 chi bộ → Đã học ở 5 chi bộ" in told
    assert "Số, ký hiệu văn bản: — → 13-BC/ĐU" in told
    assert "xem báo cáo số 2 rồi ghi 2" in told
    (still,) = [one for one in office.rows(unit=row.unit) if one.key == row.key]
    assert still.state is ObligationState.SUBMITTED
    never = await submit(board.decide, asked(office, row, dry_run=False, seen=7))
    assert "Báo cáo số 7: không có báo cáo này" in str(never.message)


async def test_the_preview_tells_of_the_reports_that_came_before(office: Office) -> None:
    row = waiting(office)
    send(office, row, "Đã học")
    back = {"verdict": form_models.Verdict.RETURN, "why": "thiếu số chi bộ", "seen": 1, "dry_run": False}
    assert (await submit(board.decide, asked(office, row, **back))).is_completed()
    send(office, row, "Đã học ở 4 chi bộ")
    await submit(board.decide, asked(office, row))
    shown = await page(f"{office.code}-viec-lam")
    assert "Báo cáo số 2" in shown
    assert "Báo cáo số 1 · 09:00 10/9/2022 · Lê Văn B · trả lại: thiếu số chi bộ" in shown
    assert f"dondoc report show {office.code} {row.unit} {row.key}" in shown
