"""The forms: looking changes nothing, doing does it once, and what cannot be done is said in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.client.schemas.objects import FlowRun, State

from cascade.lang.refusal import Refusal
from cascade.reports.obligation_states import ObligationState
from documents.unit_file.unit_list import read_units
from flows import board
from flows.forms import form_choices, form_models
from models.contacts import import_units
from models.database import audit
from models.plans import plans
from models.views.plan_views import PlanState
from services import targets
from tests.flows.conftest import EXAMPLES, Office, at

pytestmark = pytest.mark.usefixtures("prefect_server")
WHO = "Nguyễn Thị Bình"


async def submit(flow: Any, form: form_models.Asked) -> State[None]:
    return await flow(form, return_state=True)  # type: ignore[no-any-return]


async def filled(flow: Any, **typed: object) -> tuple[State[None], FlowRun, str]:
    """What a worker gives the flow, as the browser has sent it: its end, its run, and the run's one page."""
    state = await flow(typed, return_state=True)
    async with get_client() as client:
        run = await client.read_flow_run(state.state_details.flow_run_id)
        own = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]))
        (page,) = await client.read_artifacts(artifact_filter=own)
    return state, run, str(page.data)


def last_act(office: Office) -> tuple[str, str]:
    with office.ledger.read() as session:
        newest = audit.trail(session, plan=office.code, limit=1)[0]
    return newest.who, newest.act


async def test_looking_at_an_extension_changes_nothing(office: Office) -> None:
    row = next(row for row in office.rows() if row.key == "D5")
    before, told = office.rows(), office.notices()
    form = form_models.Extend(
        who=WHO, plan=office.code, unit=row.unit, duty="D5", until="2022-09-30", why="mưa lũ"
    )
    state = await submit(board.extend, form)
    assert state.is_completed()
    assert state.message is not None
    assert state.message.startswith("xem trước")
    assert (office.rows(), office.notices()) == (before, told)


async def test_granting_an_extension_names_who_did_it_and_finds_the_unit_by_its_name(office: Office) -> None:
    row = next(row for row in office.rows() if row.key == "D5")
    form = form_models.Extend(
        who=WHO,
        plan=office.code,
        unit=row.unit_name.upper(),
        duty="D5",
        until="2022-09-30",
        why="mưa lũ",
        dry_run=False,
    )
    state = await submit(board.extend, form)
    assert state.is_completed()
    (after,) = [one for one in office.rows(unit=row.unit) if one.key == "D5"]
    assert after.extended_until is not None
    assert last_act(office)[0] == WHO
    assert ("extended", "queued") in office.notices()


async def test_what_is_chosen_from_the_lists_means_what_it_names(office: Office) -> None:
    with office.ledger.read() as session:
        offered = form_choices.lists(session)
    row = next(row for row in office.rows() if row.key == "D5")
    (plan,) = offered["plan"]
    assert plan == f"Đảng ủy Khối các cơ quan tỉnh · quán triệt NQ 15 ({office.code})"
    duty = f"D5 · Báo cáo kết quả học tập, quán triệt · chi, đảng bộ cơ sở ({office.code})"
    assert duty in offered["duty"]
    asked = {"who": WHO, "plan": plan, "unit": row.unit, "duty": duty, "why": "mưa lũ"}
    state = await submit(board.extend, form_models.Extend(**asked, until="2022-09-30"))
    assert state.message is not None
    assert f"{row.unit_name}: nhiệm vụ D5 gia hạn từ 19/9/2022 đến hết 30/9/2022 (thứ Sáu)" in state.message


async def test_a_duty_of_another_plan_is_refused(office: Office) -> None:
    form = form_models.Exempt(
        who=WHO, plan=office.code, unit="khoi", duty="D5 · Báo cáo (ke-hoach-khac)", why="nhầm"
    )
    state = await submit(board.exempt, form)
    assert state.is_failed()
    assert state.message is not None
    assert "là của kế hoạch khác" in state.message


@pytest.mark.parametrize(
    "typed", ["huyen uy long thanh", "HUYỆN ỦY  LONG THÀNH", "Huyện uỷ Long Thành", "huyen-long-thanh"]
)
def test_a_unit_is_found_however_its_name_is_typed(office: Office, typed: str) -> None:
    with office.ledger.begin() as session:
        import_units.take_over(session, read_units(EXAMPLES / "dong-nai.csv"), office.now, "test")
        assert targets.unit(session, typed, at("2024-04-01")).code == "huyen-long-thanh"


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(office: Office) -> None:
    with office.ledger.begin() as session:
        import_units.take_over(session, read_units(EXAMPLES / "dong-nai.csv"), office.now, "test")
        with pytest.raises(Refusal, match="huyen-long-thanh"):
            targets.unit(session, "huyen uy long than", at("2024-04-01"))


async def test_a_unit_that_does_not_exist_is_refused_with_the_ones_that_do(office: Office) -> None:
    form = form_models.Exempt(who=WHO, plan=office.code, unit="tinh doan xyz", duty="D5", why="không có")
    state = await submit(board.exempt, form)
    assert state.is_failed()
    assert state.message is not None
    assert "không có “tinh doan xyz”" in state.message


async def test_a_report_is_returned_only_with_a_reason_then_accepted(office: Office) -> None:
    office.set("2022-09-10 09:00")
    row = next(row for row in office.rows() if row.key == "D5")
    office.report(row)
    asked = {"who": WHO, "plan": office.code, "unit": row.unit, "duty": "D5", "dry_run": False}
    back = {**asked, "verdict": form_models.Verdict.RETURN, "seen": 1}
    silent = await submit(board.decide, form_models.Decide(**back))
    assert silent.is_failed()
    await submit(board.decide, form_models.Decide(**back, why="thiếu số liệu"))
    (returned,) = [one for one in office.rows(unit=row.unit) if one.key == "D5"]
    assert returned.state is ObligationState.RETURNED
    office.report(returned)
    await submit(board.decide, form_models.Decide(**asked, seen=2))
    (accepted,) = [one for one in office.rows(unit=row.unit) if one.key == "D5"]
    assert accepted.state is ObligationState.ACCEPTED


async def test_the_form_decides_only_on_the_report_that_its_preview_showed(office: Office) -> None:
    office.set("2022-09-10 09:00")
    row = next(row for row in office.rows() if row.key == "D5")
    asked = {"who": WHO, "plan": office.code, "unit": row.unit, "duty": "D5"}
    nothing = await submit(board.decide, form_models.Decide(**asked))
    assert "không có báo cáo nào" in str(nothing.message)
    office.report(row)
    assert "báo cáo số 1" in str((await submit(board.decide, form_models.Decide(**asked))).message)
    blind = await submit(board.decide, form_models.Decide(**asked, dry_run=False))
    assert "xem báo cáo số 1" in str(blind.message)
    office.report(row)
    overtaken = await submit(board.decide, form_models.Decide(**asked, dry_run=False, seen=1))
    assert overtaken.is_failed()
    assert "báo cáo vừa thay đổi" in str(overtaken.message)
    (waiting,) = [one for one in office.rows(unit=row.unit) if one.key == "D5"]
    assert waiting.state is ObligationState.SUBMITTED


async def test_fixing_the_conference_dates_what_hangs_on_it_and_invites(office: Office) -> None:
    form = form_models.FixConference(
        who=WHO, plan=office.code, conference="C1", start="2022-08-25T08:00:00", dry_run=False
    )
    state = await submit(board.fix_conference, form)
    assert state.is_completed()
    (meeting,) = [one for one in office.picture.meetings if one.conference == "C1"]
    assert meeting.state == "fixed"
    assert any(occasion == "invitation" for occasion, _ in office.notices())


async def test_asking_now_reminds_the_overdue_and_a_second_time_nobody(office: Office) -> None:
    office.set("2022-09-22 09:00")
    form = form_models.AskNow(who=WHO, plan=office.code, duty="D5", dry_run=False)
    await submit(board.ask_now, form)
    once = sum(many for (occasion, _), many in office.notices().items() if occasion == "overdue")
    assert once >= 40
    await submit(board.ask_now, form)
    assert sum(many for (occasion, _), many in office.notices().items() if occasion == "overdue") == once


async def test_closing_wants_the_code_twice(office: Office) -> None:
    refused = await submit(board.close, form_models.Close(who=WHO, plan=office.code, dry_run=False))
    assert refused.is_failed()
    form = form_models.Close(who=WHO, plan=office.code, confirm=office.code, dry_run=False)
    assert (await submit(board.close, form)).is_completed()
    assert office.plan.state is PlanState.CLOSED


async def test_issuing_looks_first_and_only_into_its_own_folder(office: Office) -> None:
    seen = await submit(board.issue, form_models.Issue(who=WHO, file="can-tho-tw6.yaml"))
    assert seen.is_completed()
    assert seen.message is not None
    assert "giao" in seen.message
    with office.ledger.read() as session:
        assert [plan.code for plan in plans.all_plans(session)] == [office.code]
    outside = await submit(board.issue, form_models.Issue(who=WHO, file="../pyproject.toml"))
    assert outside.is_failed()


async def test_an_amendment_without_a_change_says_that_there_is_none(office: Office) -> None:
    form = form_models.Amend(who=WHO, file="dang-uy-khoi-nq15.yaml", why="rà soát")
    state = await submit(board.amend, form)
    # The file's own code is not this office's: nothing of that name has been issued.
    assert state.is_failed()


@pytest.mark.parametrize(
    "name", ["../pyproject.toml", "/etc/hostname", "a\0b.yaml", "đ" * 3_000, "x" * 9_000, "."]
)
async def test_a_file_that_is_none_is_refused_in_one_line(office: Office, name: str) -> None:
    refused = await submit(board.issue, form_models.Issue(who=WHO, file=name))
    assert refused.is_failed()
    assert refused.message is not None
    assert "Tệp kế hoạch" in refused.message
    assert "Traceback" not in refused.message
    assert len(refused.message) < 1_000


async def test_the_units_of_a_plan_are_read_from_its_own_folder_only(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (tmp_path / "bí mật.csv").write_text("mật khẩu,của,máy", encoding="utf-8")
    text = (EXAMPLES / "dang-uy-khoi-nq15.yaml").read_text(encoding="utf-8")
    assert "units: dang-uy-khoi.csv" in text
    wanted = text.replace("units: dang-uy-khoi.csv", 'units: "../bí mật.csv"')
    (folder / "ra-ngoai.yaml").write_text(wanted, encoding="utf-8")
    monkeypatch.setenv("DONDOC_PLANS", str(folder))
    refused = await submit(board.issue, form_models.Issue(who=WHO, file="ra-ngoai.yaml"))
    assert refused.is_failed()
    assert refused.message is not None
    assert "`units:` chỉ ra ngoài thư mục kế hoạch" in refused.message
    assert "mật khẩu" not in refused.message


@pytest.mark.parametrize("typed", ["a\0b", "x" * 5_000])
async def test_what_cannot_be_read_in_any_field_is_refused_in_one_line(office: Office, typed: str) -> None:
    form = form_models.Exempt(who=WHO, plan=office.code, unit=typed, duty="D5", why="sáp nhập", dry_run=False)
    refused = await submit(board.exempt, form)
    assert refused.is_failed()
    assert refused.message is not None
    assert refused.message.startswith("Đơn vị: ")
    assert len(refused.message.splitlines()) == 1


async def test_empty_fields_are_named_in_one_vietnamese_line_on_a_page_of_the_run(office: Office) -> None:
    state, run, page = await filled(
        board.extend, who="Lan Anh", plan=office.code, unit=" ", duty="D5", until="", dry_run=True
    )
    line = "Đơn vị, Gia hạn đến hết ngày, Lý do: còn để trống; điền rồi gửi lại biểu mẫu"
    assert (state.is_failed(), state.message) == (True, line)
    assert line in page.splitlines()
    assert "fill it in and send the form again" in page
    assert run.name == "Không thực hiện · Gia hạn · D5"


@pytest.mark.parametrize(
    ("flow", "typed", "line"),
    [
        (
            board.extend,
            {"until": "3/28/2024"},
            "Gia hạn đến hết ngày: không có tháng 28; ghi ngày trước tháng sau",
        ),
        (board.extend, {"until": "mai"}, "Gia hạn đến hết ngày: “mai” không phải một ngày; ghi dạng"),
        (board.exempt, {"why": "ốm"}, "Lý do: “ốm” quá ngắn; ghi ít nhất 3 chữ"),
        (board.exempt, {"dry_run": "có lẽ"}, "Chỉ xem trước: “có lẽ” không đọc được"),
        (board.decide, {"verdict": "Thôi"}, "Quyết định: “Thôi” không đọc được; chọn “Tiếp nhận”, “Trả lại"),
        (board.decide, {"seen": "một"}, "Số báo cáo đã xem: “một” không phải số nguyên"),
    ],
)
async def test_a_bad_field_is_told_in_one_vietnamese_line(
    office: Office, flow: Any, typed: dict[str, object], line: str
) -> None:
    known = {"who": WHO, "plan": office.code, "unit": "khoi-cs01", "duty": "D5", "why": "mưa lũ"}
    more = {"until": "30/9/2022"} if flow is board.extend else {}
    state, run, page = await filled(flow, **{**known, **more, **typed})
    assert state.is_failed()
    assert str(state.message).startswith(line)
    assert state.message in page.splitlines()
    assert run.name.startswith("Không thực hiện · ")
    assert "validation" not in page


async def test_a_form_that_came_empty_altogether_is_told_so_too(office: Office) -> None:
    state = await board.close(None, return_state=True)
    assert str(state.message).startswith("Biểu mẫu: còn để trống")


def conference(office: Office) -> tuple[str, Any]:
    (meeting,) = [one for one in office.picture.meetings if one.conference == "C1"]
    return meeting.state, meeting.start


async def test_an_empty_day_calls_no_conference_off(office: Office) -> None:
    before, told = conference(office), office.notices()
    asked = {"who": WHO, "plan": office.code, "conference": "C1", "dry_run": False}
    for empty in ({}, {"start": None}, {"start": "  "}, {"start": "", "end": None, "why": "theo giấy mời"}):
        state, _, page = await filled(board.fix_conference, **asked, **empty)
        assert state.is_failed()
        assert "Khai mạc: còn để trống" in page
        assert "không họp nữa thì chọn “Hủy hội nghị”" in page
    assert (conference(office), office.notices()) == (before, told)


async def test_to_call_a_conference_off_is_a_choice_of_its_own_and_wants_a_reason(office: Office) -> None:
    asked = {"who": WHO, "plan": office.code, "conference": "C1", "act": "Hủy hội nghị"}
    silent, _, _ = await filled(board.fix_conference, **asked)
    assert str(silent.message).startswith("Lý do: còn để trống")
    both, _, _ = await filled(board.fix_conference, **asked, why="bão số 4", start="08:00 25/8/2022")
    assert "đã chọn “Hủy hội nghị” mà vẫn ghi ngày giờ" in str(both.message)
    assert conference(office)[0] == "open"
    seen, run, page = await filled(board.fix_conference, **asked, why="bão số 4")
    assert "hủy hội nghị C1 “Hội nghị quán triệt" in str(seen.message)
    assert run.name.startswith("Xem trước · Hội nghị · Hủy hội nghị · C1")
    done, _, page = await filled(board.fix_conference, **asked, why="bão số 4", dry_run=False)
    assert done.is_completed(), page
    assert conference(office)[0] == "cancelled"


async def test_the_day_of_a_conference_is_shown_with_its_weekday_and_hour_and_from_what_it_moves(
    office: Office,
) -> None:
    asked = {"who": WHO, "plan": office.code, "conference": "C1"}
    state, _, page = await filled(board.fix_conference, **asked, start="08:00 25/8/2022", end="11:30")
    assert str(state.message).startswith("xem trước: hội nghị C1 “Hội nghị quán triệt, học tập cấp Khối")
    told = "khai mạc 08 giờ, ngày 25/8/2022 (thứ Năm), bế mạc 11:30; trước đây chưa có ngày"
    assert told in str(state.message)
    assert "⚠" not in page
    await filled(board.fix_conference, **asked, start="08:00 25/8/2022", dry_run=False)
    state, _, page = await filled(board.fix_conference, **asked, start="20:00 24/8/2022")
    assert "khai mạc 20 giờ, ngày 24/8/2022 (thứ Tư), bế mạc 00 giờ, ngày 25/8/2022 (thứ Năm)" in page
    assert "trước đây 08 giờ, ngày 25/8/2022 (thứ Năm)" in page
    assert "⚠ **Khai mạc lúc 20 giờ, ngày 24/8/2022 (thứ Tư): ngoài khoảng 06:00–18:00" in page
    wrong, _, _ = await filled(board.fix_conference, **asked, start="08:00 thứ Tư, 25/8/2022")
    assert "25/8/2022 là thứ Năm, không phải thứ Tư" in str(wrong.message)


@pytest.mark.parametrize(
    ("start", "told"),
    [("08:00 28/8/2022", "28/8/2022 (Chủ nhật) là ngày nghỉ"), ("08:00 1/7/2022", "đã qua")],
)
async def test_a_day_off_and_a_day_that_is_past_are_warned_of(office: Office, start: str, told: str) -> None:
    _, _, page = await filled(
        board.fix_conference, who=WHO, plan=office.code, conference="C1", start=start, end="11:00"
    )
    assert told in page


async def test_asking_now_asks_for_one_duty_and_says_how_many_letters_to_whom(office: Office) -> None:
    office.set("2022-09-22 09:00")
    asked = {"who": WHO, "plan": office.code}
    none, _, _ = await filled(board.ask_now, **asked, unit="khoi-cs01")
    assert str(none.message).startswith("Nhiệm vụ: còn để trống")
    state, run, page = await filled(board.ask_now, **asked, duty="D5", unit="khoi-cs01")
    assert "gửi 1 thông báo về nhiệm vụ D5 cho Đảng bộ cơ sở Văn phòng Tỉnh ủy, quá hạn 3 ngày" in str(
        state.message
    )
    assert "## Sẽ gửi 1 thư: 1 quá hạn" in page
    assert run.name == "Xem trước · Đề nghị báo cáo ngay · D5 · khoi-cs01 · " + office.code
    await filled(board.ask_now, **asked, duty="D5", unit="khoi-cs01", dry_run=False)
    assert office.notices() == {**office.notices(), ("overdue", "queued"): 1}
    state, _, page = await filled(board.ask_now, **asked, duty="D5", unit="khoi-cs01", dry_run=False)
    assert "không gửi thông báo nào về nhiệm vụ D5" in str(state.message)
    assert (
        "Đã được nhắc nhiệm vụ này hôm nay, không nhắc lại: Đảng bộ cơ sở Văn phòng Tỉnh ủy (lúc 09:00"
        in page
    )
    assert office.notices()[("overdue", "queued")] == 1
