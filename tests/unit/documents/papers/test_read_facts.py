"""Head, references, recipients and conferences of a paper."""

from __future__ import annotations

from datetime import date, time

import pytest

from cascade.org.unit import Level
from cascade.plan.when import WhenKind
from documents.papers.facts.cited_papers import normal_number, references_of
from documents.papers.facts.conferences import conferences_of, when_of
from documents.papers.facts.head import head_of
from documents.papers.facts.read_deadlines import deadlines_of
from documents.papers.facts.recipients import recipients_of
from documents.papers.layout.block import Paper
from documents.papers.layout.blocks import paper_of
from tests.unit.documents.papers.marked import TEXTS, marked_paper

PAPERS = {path.stem: marked_paper(path)[0] for path in TEXTS}


def test_the_head_tells_who_issued_what_when() -> None:
    head = head_of(PAPERS["nhan-khoi-nhiem-vu"])
    assert (head.kind, head.code, head.title) == ("Kế hoạch", "KH", "Thực hiện công tác Mặt trận năm 2026")
    assert head.issuer == "BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM PHƯỜNG AN THỚI"
    assert (head.level, head.number, head.issued) == (Level.GRASSROOTS, "21/KH-MTTQ-BTT", date(2026, 1, 2))


def test_a_letter_has_no_title_but_a_matter() -> None:
    head = head_of(PAPERS["cong-van-don-doc-tinh"])
    assert (head.kind, head.title) == ("Công văn", "đôn đốc báo cáo kết quả học tập nghị quyết")
    assert (head.issuer, head.signer) == ("BAN TUYÊN GIÁO VÀ DÂN VẬN TỈNH ỦY HÒA AN", "Trần Thu Hà")


def test_a_signature_dates_a_letter_whose_day_is_blank_and_a_web_page_does_not() -> None:
    assert head_of(PAPERS["ubnd-cong-van-ra-soat"]).issued == date(2025, 9, 18)
    assert head_of(PAPERS["tin-bao"]).issued is None


def test_papers_are_cited_with_number_day_and_role() -> None:
    cited = {one.number: one for one in references_of(PAPERS["cong-van-don-doc-tinh"])}
    assert list(cited) == ["215-CV/BTGDVTU", "27-KH/TU", "190-CV/BTGDVTU"]
    assert [one.own for one in cited.values()] == [True, False, False]
    plan = cited["27-KH/TU"]
    assert (plan.kind, plan.date, plan.followed) == ("Kế hoạch", date(2025, 8, 18), True)
    assert plan.issuer == "Ban Thường vụ Tỉnh ủy"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12- HD/BTCTW", "12-HD/BTCTW"),
        ("08 –HD/BTCTU", "08-HD/BTCTU"),
        ("101/2025/UBTVQH15", "101/2025/UBTVQH15"),
    ],
)
def test_a_number_is_one_however_it_is_spaced(written: str, number: str) -> None:
    assert normal_number(written) == number
    (cited,) = references_of(paper_of("x", f"Theo Nghị quyết số {written} ngày 26/9/2025 của Quốc hội."))
    assert (cited.number, cited.date) == (number, date(2025, 9, 26))


def test_a_form_is_no_paper() -> None:
    assert references_of(paper_of("x", "Lập biên bản theo Mẫu số 02/BCĐBHĐND-MT.")) == ()


def test_recipients_end_where_the_signature_begins() -> None:
    assert recipients_of(PAPERS["cong-van-don-doc-tinh"]) == (
        "Như kính gửi",
        "Thường trực Tỉnh ủy (để báo cáo)",
        "Lưu VP, TGDV",
    )


def test_an_invitation_is_a_conference() -> None:
    (held,) = conferences_of(PAPERS["giay-moi-hoi-nghi"])
    assert (held.first, held.starts) == (date(2025, 11, 12), time(7, 30))
    assert held.venue == "Hội trường tầng 2, trụ sở Đảng ủy phường"
    assert (held.chair, held.duration) == ("Đồng chí Bí thư Đảng ủy phường", "01 buổi")


@pytest.mark.parametrize(
    "line",
    [
        "Thời gian: từ 08 giờ 00 đến 11 giờ 30, ngày 24/4/2024 (thứ Tư).",
        "Thời gian: 01 buổi, từ 8 giờ đến 11 giờ 30 phút, thứ Tư, ngày 24 tháng 4 năm 2024.",
        "Thời gian: 08 giờ 00 - 11 giờ 30, ngày 24/4/2024.",
        "Hội nghị được tổ chức từ 08 giờ 00 đến 11 giờ 30 ngày 24/4/2024.",
    ],
)
def test_two_clocks_and_a_day_are_when_it_begins_and_ends(line: str) -> None:
    paper = paper_of("x", f"GIẤY MỜI\ndự Hội nghị quán triệt Nghị quyết\n\n{line}\nĐịa điểm: Hội trường.\n")
    (held,) = conferences_of(paper)
    assert (held.first, held.starts, held.ends) == (date(2024, 4, 24), time(8), time(11, 30))
    when = when_of(held)
    assert (when.kind, when.start_time, when.end_time) == (WhenKind.FIXED, time(8), time(11, 30))
    assert deadlines_of(paper) == ()


def relayed(form: str) -> Paper:
    return paper_of(
        "x",
        f"""KẾ HOẠCH
tổ chức Hội nghị quán triệt Nghị quyết

II- NỘI DUNG
1. Thời gian: 01 buổi, bắt đầu lúc 08 giờ, ngày 18/5/2022 (thứ Tư).
2. Hình thức: {form}.
3. Địa điểm: Hội trường Tỉnh ủy.
""",
    )


def test_the_day_of_a_conference_on_screens_binds_those_below() -> None:
    (due,) = deadlines_of(relayed("Trực tuyến từ Trung ương đến điểm cầu các xã"))
    assert due.latest == date(2022, 5, 18)


def test_the_day_of_a_conference_in_one_hall_is_no_deadline() -> None:
    assert deadlines_of(relayed("Trực tiếp")) == ()


@pytest.mark.parametrize(
    ("sentence", "to", "via"),
    [
        (
            "Các chi bộ gửi báo cáo về Ban Thường vụ Đảng ủy (qua Văn phòng Đảng ủy) trước ngày 05/9/2025.",
            "Ban Thường vụ Đảng ủy",
            "Văn phòng Đảng ủy",
        ),
        ("Văn phòng trình Ban Thường vụ Tỉnh ủy chậm nhất ngày 31/10/2025.", "Ban Thường vụ Tỉnh ủy", None),
        ("Các thôn rà soát đất công, hoàn thành trước ngày 05/9/2025.", None, None),
    ],
)
def test_a_duty_is_reported_to_whom_its_sentence_names(
    sentence: str, to: str | None, via: str | None
) -> None:
    (due,) = deadlines_of(paper_of("x", sentence))
    found = due.addressee
    assert (found and found.to, found and found.via) == (to, via)


def test_a_day_up_to_which_meetings_were_counted_is_no_conference() -> None:
    read = conferences_of(
        paper_of("x", "KẾ HOẠCH\n\nĐến ngày 28/02/2024, 16/16 đảng bộ đã tổ chức hội nghị học tập.")
    )
    assert read == ()
