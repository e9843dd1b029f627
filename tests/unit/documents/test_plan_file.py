"""A plan file is either a whole plan, or one line that says which file, line and field to mend and how."""

from __future__ import annotations

import dataclasses
import unicodedata
from datetime import date, time
from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from cascade.org.tree import Level, Selector
from cascade.plan import model as words_of_plans
from cascade.plan.model import ActionKind, Offset, OffsetUnit, Plan, WhenKind
from documents.plan_file.conference_part import ConferencePart, TopicPart, VenuePart
from documents.plan_file.plan_part import PlanPart
from documents.plan_file.policy_part import PolicyPart, RungPart
from documents.plan_file.read_plan import parents_of, read_plan
from documents.plan_file.requirement_part import FigurePart, ReferencePart, RequirementPart
from documents.plan_file.selector_part import SelectorPart
from documents.plan_file.when_part import WhenPart
from documents.reading.part import Part

GOOD = """\
plan: thu-nghiem
title: Kế hoạch thử
kind: KH
issued: 1/3/2024
issuer: tinh
policy: {hop: {grassroots: 3}, send_hours: 07:00-20:00}
conferences:
  - id: C1
    name: Hội nghị
    when: {kind: within_month, month: 2024-03, tentative: true}
    after: [D1]
    venues:
      - {id: P1, name: Hội trường, who: {units: [tinh]}}
      - {id: P2, name: Các điểm cầu, who: {level: district}, exceptions: {quan-su: P1}}
    line_test: {kind: relative, anchor: "conference:C1", offset: -1 calendar_days 15:00}
requirements:
  - id: D1
    action: gửi nội dung
    kind: submit
    who: {units: tinh-btg}
    when: {kind: before_strict, day: 18/3/2024, phrase: "trước ngày 18/3/2024", weekday: thứ Hai}
  - id: D2
    action: báo cáo kết quả
    kind: report
    who: {level: district, under: tinh}
    when: {kind: before_strict, day: 2024-04-25}
    to: [above]
    copy: tinh-btg
    depends_on: [C1]
    down_to: grassroots
    figures:
      - {id: present, label: Dự, of: total}
      - {id: total, label: Tổng số}
"""


def plan_of(tmp_path: Path, text: str | bytes) -> Plan:
    path = tmp_path / "ke-hoach.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_plan(path)


def refusal_of(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(Refusal) as refused:
        plan_of(tmp_path, text)
    line = str(refused.value)
    assert "\n" not in line
    return line.removeprefix(f"{tmp_path}/")


def test_a_plan_is_read_whole_with_the_line_of_each_part(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, GOOD)
    meeting, (first, second) = plan.conferences[0], plan.requirements
    assert (plan.code, plan.issued, plan.policy.send_hours) == (
        "thu-nghiem", date(2024, 3, 1), (time(7, 0), time(20, 0)),
    )  # fmt: skip
    assert plan.policy.hop == ((Level.GRASSROOTS, 3),)
    assert (meeting.when.year, meeting.when.month, meeting.line, meeting.when.line) == (2024, 3, 8, 10)
    assert meeting.line_test is not None
    assert meeting.line_test.offset == Offset(-1, OffsetUnit.CALENDAR_DAYS, time(15, 0))
    assert meeting.venues[1].exceptions == (("quan-su", "P1"),)
    assert first.when.kind is WhenKind.BEFORE_STRICT
    assert (first.line, first.when.line, first.who.line) == (17, 21, 20)
    assert first.who == Selector(units=("tinh-btg",), line=20)
    assert (second.kind, second.to, second.copy, second.down_to) == (
        ActionKind.REPORT, ("above",), ("tinh-btg",), Level.GRASSROOTS,
    )  # fmt: skip


def test_what_is_not_stated_keeps_the_default_of_the_rules(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "plan: a\ntitle: b\nkind: KH\nissuer: c\n")
    assert plan == Plan(code="a", title="b", kind="KH", issuer="c", file=str(tmp_path / "ke-hoach.yaml"))


@pytest.mark.parametrize(
    ("part", "value"),
    [
        (PlanPart, words_of_plans.Plan),
        (ConferencePart, words_of_plans.Conference),
        (VenuePart, words_of_plans.Venue),
        (TopicPart, words_of_plans.Topic),
        (RequirementPart, words_of_plans.Requirement),
        (FigurePart, words_of_plans.Figure),
        (ReferencePart, words_of_plans.Reference),
        (WhenPart, words_of_plans.When),
        (PolicyPart, words_of_plans.Policy),
        (RungPart, words_of_plans.Rung),
        (SelectorPart, Selector),
    ],
)
def test_a_file_can_say_everything_that_a_plan_can_hold(part: type[Part], value: type) -> None:
    fields = {field.name for field in dataclasses.fields(value)}
    keys = set(part.keys())
    if part is PlanPart:
        # An answered question is in its place; nobody needs the question then.
        keys = keys - {"plan", "questions"} | {"code"}
    assert keys == fields - {"line", "file"}


def test_letters_come_out_in_one_form_whatever_the_keyboard(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, unicodedata.normalize("NFD", GOOD))
    assert plan.requirements[0].action == "gửi nội dung"


def test_a_byte_order_mark_windows_line_ends_and_hard_spaces_do_no_harm(tmp_path: Path) -> None:
    text = GOOD.replace("\n", "\r\n").replace("gửi nội", "gửi\u00a0nội").replace("    when", "\u00a0   when")
    assert plan_of(tmp_path, b"\xef\xbb\xbf" + text.encode()).requirements[0].action == "gửi nội dung"


# Each pair: what somebody changes in the good plan; what the one line says.
BROKEN = [
    ("issued: 1/3/2024", "issued: 30/2/2024",
     "ke-hoach.yaml:4: issued: ngày 30/2/2024 không có trong lịch; tháng 2/2024 chỉ có 29 ngày"),
    ("day: 18/3/2024", "day: 2024-02-30",
     "ke-hoach.yaml:21: requirements.D1.when.day: ngày 30/2/2024 không có trong lịch; "
     "tháng 2/2024 chỉ có 29 ngày"),
    ("thứ Hai", "thứ Ba",
     "ke-hoach.yaml:21: requirements.D1.when.weekday: ngày 18/3/2024 là thứ Hai, không phải thứ Ba; "
     "xem lại ngày hoặc thứ trên văn bản gốc"),
    ("requirements:", "reqirements:",
     "ke-hoach.yaml:16: reqirements: không có khóa “reqirements”; có phải “requirements”?"),
    ("action: báo cáo", "acton: báo cáo",
     "ke-hoach.yaml:23: requirements.D2.acton: không có khóa “acton”; có phải “action”?"),
    ("    action: gửi nội dung\n", "",
     "ke-hoach.yaml:17: requirements.D1.action: thiếu khóa “action”; thêm `action: …`"),
    ("- id: D2", "- id: D1",
     "ke-hoach.yaml:22: requirements.D1.id: mã “D1” dùng 2 lần; đặt mã khác nhau"),
    ("after: [D1]", "after: [D2]",
     "ke-hoach.yaml:8: conferences.C1: vòng chờ nhau: C1 → D2 → C1; "
     "bỏ một trong các depends_on, after, collects, anchor này"),
    ("depends_on: [C1]", "depends_on: [C2]",
     "ke-hoach.yaml:29: requirements.D2.depends_on.C2: không có yêu cầu hay hội nghị “C2”; "
     "các mã đã có: C1, D1, D2"),
    ('"conference:C1"', '"conference:D1"',
     "ke-hoach.yaml:15: conferences.C1.line_test.anchor: “D1” không phải hội nghị; ghi mã của một hội nghị"),
    ('"conference:C1"', '"requirement:D2/grassroots"',
     "ke-hoach.yaml:15: conferences.C1.line_test.anchor: “D2/grassroots” là hạn tính theo quy tắc từ “D2”; "
     "tính từ “D2”"),
    ("quan-su: P1", "quan-su: P9",
     "ke-hoach.yaml:14: conferences.C1.venues.P2.exceptions.quan-su: không có điểm cầu “P9”; "
     "các mã đã có: P1, P2"),
    ("of: total", "of: present",
     "ke-hoach.yaml:32: requirements.D2.figures.present.of: không có số liệu “present”; các mã đã có: total"),
    ("{id: total,", "{id: present,",
     "ke-hoach.yaml:33: requirements.D2.figures.present.id: mã “present” dùng 2 lần; đặt mã khác nhau"),
    ("kind: report", "kind: bao-cao",
     "ke-hoach.yaml:24: requirements.D2.kind: “bao-cao” không nằm trong danh sách cho phép; "
     "dùng một trong: hold, attend, teach, report, synthesise, adopt, submit, prepare, line_test, other"),
    ("kind: report", "kind: raport",
     "ke-hoach.yaml:24: requirements.D2.kind: “raport” không nằm trong danh sách cho phép; "
     "có phải “report”?"),
    ("{kind: before_strict, day: 2024-04-25}", "{kind: before_strict}",
     "ke-hoach.yaml:26: requirements.D2.when.kind: kiểu before_strict thiếu khóa “day”; "
     "thêm `day: 2024-04-25`"),
    ("{kind: before_strict, day: 2024-04-25}", "{kind: none, day: 2024-04-25}",
     "ke-hoach.yaml:26: requirements.D2.when.day: kiểu none không dùng khóa “day”; "
     "bỏ khóa này hoặc đổi kind; none dùng không kèm ngày nào"),
    ("month: 2024-03", "month: 3",
     "ke-hoach.yaml:10: conferences.C1.when.month: thiếu năm; ghi dạng 2024-03"),
    ("down_to: grassroots", "down_to: [grassroots]",
     "ke-hoach.yaml:30: requirements.D2.down_to: phải là một giá trị, không phải danh sách hay nhóm khóa; "
     "ghi giá trị ngay sau dấu hai chấm"),
    ("who: {units: tinh-btg}", "who:",
     "ke-hoach.yaml:20: requirements.D1.who: thiếu khóa “who”; thêm `who: …`"),
    ("who: {units: tinh-btg}", "who: {}",
     "ke-hoach.yaml:20: requirements.D1.who: không nói đơn vị nào; "
     "thêm `units: [mã]` hoặc `level: …`, `under: …`"),
    ("who: {units: tinh-btg}", "who: tinh-btg",
     "ke-hoach.yaml:20: requirements.D1.who: phải là một nhóm “khóa: giá trị”; "
     "dùng các khóa level, kind, group, under, units, exclude"),
    ("issuer: tinh\n", "issuer: tinh\nissuer: tinh\n",
     "ke-hoach.yaml:6: issuer: khóa “issuer” đã có ở dòng 5; giữ một trong hai"),
    ("hop: {grassroots: 3}", "hop: {xom: 3}",
     "ke-hoach.yaml:6: policy.hop.xom: “xom” không phải một cấp; ghi một trong: trung ương, tỉnh, "
     "xã (phường, đặc khu, huyện, đảng bộ trực thuộc), cơ sở (chi bộ)"),
    ("hop: {grassroots: 3}", "hop: {cơ sở: 3, chi bộ: 4}",
     "ke-hoach.yaml:6: policy.hop: “cơ sở” và “chi bộ” là một cấp; giữ một trong hai"),
    ("down_to: grassroots", "down_to: cấp xã",
     "ke-hoach.yaml:30: requirements.D2.down_to: “cấp xã” trong văn bản trước 01/7/2025 còn dưới cấp huyện; "
     "ghi “cơ sở”"),
    ("hop: {grassroots: 3}", "hop: {grassroots: ba}",
     "ke-hoach.yaml:6: policy.hop.grassroots: “ba” không phải số nguyên; ghi một số từ 0 đến 250"),
    ("07:00-20:00", "20:00-07:00",
     "ke-hoach.yaml:6: policy.send_hours: giờ kết thúc 07:00 không sau giờ bắt đầu 20:00; "
     "đổi lại thứ tự hai giờ"),
    ("title: Kế hoạch thử", "title: [Kế hoạch]",
     "ke-hoach.yaml:2: title: phải là một dòng chữ, không phải danh sách hay nhóm khóa; "
     "đặt cả câu trong dấu nháy kép"),
    ("issuer: tinh\n", "issuer: Tỉnh ủy\n",
     "ke-hoach.yaml:5: issuer: “Tỉnh ủy” không phải một mã; "
     "mã chỉ gồm chữ, số, dấu chấm, gạch nối, gạch dưới; không có dấu cách, tối đa 80"),
    ("to: [above]", "to: {a: b}",
     "ke-hoach.yaml:27: requirements.D2.to: phải là một danh sách; "
     "ghi mỗi mục một dòng bắt đầu bằng dấu -, hoặc [a, b]"),
    ("{kind: before_strict, day: 2024-04-25}", "{kind: recurring, every: month, until: 2099-12-31}",
     "ke-hoach.yaml:26: requirements.D2.when.until: định kỳ kéo dài 75 năm, quá 15; "
     "kiểm tra năm ở until và ngày ban hành"),
    ("conferences:\n", "",
     "ke-hoach.yaml:7: không phải YAML đúng (thụt dòng không khớp hoặc thiếu dấu hai chấm)"),
    ("requirements:\n", "requirements: không\nx:\n",
     "ke-hoach.yaml:17: x: không có khóa “x”; dùng các khóa plan, title,"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "broken", "line"), BROKEN)
def test_a_broken_plan_says_where_and_what_to_do(tmp_path: Path, good: str, broken: str, line: str) -> None:
    assert GOOD.count(good) >= 1
    assert refusal_of(tmp_path, GOOD.replace(good, broken, 1)).startswith(line)


UNREADABLE = [
    ("kế hoạch: [", "không phải YAML đúng"),
    ("plan: a\n\ttitle: b", "thụt dòng bằng dấu cách, không dùng phím Tab"),
    ("a: &x 1\nb: *x", "ke-hoach.yaml:1: không dùng & và * của YAML"),
    ("a: !!python/object:os.system x", "không dùng nhãn kiểu"),
    pytest.param("a: " + "[" * 40_000, "lồng nhau quá 20 tầng", id="nested"),
    ("a: 1\n---\nb: 1", "ke-hoach.yaml:2: có hơn một tài liệu YAML"),
    ("chỉ có chữ", "tệp không phải một kế hoạch"),
    ("- a\n- b", "tệp không phải một kế hoạch"),
    ("# chỉ ghi chú\n", "tệp không phải một kế hoạch"),
    ("", "tệp rỗng"),
    (" \n\n", "tệp rỗng"),
    (GOOD.encode("utf-16"), "tệp dùng bảng mã UTF-16"),
    (GOOD.encode("utf-16-le"), "có ký tự NUL"),
    ("plan: a\ntitle: Kế".encode("utf-16-be"), "có ký tự NUL"),
    (b"plan: a\ntitle: K\xea\xec ho\xe1ch", "ke-hoach.yaml:2: có chữ không phải UTF-8"),
    (b"plan: a\0b", "ke-hoach.yaml:1: có ký tự NUL"),
    ("Kế hoạch tỉnh ủy".encode().decode("cp1252", "ignore"), "chữ tiếng Việt bị vỡ mã"),
    ("title: K\ufffd", "có ký tự hỏng"),
    (b"PK\x03\x04rest", "đây là tệp Word hoặc Excel"),
    (b"%PDF-1.7", "đây là tệp PDF"),
    ("a: b\x07", "ke-hoach.yaml:1:5: có ký tự điều khiển U+0007"),
    ('a:\n  "b\\x07"', "ke-hoach.yaml:2: có ký tự điều khiển U+0007"),
    (b"a: " + b"x" * 4_000_001, "tệp lớn hơn 4 MB"),
]


@pytest.mark.parametrize(("content", "what"), UNREADABLE)
def test_a_file_that_is_no_plan_is_named_for_what_it_is(
    tmp_path: Path, content: str | bytes, what: str
) -> None:
    assert what in refusal_of(tmp_path, content)


def test_a_missing_file_asks_for_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "dong-nai.yaml").write_text(GOOD)
    with pytest.raises(Refusal, match=r"không có tệp này; có phải “dong-nai.yaml”"):
        read_plan(tmp_path / "dongnai.yaml")
    with pytest.raises(Refusal, match=r"không có tệp này; kiểm tra lại đường dẫn"):
        read_plan(tmp_path / "khong" / "co")
    with pytest.raises(Refusal, match=r"đây là một thư mục"):
        read_plan(tmp_path)
    with pytest.raises(Refusal, match=r"không đọc được tệp"):
        read_plan(tmp_path / ("a" * 300))
    with pytest.raises(Refusal, match=r"không đọc được tệp"):
        read_plan(tmp_path / "a\0b")


def test_ten_thousand_laughs_cost_nothing(tmp_path: Path) -> None:
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    assert "không dùng & và *" in refusal_of(tmp_path, laughs)


def test_the_plan_above_is_read_when_its_file_lies_beside(tmp_path: Path) -> None:
    (tmp_path / "cap-tren.yaml").write_text("plan: cap-tren\ntitle: a\nkind: HD\nissuer: tw\n")
    follows = "follows: [{number: 1-HD, plan: cap-tren}, {number: 2-HD, plan: khong-co}, {number: 3-HD}]\n"
    (parent,) = parents_of(plan_of(tmp_path, GOOD + follows))
    assert parent.code == "cap-tren"


def test_a_ladder_may_be_named_after_a_level_as_people_call_it(tmp_path: Path) -> None:
    rungs = "[{id: T-1, offset: -1 working_days 08:00, target: unit, occasion: reminder}]"
    given = GOOD.replace(
        "hop: {grassroots: 3}", f"hop: {{cơ sở: 3}}, ladders: {{huyện: {rungs}, x: {rungs}}}"
    )
    path = tmp_path / "ke-hoach.yaml"
    path.write_text(given, encoding="utf-8")
    plan = read_plan(path)
    assert [name for name, _ in plan.policy.ladders] == ["district", "x"]
    assert dict(plan.policy.hop) == {Level.GRASSROOTS: 3}
    path.write_text(given.replace("    down_to:", "    ladder: huyện\n    down_to:"), encoding="utf-8")
    assert [name for name, _ in read_plan(path).policy.ladders] == ["huyện", "x"]
