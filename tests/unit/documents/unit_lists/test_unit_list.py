"""A unit list is either a whole tree, or one line that says which row and column to mend and how."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cascade.lang.circles import find_circle
from cascade.lang.refusal import Refusal
from cascade.org.tree import Contact, Level, OrgTree, UnitKind
from documents.plan_file.read_plan import check_against, read_plan
from documents.unit_file.unit_list import read_units

GOOD = """\
code,name,level,parent,kind,group,vertical,valid_from,valid_to,successor,contact,mail,zalo,phone,lang
tw,Trung ương,central,,committee,,,,,,,,,,
quan-uy,Quân ủy,central,tw,,,,,,,,,,,
tinh,Tỉnh ủy,province,tw,committee,tỉnh ủy,,,,,Bà A,a@example.vn,,,
tinh-btg,Ban Tuyên giáo,province,tinh,office,ban đảng,,,,,,,,0987 654 321,en
huyen,Huyện ủy,district,tinh,,huyện ủy,,,1/7/2025,xa,,,,,
xa,Đảng ủy xã,district,tinh,,,,2025-07-01,,,,,,,
quan-su,"Đảng ủy Quân sự, tỉnh",district,tinh,,,quan-uy,,,,Ông,b@example.vn c@example.vn,chat1,84987654322,vi
co-so,Chi bộ 1,grassroots,huyen,,,,,,,,,,,
"""


def tree_of(tmp_path: Path, text: str | bytes) -> OrgTree:
    path = tmp_path / "don-vi.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_units(path)


def refusal_of(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(Refusal) as refused:
        tree_of(tmp_path, text)
    line = str(refused.value)
    assert "\n" not in line
    return line.removeprefix(f"{tmp_path}/")


def test_units_are_read_with_their_place_dates_and_people(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, GOOD)
    huyen, quan_su = tree.units["huyen"], tree.units["quan-su"]
    assert (huyen.level, huyen.parent, huyen.valid_to, huyen.successor) == (
        Level.DISTRICT, "tinh", date(2025, 7, 1), "xa",
    )  # fmt: skip
    assert tree.units["tinh-btg"].kind is UnitKind.OFFICE
    assert (quan_su.name, quan_su.vertical) == ("Đảng ủy Quân sự, tỉnh", "quan-uy")
    channels = (
        ("mail", "b@example.vn"),
        ("mail", "c@example.vn"),
        ("zalo", "chat1"),
        ("zbs", "84987654322"),
    )
    assert tree.contacts["quan-su"] == (Contact("quan-su", "Ông", channels),)
    assert tree.contacts["tinh-btg"] == (
        Contact("tinh-btg", "Ban Tuyên giáo", (("zbs", "84987654321"),), lang="en"),
    )
    assert "co-so" not in tree.contacts


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_list_saved_by_excel_is_the_same_list(tmp_path: Path, delimiter: str) -> None:
    plain = GOOD.replace('"Đảng ủy Quân sự, tỉnh"', "Đảng ủy Quân sự")
    excel = "sep=;\r\n" * (delimiter == ";") + plain.replace(",", delimiter).replace("\n", f"{delimiter}\r\n")
    assert tree_of(tmp_path, b"\xef\xbb\xbf" + excel.encode()) == tree_of(tmp_path, plain)


def test_a_heading_may_be_vietnamese_and_other_notes_are_left_alone(tmp_path: Path) -> None:
    text = "STT;Mã;Tên đơn vị;Cấp;Cấp trên;Điện thoại;Ghi chú\n1;tinh;Tỉnh ủy;Tỉnh;;;x\n"
    text += "2;xa;Xã;cơ sở;tinh;987654321;\n"
    tree = tree_of(tmp_path, text)
    assert tree.units["xa"].level is Level.GRASSROOTS
    assert tree.contacts["xa"][0].channels == (("zbs", "84987654321"),)


def test_channels_are_preferred_in_the_order_of_the_columns(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, "code,name,level,zalo,mail\ntinh,Tỉnh ủy,province,chat123,a@example.vn\n")
    assert tree.contacts["tinh"][0].channels == (("zalo", "chat123"), ("mail", "a@example.vn"))


def test_a_row_without_a_name_is_one_more_contact_of_the_unit_above_it(tmp_path: Path) -> None:
    more = "tinh,,,,,,,2024-03-01,2024-03-15,,Ông Thay,thay@example.vn,,,\n"
    people = tree_of(tmp_path, GOOD + more).contacts["tinh"]
    assert [(person.name, person.valid_to) for person in people] == [
        ("Bà A", None), ("Ông Thay", date(2024, 3, 15)),
    ]  # fmt: skip


def test_a_unit_may_change_its_name_and_place_from_one_day_to_the_next(tmp_path: Path) -> None:
    renamed = GOOD.replace(
        "co-so,Chi bộ 1,grassroots,huyen,,,,,,", "co-so,Chi bộ 1,grassroots,huyen,,,,,2024-01-01,"
    )
    tree = tree_of(tmp_path, renamed + "co-so,Chi bộ Một,grassroots,quan-su,,,,2024-01-01,,,,,,,\n")
    assert tree.as_of(date(2023, 12, 31)).units["co-so"].name == "Chi bộ 1"
    assert tree.as_of(date(2024, 1, 1)).units["co-so"].parent == "quan-su"


BROKEN = [
    ("grassroots,huyen,", "grassroots,huyn,",
     "don-vi.csv:9: parent của co-so: không có đơn vị “huyn” trong danh sách; có phải “huyen”?"),
    ("co-so,Chi bộ 1,", "huyen,Chi bộ 1,",
     "don-vi.csv:9: code: mã “huyen” đã có ở dòng 6; bỏ một dòng, hoặc ghi valid_from"),
    ("tinh,Tỉnh ủy,province,tw,", "tinh,Tỉnh ủy,province,quan-su,",
     "don-vi.csv:4: parent của tinh: cấp trên “quan-su” là đảng bộ trực thuộc, thấp hơn đơn vị này"),
    ("tw,Trung ương,central,,", "tw,Trung ương,central,quan-uy,",
     "don-vi.csv:2: parent của tw: vòng tròn: tw → quan-uy → tw"),
    ("quan-uy,Quân ủy,central,tw,,,,", "quan-uy,Quân ủy,central,tw,,,quan-su,",
     "don-vi.csv:3: parent của quan-uy: vòng tròn: quan-uy → quan-su → quan-uy"),
    ("1/7/2025,xa,", "1/7/2025,huyen,", "don-vi.csv:6: successor của huyen: “huyen” là chính đơn vị này"),
    ("1/7/2025,xa,", "31/6/2025,xa,", "don-vi.csv:6: valid_to của huyen: ngày 31/6/2025 không có trong lịch"),
    ("1/7/2025,xa,", ",xa,", "don-vi.csv:6: successor của huyen: "
     "có đơn vị nhận nhiệm vụ nhưng chưa có ngày hết"),
    ("2025-07-01,,,", "2025-07-01,2025-07-01,,",
     "don-vi.csv:7: valid_to của xa: ngày hết không sau ngày bắt đầu"),
    ("Chi bộ 1,grassroots,huyen", "Chi bộ 1,grassroots,", "don-vi.csv:9: parent của co-so: thiếu cấp trên"),
    ("Chi bộ 1,grassroots,huyen", "Chi bộ 1,grassroots,tinh-btg",
     "don-vi.csv:9: parent của co-so: “tinh-btg” là cơ quan, không có đơn vị trực thuộc"),
    ("Chi bộ 1,grassroots", "Chi bộ 1,grassroot",
     "don-vi.csv:9: level của co-so: “grassroot” không phải một cấp; có phải “grassroots”?"),
    ("co-so,Chi bộ 1,grassroots", "co-so,Đảng ủy xã Một,Xã",
     "don-vi.csv:9: level của co-so: cấp “Xã” dưới “huyen”, cũng là đảng bộ trực thuộc; "
     "trước 01/7/2025 xã, phường trực thuộc huyện là “cơ sở”; từ ngày ấy trực thuộc tỉnh"),
    ("Chi bộ 1,grassroots", ",grassroots", "don-vi.csv:9: name của co-so: thiếu name"),
    ("co-so,Chi bộ 1", ",Chi bộ 1", "don-vi.csv:9: code: thiếu code"),
    ("co-so,Chi bộ 1", "cơ sở,Chi bộ 1", "don-vi.csv:9: code: “cơ sở” không phải một mã"),
    ("a@example.vn", "a@example", "don-vi.csv:4: mail của tinh: “a@example” không phải địa chỉ thư"),
    ("a@example.vn", "a.example.vn", "don-vi.csv:4: mail của tinh: “a.example.vn” không phải địa chỉ thư"),
    ("0987 654 321", "0251 3822", "don-vi.csv:5: phone của tinh-btg: “0251 3822” không phải số điện thoại"),
    ("0987 654 321", "02513822501", "don-vi.csv:5: phone của tinh-btg: “02513822501” là số cố định"),
    ("0987 654 321", "9.87E+08", "don-vi.csv:5: phone của tinh-btg: “9.87E+08” đã bị Excel làm tròn"),
    ("chat1", "0987654321", "don-vi.csv:8: zalo của quan-su: “0987654321” là số điện thoại"),
    (",en\n", ",fr\n", "don-vi.csv:5: lang của tinh-btg: “fr” không phải ngôn ngữ thông báo"),
    ("code,name", "code,nam", "don-vi.csv:1: nam: không có cột “nam”; có phải “name”?"),
    ("code,name", "code,", "don-vi.csv:1: name: thiếu cột “name”"),
    ("code,name", "code,code", "don-vi.csv:1: code: cột “code” có hai lần"),
    ('"Đảng ủy Quân sự, tỉnh"', "Đảng ủy Quân sự, tỉnh", "don-vi.csv:8: dòng có 16 ô, tiêu đề có 15"),
    ('"Đảng ủy Quân sự, tỉnh"', '"Đảng ủy Quân sự', "don-vi.csv:8: không đọc được bảng"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "broken", "line"), BROKEN)
def test_a_broken_list_says_which_row_and_what_to_do(
    tmp_path: Path, good: str, broken: str, line: str
) -> None:
    assert good in GOOD
    refused = refusal_of(tmp_path, GOOD.replace(good, broken, 1))
    assert refused.startswith(line)
    assert "; " in refused


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "tệp rỗng"),
        (GOOD.split("\n")[0], "danh sách không có đơn vị nào"),
        (b"\xff\xfe\x00\xd8a\x00", "tệp UTF-16 bị hỏng"),
        ("code,name,level\nt,T\u1ec9nh,province".encode("utf-16-le"), "có ký tự NUL"),
        (b"code,name,level\nt,T\xd2nh,province", "don-vi.csv:2: có chữ không phải UTF-8"),
        (b"PK\x03\x04", "tệp bị hỏng, hoặc có mật khẩu"),
        ("sep=;\n", "thiếu cột “code”"),
    ],
)
def test_a_file_that_is_no_list_is_named_for_what_it_is(
    tmp_path: Path, content: str | bytes, what: str
) -> None:
    assert what in refusal_of(tmp_path, content)


def test_a_row_after_a_cell_of_two_lines_keeps_its_own_line(tmp_path: Path) -> None:
    text = GOOD.replace('"Đảng ủy Quân sự, tỉnh"', '"Đảng ủy\nQuân sự"').replace(
        "huyen,,,,,,,,,,,\n", "khong,,,,,,,,,,,\n"
    )
    assert refusal_of(tmp_path, text).startswith("don-vi.csv:10: parent của co-so")


def test_a_plan_may_only_name_units_of_the_list(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    plan = "plan: a\ntitle: b\nkind: KH\nissuer: tinh\nrequirements:\n"
    plan += "  - id: D1\n    action: c\n    kind: report\n"
    path.write_text(
        plan + "    who: {level: district, under: tinh}\n    when: {kind: none}\n    to: [above, tinh-btgg]\n"
    )
    with pytest.raises(
        Refusal,
        match=r"plan.yaml:11: requirements.D1.to.tinh-btgg: không có đơn vị “tinh-btgg”; có phải “tinh-btg”",
    ):
        check_against(read_plan(path), tree_of(tmp_path, GOOD))
    path.write_text(plan + "    who:\n      units: [tinh-uy]\n    when: {kind: none}\n")
    with pytest.raises(
        Refusal, match=r"plan.yaml:10: requirements.D1.who.units.tinh-uy: không có đơn vị “tinh-uy”"
    ):
        check_against(read_plan(path), tree_of(tmp_path, GOOD))


def test_the_first_strange_unit_of_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("plan: a\ntitle: b\nkind: KH\nissuer: tinh-nao\n")
    with pytest.raises(Refusal, match=r"plan.yaml:4: issuer: không có đơn vị “tinh-nao”"):
        check_against(read_plan(path), tree_of(tmp_path, GOOD))
    issued = replace(read_plan(path), file=None)
    with pytest.raises(Refusal, match=r"^issuer: không có đơn vị"):
        check_against(issued, tree_of(tmp_path, GOOD))


def test_a_circle_is_found_wherever_it_begins() -> None:
    assert find_circle({"a": ["b"], "b": ["c"], "c": ["b"]}) == ["b", "c", "b"]
    assert find_circle({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}) is None
    assert find_circle({str(n): [str(n + 1)] for n in range(100_000)}) is None
