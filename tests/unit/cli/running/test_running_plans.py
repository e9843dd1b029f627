"""An officer at the desk of a running plan: its dates, its units, its calendar, its conference change."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from cascade.calendar.zone import instant
from cascade.reports.obligation_states import Shown
from models.database import clock
from models.database.ledger import Ledger
from models.tables import ReportRow
from services import targets
from services.answers.asking import unit_asks
from tests.unit.cli.conftest import Desk

PLAN = """\
plan: kh-1
title: Học tập nghị quyết
short: học tập
kind: KH
issued: 2026-03-02
issuer: tinh
desk: tinh-btg
units: units.csv
covers:
  - {number: 15-NQ/TW, date: 2026-01-05}
conferences:
  - id: C1
    name: Hội nghị học tập
    host: tinh
    chair: Bí thư Tỉnh ủy
    when: {kind: within_month, month: 2026-04, sessions: 1, tentative: true, phrase: trong tháng 4/2026}
    relayed: false
    venues:
      - {id: P1, name: Hội trường Tỉnh ủy, host: tinh, who: {level: province, under: tinh}}
      - {id: P2, name: Hội trường huyện, who: {level: district, under: tinh}}
requirements:
  - id: D1
    action: Báo cáo kết quả học tập
    kind: report
    who: {level: district, under: tinh}
    when: {kind: by, day: 2026-05-22, phrase: chậm nhất ngày 22/5/2026}
    down_to: grassroots
    to: [tinh]
  - id: D2
    action: Bảo đảm hội trường
    kind: prepare
    who: {units: [tinh-vp]}
    conference: C1
    when: {kind: relative, anchor: "conference:C1", offset: -2 working_days}
    to: [tinh]
"""
OTHER = """\
plan: kh-2
title: Sơ kết công tác
kind: KH
issued: 2026-03-02
issuer: tinh
desk: tinh-btg
units: units.csv
conferences:
  - id: C9
    name: Hội nghị sơ kết
    host: tinh
    chair: bí thư tỉnh ủy
    when: {kind: fixed, day: 2026-04-22, start_time: "08:00", end_time: "11:00", phrase: ngày 22/4/2026}
    venues:
      - {id: P1, name: Phòng họp số 2, host: tinh, who: {units: [tinh-vp]}}
requirements:
  - id: D1
    action: Gửi tham luận
    kind: submit
    who: {units: [tinh-vp]}
    when: {kind: by, day: 2026-04-16, phrase: chậm nhất ngày 16/4/2026}
    to: [tinh]
"""
HEAD = ["code", "name", "level", "parent", "kind", "valid_from", "valid_to", "successor", "contact", "mail"]
UNITS = [
    ("tinh", "Tỉnh ủy", "province", "", "committee", "", "", ""),
    ("tinh-btg", "Ban Tuyên giáo", "province", "tinh", "office", "", "", ""),
    ("tinh-vp", "Văn phòng", "province", "tinh", "office", "", "", ""),
    ("h1", "Huyện ủy Một", "district", "tinh", "committee", "", "", ""),
    ("h2", "Huyện ủy Hai", "district", "tinh", "committee", "", "", ""),
    ("x1", "Đảng ủy xã Một", "grassroots", "h1", "committee", "", "", ""),
    ("x2", "Đảng ủy xã Hai", "grassroots", "h1", "committee", "", "", ""),
    ("x3", "Đảng ủy xã Ba", "grassroots", "h2", "committee", "", "", ""),
]
Rows = Sequence[tuple[str, ...]]


def write_units(folder: Path, rows: Rows) -> None:
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        out.writerows([*row, f"Đầu mối {row[0]}", f"{row[0]}@example.vn"] for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two plans and their units, as files."""
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(OTHER, encoding="utf-8")
    write_units(tmp_path, UNITS)
    return tmp_path


@pytest.fixture
def on(desk: Desk, folder: Path) -> Callable[[date], None]:
    """Let the house believe it is 08:00 of a day; the plan has been issued on 2 March."""

    def set_day(day: date, hour: time = time(8)) -> None:
        ledger = Ledger()
        ledger.upgrade()
        with ledger.begin() as session:
            clock.set_clock(session, instant(day, hour))
        ledger.dispose()

    set_day(date(2026, 3, 2))
    assert desk("issue", folder / "plan.yaml").code == 0
    return set_day


def rewritten(folder: Path, *changes: tuple[str, str]) -> Path:
    path = folder / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def due(desk: Desk, unit: str) -> dict[str, Any]:
    found = desk("status", "kh-1", "--unit", unit, "--json").json
    return {row["key"]: row for row in found["obligations"]}


def test_amending_shows_the_dates_before_and_after_and_tells_only_those(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    on(date(2026, 4, 1))
    path = rewritten(folder, ("2026-05-22", "2026-05-29"))
    shown = desk("amend", path)
    assert "lùi lại: D1 23:59 22/5/2026 → 23:59 29/5/2026, 2 (Huyện ủy Một, Huyện ủy Hai)" in shown.out
    assert "Chưa áp dụng" in shown.out
    done = desk("amend", path, "--apply", "--why", "lùi một tuần", "--json").json
    assert done["applied"]
    assert done["told"] == ["h1", "h2", "x1", "x2", "x3"]
    assert {"id": "D1:h1", "was": "2026-05-22T16:59:00+00:00", "due": "2026-05-29T16:59:00+00:00"} in done[
        "dates"
    ]
    assert desk("amend", path).out.startswith("Không có gì thay đổi.")


def test_a_contradiction_is_not_applied(desk: Desk, folder: Path, on: Callable[[date], None]) -> None:
    path = rewritten(folder, ("2026-05-22", "2026-02-02"), ("22/5/2026", "2/2/2026"))
    shown = desk("amend", path)
    assert (shown.code, "trước ngày ban hành" in shown.err) == (0, True)
    refused = desk("amend", path, "--apply")
    assert refused.code == 1
    assert refused.err.count("\n") == 1


def test_a_merger_moves_the_open_duties_with_a_trace(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    on(date(2026, 4, 2))
    gone = [(*row[:6], "2026-04-01", "x9") if row[0] in ("x1", "x2") else row for row in UNITS]
    write_units(
        folder, [*gone, ("x9", "Đảng ủy xã Mới", "grassroots", "h1", "committee", "2026-04-01", "", "")]
    )
    told = desk("units", "import", folder / "units.csv").out
    assert "kh-1: 2 nhiệm vụ chưa hoàn thành" in told
    path = folder / "plan.yaml"
    shown = desk("amend", path, "--on", "2026-04-02").out
    assert "D1 (cơ sở) Đảng ủy xã Một: chuyển giao, “Đảng ủy xã Một” kết thúc hoạt động" in shown
    assert "D1 (cơ sở) Đảng ủy xã Hai: thôi giao" in shown
    assert due(desk, "x9") == {}
    done = desk("amend", path, "--on", "2/4/2026", "--apply", "--why", "sáp nhập", "--json").json
    assert [(one["id"], one["fate"], one["to"]) for one in done["traces"]] == [
        ("D1/grassroots:x1", "handed_over", "x9"),
        ("D1/grassroots:x2", "withdrawn", None),
    ]
    assert list(due(desk, "x9")) == ["D1/grassroots"]
    trail = desk("log", "kh-1", "--unit", "x1").out
    assert "theo đơn vị mới" in trail
    assert "giao cho: Đảng ủy xã Mới" in trail
    rewritten(folder, ("2026-05-22", "2026-05-29"))
    later = desk("amend", path, "--apply", "--json").json
    assert later["told"] == ["h1", "h2", "x3", "x9"], "the plan stays on the tree it was moved to"


def test_a_new_holiday_dates_running_plans_anew_and_names_whom_it_concerns(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    on(date(2026, 4, 2))
    before = due(desk, "x1")["D1/grassroots"]["due_at"]
    shown = desk("calendar", "off", "20/5/2026", "--source", "CV 9").out
    who = "3 (Đảng ủy xã Một, Đảng ủy xã Hai, Đảng ủy xã Ba)"
    assert f"kh-1: sớm hơn: D1 (cơ sở) 23:59 15/5/2026 → 23:59 14/5/2026, {who}" in shown
    assert due(desk, "x1")["D1/grassroots"]["due_at"] == before
    done = desk("calendar", "off", "2026-05-20", "--source", "CV 9", "--apply", "--json").json
    assert [(one["plan"], one["told"]) for one in done["plans"]] == [("kh-1", ["x1", "x2", "x3"])]
    assert due(desk, "x1")["D1/grassroots"]["due_at"] < before
    assert due(desk, "h1")["D1"]["due_at"].startswith("2026-05-22"), "what the paper states stays"
    assert "Không kế hoạch nào" in desk("calendar", "off", "2026-05-20", "--source", "CV 9").out


def test_a_check_fails_where_issuing_would_be_refused(desk: Desk, folder: Path) -> None:
    assert desk("check", folder / "plan.yaml").code == 0
    paper = (folder / "plan.yaml").read_text("utf-8")
    wrong = paper.replace(
        "who: {level: district, under: tinh}\n    when", "who: {group: [không có]}\n    when"
    )
    assert wrong != paper
    (folder / "wrong.yaml").write_text(wrong, encoding="utf-8")
    told = desk("check", folder / "wrong.yaml", "--json")
    assert told.code == 1
    assert "error" in {one["severity"] for one in told.json["findings"]}


def test_what_is_checked_is_what_would_be_issued(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    desk("calendar", "off", "2026-05-20", "--source", "CV 9")
    told = desk("check", folder / "plan.yaml", "--json").json["obligations"]
    assert {one["latest"] for one in told if one["level"] == "grassroots"} == {"2026-05-14"}


PROVINCE = ("--level", "province")


def test_days_are_proposed_clear_of_other_plans_with_the_reasons(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    assert desk("issue", folder / "other.yaml").code == 0
    on(date(2026, 3, 30))
    found = desk("conference", "propose", "kh-1", "C1/province", "--json").json
    starts = {one["start"] for one in found["proposals"]}
    [clash] = found["taken"]
    assert datetime.fromisoformat(clash["start"]) == instant(date(2026, 4, 22), time(7, 30))
    assert clash["start"] not in starts
    shown = desk("conference", "propose", "kh-1", "C1", *PROVINCE).out
    assert "Không đề xuất 07:30 22/4/2026: trùng giờ với “Hội nghị sơ kết” (chủ trì: Bí thư Tỉnh ủy" in shown
    turns = desk("conference", "propose", "kh-1", "C1", "--in-turn", "--json").json["turns"]
    assert [turn["level"] for turn in turns] == ["province", "district"]
    assert turns[0]["proposal"]["end"] < turns[1]["proposal"]["start"]


def test_a_conference_is_fixed_postponed_and_cancelled(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    on(date(2026, 4, 1))
    fixed = desk("conference", "fix", "kh-1", "C1", "2026-04-16 08:00", "2026-04-16 11:00", *PROVINCE).out
    assert "sớm hơn: D2" in fixed
    assert "hội nghị: C1 chưa ấn định → 08:00 16/4/2026" in fixed
    invited = desk("conference", "show", "kh-1", "C1", "--json").json["counts"]["invited"]
    assert f"Gửi giấy mời đến {invited} đơn vị." in fixed
    moved = desk(
        "conference", "postpone", "kh-1", "C1", "2026-04-17 08:00", "2026-04-17 11:00", *PROVINCE
    ).out
    assert "lùi lại: D2 23:59 14/4/2026 → 23:59 15/4/2026, 1 (Văn phòng)" in moved
    assert "hội nghị: C1 08:00 16/4/2026 → 08:00 17/4/2026; các đơn vị đã mời nhận thông báo mới" in moved
    gone = desk("conference", "cancel", "kh-1", "C1", "--why", "bão", *PROVINCE).out
    assert "thôi giao: 1 (D2 Văn phòng)" in gone
    assert "hội nghị: C1 08:00 17/4/2026 → hủy" in gone


def test_a_conference_held_level_by_level_asks_which_level(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    on(date(2026, 4, 1))
    hours = ("2026-04-16 08:00", "2026-04-16 11:00")
    asked = desk("conference", "fix", "kh-1", "C1", *hours)
    assert asked.code == 1
    assert "mỗi cấp một ngày" in asked.err
    assert "province = cấp tỉnh, district = đảng bộ trực thuộc" in asked.err
    fixed = desk("conference", "fix", "kh-1", "C1", *hours, "--level", "district").out
    assert "hội nghị: C1 (đảng bộ trực thuộc) chưa ấn định → 08:00 16/4/2026" in fixed
    assert "D2" not in fixed
    early = desk("conference", "attend", "kh-1", "C1", "h1", "P2", "9", "10")
    assert (early.code, "chưa khai mạc" in early.err) == (1, True)
    on(date(2026, 4, 17))
    assert desk("conference", "attend", "kh-1", "C1", "h1", "P2", "9", "10", "--excused", "1").code == 0
    assert desk("conference", "show", "kh-1", "C1/district", "--json").json["counts"]["present"] == 9
    [left] = desk("conference", "propose", "kh-1", "C1", "--in-turn", "--json").json["turns"]
    assert left["level"] == "province"


def test_papers_are_of_the_next_conference_unless_another_is_named(
    desk: Desk, folder: Path, on: Callable[[date], None], tmp_path: Path
) -> None:
    on(date(2026, 4, 1))
    for level, day in (("district", "2026-04-20"), ("province", "2026-04-16")):
        hours = (f"{day} 08:00", f"{day} 11:00")
        assert desk("conference", "fix", "kh-1", "C1", *hours, "--level", level).code == 0
    parcel = ("export", "kh-1", "--paper", "giay-moi", "-o", tmp_path / "moi.zip")
    taken = {}
    for today in (1, 17, 29):
        on(date(2026, 4, today))
        taken[today] = desk(*parcel, "--json").json["conference"]
    assert taken == {1: "C1", 17: "C1/district", 29: "C1/district"}
    told = desk(*parcel).out
    assert "Hội nghị C1/district, Hội nghị học tập" in told
    assert "08:00 20/4/2026" in told
    assert "Hội nghị C1" not in desk(*parcel, "--conference", "C1").out, "whoever names it knows it"
    assert desk(*parcel, "--conference", "C9").code == 1


def test_the_desk_sees_who_does_not_come_and_why(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    on(date(2026, 4, 1))
    desk("conference", "fix", "kh-1", "C1", "2026-04-16 08:00", "2026-04-16 11:00", "--level", "district")
    assert desk("conference", "reply", "kh-1", "C1", "h1", "--no", "--reason", "trùng đại hội").code == 0
    assert "không dự (trùng đại hội)" in desk("conference", "show", "kh-1", "C1/district").out


def test_inviting_to_a_day_of_the_plan_itself_is_not_nothing(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    assert desk("issue", folder / "other.yaml").code == 0
    fix = ("conference", "fix", "kh-2", "C9", "2026-04-22 08:00", "2026-04-22 11:00")
    assert desk(*fix).out.splitlines() == ["Gửi giấy mời đến 1 đơn vị."]
    assert desk(*fix).out.startswith("Không có gì thay đổi.")


def test_a_stand_in_is_written_to_for_some_days(desk: Desk, folder: Path, on: Callable[[date], None]) -> None:
    days = ("2026-05-20", "2026-05-29")
    assert desk("units", "stand-in", "h1", "Lê Thị Hoa", *days, "--mail", "hoa@example.vn").code == 0
    on(date(2026, 5, 28))
    desk("extend", "kh-1", "D1", "h1", "2026-06-05", "--why", "mưa lũ")
    [last] = desk("notices", "kh-1", "--unit", "h1", "--occasion", "extended", "--json").json["notices"]
    assert last["address"] == "hoa@example.vn"
    assert desk("units", "stand-in", "h9", "A", *days, "--mail", "a@b.vn").code == 1
    assert desk("units", "stand-in", "h1", "A", *days).code == 1
    assert "ngày cuối trước" in desk("units", "stand-in", "h1", "A", *reversed(days), "--mail", "a@b.vn").err


def test_what_units_ask_for_is_listed_and_answered_by_its_number(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    on(date(2026, 5, 18))
    ledger = Ledger()
    with ledger.begin() as session:
        now, until = clock.now(session), date(2026, 6, 5)
        for unit in ("h1", "h2"):
            number = targets.obligation(session, "kh-1", "D1", unit, now).id
            unit_asks.ask_later(session, number, until, "mưa lũ", now=now, by="Bà A")
        number = targets.obligation(session, "kh-1", "D2", "tinh-vp", now).id
        unit_asks.ask_other_unit(session, number, "", "việc của Ban", now=now, by="Ông B")
    ledger.dispose()
    listed = desk("asks", "show", "--plan", "kh-1", "--json").json["asks"]
    assert [(one["unit"], one["kind"]) for one in listed] == [
        *(("h1", "later_day"), ("h2", "later_day"), ("tinh-vp", "other_unit")),
    ]
    first, second, third = (str(one["id"]) for one in listed)
    assert desk("asks", "grant", first, "--until", "2026-06-10").code == 0
    assert desk("asks", "decline", second, "--why", "tỉnh cần số liệu").code == 0
    assert "chưa ghi đơn vị nào" in desk("asks", "grant", third).err
    assert desk("asks", "grant", third, "--to", "tinh-btg").code == 0
    assert "đã trả lời" in desk("asks", "grant", second).err
    assert desk("asks", "grant", "99").code == 1
    assert "Không có đề nghị nào đang chờ." in desk("asks").out
    told = desk("notices", "kh-1", "--unit", "h2", "--occasion", "ask_declined", "--json").json["notices"]
    assert len(told) == 1
    assert "tinh-btg" in str(desk("log", "kh-1", "--json").json["acts"])


def test_a_figure_is_read_by_the_command_as_by_the_counter(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    figures = "    figures: [{id: members, label: đảng viên}, {id: day, label: ngày họp, kind: date}]\n"
    (folder / "other.yaml").write_text(OTHER + figures, encoding="utf-8")
    assert desk("issue", folder / "other.yaml").code == 0
    report = ("report", "submit", "kh-2", "D1", "tinh-vp")
    for wrong in ("members=83,54", "members=1000000000", "day=31/4/2026"):
        refused = desk(*report, *(["members=5"] if wrong.startswith("day") else ["day=22/4/2026"]), wrong)
        assert refused.code == 1
        assert refused.err.startswith(f"{wrong}: ")
    assert desk(*report, "members=83,546", "day=22/4/2026").code == 0
    ledger = Ledger()
    with ledger.begin() as session:
        [told] = session.scalars(select(ReportRow.figures))
    ledger.dispose()
    assert told == {"members": 83546, "day": "2026-04-22"}


def test_what_is_exported_says_nothing_of_a_secret_duty_but_its_number(
    desk: Desk, folder: Path, on: Callable[[date], None], tmp_path: Path
) -> None:
    hidden = OTHER.replace("Gửi tham luận", "Việc kín số 7").replace(
        "to: [tinh]\n", "to: [tinh]\n    secret: true\n"
    )
    (folder / "other.yaml").write_text(hidden, encoding="utf-8")
    assert desk("issue", folder / "other.yaml").code == 0
    told = b""
    for kind in ("xlsx", "docx", "svg"):
        path = tmp_path / f"out.{kind}"
        assert desk("export", "kh-2", f"--{kind}", path).code == 0
        with ZipFile(path) if kind != "svg" else nullcontext() as packed:
            told += path.read_bytes() if packed is None else b"".join(map(packed.read, packed.namelist()))
    assert "Tham luận".encode() not in told
    assert "kín số 7".encode() not in told
    assert b"tinh-vp" in told or "Văn phòng".encode() in told


def test_the_picture_paints_what_was_reported_late(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    def painted() -> int:
        file = folder / "kh-1.svg"
        assert desk("export", "kh-1", "--svg", file).code == 0
        return file.read_text(encoding="utf-8").count(Shown.DONE_LATE.colour)

    on(date(2026, 5, 25))
    before = painted()
    assert desk("report", "submit", "kh-1", "D1/grassroots", "x1", "--note", "Đã xong").code == 0
    assert due(desk, "x1")["D1/grassroots"]["late"]
    assert painted() > before


def test_a_unit_is_named_at_the_desk_as_on_a_form(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    until = ("2026-06-05", "--why", "mưa lũ")
    assert desk("extend", "kh-1", "D1", "huyen uy mot", *until).code == 0
    assert due(desk, "h1")["D1"]["extended_until"].startswith("2026-06-05")
    nobody = desk("extend", "kh-1", "D1", "Huyện ủy Mười", *until)
    assert (nobody.code, "ghi mã: h1" in nobody.err) == (1, True)
    nothing = desk("extend", "kh-1", "D9", "h1", *until)
    assert (nothing.code, "`dondoc status kh-1 --unit h1`" in nothing.err) == (1, True)


def test_a_report_goes_back_only_with_a_reason(desk: Desk, folder: Path, on: Callable[[date], None]) -> None:
    assert desk("report", "submit", "kh-1", "D1/grassroots", "x1", "--note", "Đã xong").code == 0
    silent = desk("report", "return", "kh-1", "D1/grassroots", "x1", "--why", " ")
    assert (silent.code, "--why: còn để trống; ghi lý do" in silent.err) == (2, True)
    assert desk("report", "return", "kh-1", "D1/grassroots", "x1", "--why", "thiếu").code == 0


def test_the_branches_keep_their_keys_in_json(desk: Desk, folder: Path, on: Callable[[date], None]) -> None:
    assert desk("report", "submit", "kh-1", "D1/grassroots", "x1", "--note", "Đã xong").code == 0
    found = {row["branch"]: row for row in desk("status", "kh-1", "--json").json["branches"]}
    keys = "branch name level expected done accepted late overdue open exempt opened_at done_at"
    assert list(found["h1"]) == keys.split()
    assert (found["h1"]["expected"], found["h1"]["done"], found["h1"]["open"]) == (3, 1, 2)


@pytest.mark.parametrize(
    ("option", "given", "told"),
    [
        ("--mail", "ong x, xa1 tai example.vn", "không phải địa chỉ thư"),
        ("--mail", "vănthư@example.vn", "có chữ có dấu trước @"),
        ("--zbs", "0987 654", "không phải số điện thoại"),
        ("--zbs", "024 3825 1234", "là số cố định"),
        ("--zalo", "0987654321", "là số điện thoại"),
        ("--zalo", "a b", "không phải mã hội thoại Zalo"),
    ],
)
def test_a_stand_in_has_no_address_that_no_list_would_keep(
    desk: Desk, option: str, given: str, told: str
) -> None:
    answer = desk("units", "stand-in", "h1", "Ông X", "3/11/2026", "10/11/2026", option, given)
    assert (answer.code, f": {option}: " in answer.err, told in answer.err) == (2, True, True)


def test_backdrops_are_drawn_for_every_hall_or_for_one(
    on: Callable[[date], None], desk: Desk, folder: Path, tmp_path: Path
) -> None:
    rewritten(folder, ("    relayed: false\n", ""), ("plan: kh-1", "plan: kh-3"))
    assert desk("issue", folder / "plan.yaml").code == 0
    meeting = ("conference", "backdrop", "kh-3", "C1")
    assert desk(*meeting, "--to", tmp_path / "a", "--kind", "svg").code == 0
    drawn = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "a").iterdir()}
    assert set(drawn) == {f"ma-ket-C1-{unit}.svg" for unit in ("tinh", "h1", "h2")}
    assert "ngày … tháng … năm …" in drawn["ma-ket-C1-h1.svg"]
    assert desk("conference", "fix", "kh-3", "C1", "2026-04-15 08:00", "2026-04-15 11:00").code == 0
    one = ("--unit", "h1", "--wall", "8x3,5", "--to", tmp_path / "b")
    assert desk(*meeting, *one).code == 0
    assert {path.suffix for path in (tmp_path / "b").iterdir()} == {".svg", ".png", ".pdf"}
    named = (tmp_path / "b" / "ma-ket-C1-h1.svg").read_text(encoding="utf-8")
    assert "HUYỆN ỦY MỘT / HỘI NGHỊ / HỌC TẬP" in named
    assert "ngày 15 tháng 4 năm 2026" in named
    assert 'width="8000mm"' in named
    wrong = desk(*meeting, "--unit", "x1", "--to", tmp_path / "c")
    assert wrong.code != 0
    assert "điểm cầu" in wrong.err
