"""What a plan says beside its deadlines is read with its place, and nothing is read that it does not say."""

from __future__ import annotations

from datetime import date, time

from documents.papers.details.details_json import details_json
from documents.papers.details.paper_details import details_of
from documents.papers.details.waiting import waits_of
from documents.papers.facts.read_deadlines import deadlines_of
from documents.papers.layout.blocks import paper_of

PLAN = paper_of(
    "ke-hoach.txt",
    """TỈNH ỦY HÒA AN
Số 44-KH/TU                             Hòa An, ngày 06 tháng 10 năm 2025

KẾ HOẠCH
tổ chức Hội nghị quán triệt Nghị quyết số 71-NQ/TW

Đến ngày 30/9/2025, đã có 95/102 (93,1%) đảng bộ xã, phường mở lớp cho 41.250 đảng viên.

I- HỘI NGHỊ CẤP TỈNH
1. Thời gian: 01 buổi, bắt đầu lúc 08 giờ, ngày 22/10/2025 (thứ Tư).
2. Hình thức: Trực tiếp kết hợp trực tuyến.
3. Thành phần
* Tại Hội trường Tỉnh ủy: Chủ trì Thường trực Tỉnh ủy.
- Ủy viên Ban Chấp hành Đảng bộ tỉnh (trừ các đồng chí công tác ở xã, phường); giám đốc các sở, ngành.
- Báo cáo viên cấp tỉnh.
* Tại Hội trường các xã, phường: Chủ trì bí thư đảng ủy xã, phường.
- Bí thư các chi bộ trực thuộc.
* Riêng đại biểu Đảng ủy Quân sự tỉnh dự tại Hội trường Bộ Chỉ huy Quân sự tỉnh.
4. Makét phông Hội nghị (nền xanh, chữ trắng)
HỘI NGHỊ
QUÁN TRIỆT NGHỊ QUYẾT SỐ 71-NQ/TW
Hòa An, ngày 22 tháng 10 năm 2025
5. Chương trình Hội nghị
- Đồng chí Trần Thị Lan, Trưởng Ban Tuyên giáo và Dân vận Tỉnh ủy: Quán triệt Nghị quyết.
- Phát biểu chỉ đạo của đồng chí Bí thư Tỉnh ủy.
Thời gian trình bày mỗi chuyên đề không quá 40 phút.

II- TỔ CHỨC THỰC HIỆN
1. Ban Tuyên giáo và Dân vận Tỉnh ủy
- Chuẩn bị tài liệu, thử đường truyền lúc 15 giờ ngày 21/10/2025; không ghi âm, sao chụp tài liệu có độ mật.
- Tổng hợp kết quả, báo cáo Ban Thường vụ Tỉnh ủy trước ngày 20/11/2025.
2. Văn phòng Tỉnh ủy phát hành giấy mời, chuẩn bị hội trường.
3. Đảng ủy các xã, phường
- Xây dựng kế hoạch triển khai ở địa phương.
- Báo cáo kết quả về Ban Tuyên giáo và Dân vận Tỉnh ủy trước ngày 10/11/2025 để tổng hợp, báo cáo Trung ương.

Nơi nhận:
- Các ban đảng,
- Lưu Văn phòng.
""",
)
READ = details_of(PLAN)


def test_figures_keep_their_total_their_rate_and_the_day_they_are_as_of() -> None:
    ratio, people = READ.figures
    assert (ratio.done, ratio.total, ratio.rate, ratio.as_of) == ("95", "102", "93,1", date(2025, 9, 30))
    assert (people.done, people.what, people.source.line) == ("41.250", "đảng viên", 7)


def test_each_hall_has_its_chair_and_its_people_and_who_is_excepted() -> None:
    province, communes = READ.halls
    assert (province.venue, province.chair) == ("Hội trường Tỉnh ủy", "Thường trực Tỉnh ủy")
    assert province.participants == (
        "Ủy viên Ban Chấp hành Đảng bộ tỉnh (trừ các đồng chí công tác ở xã, phường)",
        "giám đốc các sở, ngành",
        "Báo cáo viên cấp tỉnh",
    )
    assert province.exceptions == ("các đồng chí công tác ở xã, phường",)
    assert communes.participants == ("Bí thư các chi bộ trực thuộc",)
    assert communes.exceptions[0].startswith("Riêng đại biểu Đảng ủy Quân sự tỉnh")


def test_the_agenda_names_who_speaks_and_how_long() -> None:
    taught, spoken = READ.talks
    assert (taught.topic, taught.minutes) == ("Quán triệt Nghị quyết", 40)
    assert taught.speaker == "Đồng chí Trần Thị Lan, Trưởng Ban Tuyên giáo và Dân vận Tỉnh ủy"
    assert (spoken.topic, spoken.speaker) == ("Phát biểu chỉ đạo", "đồng chí Bí thư Tỉnh ủy")


def test_the_backdrop_has_lines_colours_and_a_date_line() -> None:
    wall = READ.backdrop
    assert wall is not None
    assert wall.lines == ("HỘI NGHỊ", "QUÁN TRIỆT NGHỊ QUYẾT SỐ 71-NQ/TW")
    assert (wall.ground, wall.letters) == ("xanh", "trắng")
    assert wall.date_line == "Hòa An, ngày 22 tháng 10 năm 2025"


def test_the_line_test_has_its_hour() -> None:
    assert [one.at for one in READ.line_tests] == [time(15)]


def test_what_must_be_kept_secret_is_a_remark() -> None:
    (remark,) = READ.secrecy
    assert (remark.line, remark.phrase) == (30, "không ghi âm, sao chụp tài liệu có độ mật.")


def test_a_duty_without_a_day_has_an_owner_and_one_with_a_day_is_none() -> None:
    owed = [(one.owner.words, one.source.phrase.split()[0]) for one in READ.undated]
    assert ("Văn phòng Tỉnh ủy", "Văn") in owed
    assert ("Đảng ủy các xã, phường", "Xây") in owed
    assert not [one for one in READ.undated if "20/11/2025" in one.source.phrase]


def test_whoever_is_reported_to_so_as_to_report_on_owes_that_report() -> None:
    (onward,) = [one for one in READ.undated if one.after]
    assert onward.owner.words == "Ban Tuyên giáo và Dân vận Tỉnh ủy"
    assert onward.addressee is not None
    assert onward.addressee.to == "Trung ương"


def test_offices_are_those_that_the_paper_gives_something_to_do() -> None:
    assert [one.office for one in READ.assignments] == [
        "Ban Tuyên giáo và Dân vận Tỉnh ủy",
        "Văn phòng Tỉnh ủy",
        "Đảng ủy các xã, phường",
    ]


def test_who_sums_up_waits_for_the_reports() -> None:
    deadlines = deadlines_of(PLAN)
    places = {str(one.latest): at for at, one in enumerate(deadlines)}
    assert places["2025-11-09"] in waits_of(PLAN, deadlines)[places["2025-11-19"]]


def test_a_paper_that_says_none_of_it_has_empty_details() -> None:
    told = details_json(details_of(paper_of("x", "Các chi bộ nộp đảng phí trước ngày 10/9/2025.")))
    assert told["program"]["backdrop"] is None
    assert [value for name, value in told.items() if name != "program" and value] == []
