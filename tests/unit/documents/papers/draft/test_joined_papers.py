"""Guidance, plan, invitation and appendix given together, in any order, become one plan."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from documents.papers.draft.joined_papers import read_together
from documents.papers.draft.paper_facts import PaperReading, PaperRole
from documents.papers.draft.remarks import remarks_of
from documents.papers.layout.blocks import paper_of

GUIDANCE = """TỈNH ỦY HÒA AN
BAN TUYÊN GIÁO
Số 12-HD/BTGTU
Hòa An, ngày 02 tháng 6 năm 2025

HƯỚNG DẪN
học tập, quán triệt Nghị quyết số 20-NQ/TW

1. Các đảng ủy xã báo cáo kết quả học tập nghị quyết về Ban Tuyên giáo Tỉnh ủy trước ngày 10/9/2025.
"""
PLAN = """ĐẢNG ỦY XÃ PHÚ LỘC
Số 45-KH/ĐU
Phú Lộc, ngày 22 tháng 7 năm 2025

KẾ HOẠCH
học tập Nghị quyết số 20-NQ/TW

Thực hiện Hướng dẫn số 12-HD/BTGTU ngày 02/6/2025 của Ban Tuyên giáo Tỉnh ủy, Đảng ủy xã xây dựng kế hoạch:

1. Thời gian: 01 buổi, trong tháng 8/2025 (có giấy mời sau).
2. Hình thức: trực tiếp tại Hội trường Đảng ủy.
3. Các chi bộ báo cáo kết quả học tập nghị quyết về Ban Xây dựng Đảng trước ngày 20/9/2025.

Nơi nhận:
- Các chi bộ,
- Lưu VP.

Nguyễn Văn An
"""
INVITATION = """ĐẢNG ỦY XÃ PHÚ LỘC
Số 60-GM/ĐU
Phú Lộc, ngày 12 tháng 8 năm 2025

GIẤY MỜI
dự Hội nghị học tập Nghị quyết số 20-NQ/TW

Đảng ủy xã mời các đồng chí dự hội nghị.
1. Thời gian: 07 giờ 30, ngày 19/8/2025.
2. Địa điểm: Nhà văn hóa thôn Đông.
"""
APPENDIX = """PHỤ LỤC
Phân công nhiệm vụ (kèm theo Kế hoạch số 45-KH/ĐU)

| STT | Nội dung công việc | Đơn vị chủ trì | Thời gian hoàn thành |
| 1 | In tài liệu học tập nghị quyết | Văn phòng Đảng ủy | trước ngày 15/8 |
| 2 | báo cáo kết quả học tập nghị quyết về Ban Xây dựng Đảng | Các chi bộ | trước ngày 20/9/2025 |
"""
FILES = {"hd.txt": GUIDANCE, "kh.txt": PLAN, "gm.txt": INVITATION, "pl.txt": APPENDIX}


def read(*names: str, **changed: str) -> tuple[PaperReading, ...]:
    texts = {**FILES, **{f"{name}.txt": text for name, text in changed.items()}}
    return read_together([paper_of(name, texts[name]) for name in names])


@pytest.mark.parametrize("order", list(permutations(FILES)))
def test_the_plan_is_found_in_whatever_order_they_are_named(order: tuple[str, ...]) -> None:
    found = read(*order)
    assert found[0].paper.name == "kh.txt"
    assert {one.paper.name: one.role for one in found[1:]} == {
        "hd.txt": PaperRole.GUIDANCE,
        "gm.txt": PaperRole.INVITATION,
    }


def test_a_file_named_twice_is_read_once() -> None:
    assert [one.paper.name for one in read("kh.txt", "hd.txt", "kh.txt")] == ["kh.txt", "hd.txt"]


def test_the_invitation_dates_the_conference() -> None:
    invited = read("kh.txt", "gm.txt")[0].invited(1)
    assert invited is not None
    assert (str(invited.first), str(invited.starts), invited.venue) == (
        "2025-08-19",
        "07:30:00",
        "Nhà văn hóa thôn Đông",
    )


def test_an_invitation_to_another_month_dates_nothing_and_is_remarked() -> None:
    plan = read("kh.txt", "gm.txt", gm=INVITATION.replace("19/8/2025", "19/9/2025"))[0]
    assert plan.invited(1) is None
    (one,) = remarks_of(plan)
    assert (one.code, "19/9/2025" in one.message.vi, "gm.txt" in one.message.en) == (
        "invitation_fits_nothing",
        True,
        True,
    )


def test_rows_of_the_appendix_join_the_plan_under_its_year_and_with_their_own_lines() -> None:
    plan = read("kh.txt", "pl.txt")[0]
    printed = plan.duties[-1].deadline
    assert (str(printed.latest), printed.when.year_inferred) == ("2025-08-14", True)
    assert (printed.source.file, printed.source.line) == ("pl.txt", 5)
    assert plan.head.signer == "Nguyễn Văn An"
    assert plan.recipients == ("Các chi bộ", "Lưu VP")


def test_a_row_that_says_again_what_the_plan_says_is_one_duty() -> None:
    plan = read("kh.txt", "pl.txt")[0]
    assert [duty.id for duty in plan.duties] == ["D1", "D2", "D3"]
    assert remarks_of(plan) == ()


def test_a_row_that_gives_the_duty_another_day_is_remarked() -> None:
    plan = read("kh.txt", "pl.txt", pl=APPENDIX.replace("20/9/2025", "25/9/2025"))[0]
    assert [(one.code, one.source.file) for one in remarks_of(plan)] == [("dated_twice", "pl.txt")]


def test_a_day_later_than_the_guidance_wants_is_remarked() -> None:
    (one,) = remarks_of(read("kh.txt", "hd.txt")[0])
    assert (one.code, one.source.line) == ("later_than_guidance", 12)
    assert "hd.txt, dòng 9" in one.message.vi


def test_a_day_before_the_guidance_wants_it_is_no_remark() -> None:
    early = PLAN.replace("20/9/2025", "05/9/2025")
    assert remarks_of(read("kh.txt", "hd.txt", kh=early)[0]) == ()


def test_one_paper_alone_is_the_plan_whatever_it_is() -> None:
    for name in FILES:
        (one,) = read(name)
        assert one.paper.name == name


def drafted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, dict[str, Any]]:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = tmp_path / "plan.yaml"
    assert main(["draft", *(str(tmp_path / name) for name in FILES), "-o", str(out), "--json"]) == 0
    return out.read_text(encoding="utf-8"), json.loads(capsys.readouterr().out)


def test_they_become_one_plan_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, found = drafted(tmp_path, capsys)
    assert plan.startswith("# kh.txt, pl.txt, hd.txt, gm.txt\nplan: kh-45-kh-du\n")
    assert plan.count('- {number: "12-HD/BTGTU"') == 1
    assert (
        'when: {kind: fixed, day: 2025-08-19, start_time: "07:30", phrase: "07 giờ 30, ngày 19/8/2025"}'
        in plan
    )
    assert 'anchor: "conference:C1"' in plan
    assert "# gm.txt:9: «07 giờ 30, ngày 19/8/2025»" in plan
    assert "# pl.txt:5: «trước ngày 15/8»" in plan
    assert {one["file"]: one["role"] for one in found["papers"]} == {
        "kh.txt": "plan",
        "hd.txt": "guidance",
        "gm.txt": "invitation",
    }
    assert found["conferences"][0]["invited"]["start"] == "2025-08-19T07:30"


def test_guidance_that_the_plan_does_not_name_is_what_it_follows(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("Thực hiện Hướng dẫn số 12-HD/BTGTU ngày", "Ngày"), "utf-8")
    out = tmp_path / "plan.yaml"
    assert main(["draft", str(tmp_path / "kh.txt"), str(tmp_path / "hd.txt"), "-o", str(out)]) == 0
    assert '{number: "12-HD/BTGTU", date: 2025-06-02' in out.read_text(encoding="utf-8")
