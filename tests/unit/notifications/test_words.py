"""What notices say: every occasion in both languages, courteous, with its date, link and telephone."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.notices.notice_facts import NoticeFacts
from documents.unit_file.unit_list import read_units
from notifications.wording import samples
from notifications.wording.facts import DEFAULTS
from notifications.wording.sentence_filters import day_alone
from notifications.wording.words import (
    LANGUAGES,
    OCCASIONS,
    SHORT_LIMIT,
    SUBJECT_LIMIT,
    TEMPLATES,
    Rendered,
    render,
)

LISTS = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.csv"))
EVERY = [(occasion, lang) for occasion in OCCASIONS for lang in LANGUAGES]
# Facts that tell what a matter is about; a secret one must not let any of them through.
TELLING = (
    "plan_title", "plan_short", "action", "phrase", "derived", "reason", "conference", "chair", "topic",
    "speaker",
)  # fmt: skip


def said(occasion: str, lang: str = "vi", **facts: Any) -> Rendered:
    return render(occasion, {**samples.facts(lang), **facts}, lang=lang)


def everywhere(words: Rendered) -> str:
    return "\n".join((words.subject, words.text, words.html, words.short, *words.fields.values()))


@pytest.mark.parametrize(("occasion", "lang"), EVERY)
def test_every_occasion_has_words_in_both_languages(occasion: str, lang: str) -> None:
    words = said(occasion, lang)
    assert words.subject
    assert "\n" not in words.subject
    assert words.text.count("\n\n") >= 2
    assert len(words.short) <= SHORT_LIMIT
    assert f'lang="{lang}"' in words.html
    assert "{{" not in everywhere(words)
    assert "{%" not in everywhere(words)


@pytest.mark.parametrize("occasion", [one for one in OCCASIONS if one != "ops"])
def test_the_link_and_the_telephone_are_in_every_form(occasion: str) -> None:
    words = said(occasion)
    for text in (words.text, words.html, words.short):
        assert samples.facts()["link"] in text
        assert "0251 3822 000" in text


@pytest.mark.parametrize(("occasion", "lang"), EVERY)
def test_nobody_is_threatened(occasion: str, lang: str) -> None:
    words = "".join(everywhere(said(occasion, lang, tone=tone)) for tone in ("up", "down"))
    words = re.sub(r"<style>.*?</style>|<!--.*?-->|<!doctype", "", words, flags=re.S)
    hard = ("yêu cầu đồng chí", "phê bình", "kỷ luật", "xử lý nghiêm", "phải ngay", "must ", "failure", "!")
    assert not [word for word in hard if word in words]


def test_the_paper_own_phrase_stands_beside_the_day_it_means() -> None:
    words = said("reminder", due_long="05/5/2024 (Chủ nhật)", workday_long="04/5/2024 (thứ Bảy)")
    assert "đến hết ngày 05/5/2024 (Chủ nhật); văn bản ghi: “trước ngày 25/4/2024”." in words.text
    assert "Ngày làm việc cuối cùng trước hạn: 04/5/2024 (thứ Bảy)." in words.text
    assert "04/5/2024 (thứ Bảy)" in words.html


def test_a_derived_date_says_how_it_came_about() -> None:
    words = said("reminder", phrase="", derived="lùi 5 ngày làm việc từ hạn của cấp trên")
    for text in (words.text, words.html, words.short):
        assert "lùi 5 ngày làm việc từ hạn của cấp trên" in text


@pytest.mark.parametrize(
    "occasion",
    ["escalation", "digest", "report_request", "closing", "issued", "reminder", "overdue", "invitation"],
)
def test_upwards_it_is_more_respectful(occasion: str) -> None:
    up, down = said(occasion, tone="up").text, said(occasion, tone="down").text
    assert "Kính đề nghị" in up or "Kính báo cáo" in up
    assert "Kính đề nghị" not in down
    assert "ính báo cáo" not in down


@pytest.mark.parametrize("occasion", [one for one in OCCASIONS if one not in ("ops", "not_linked")])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_office_is_not_written_to_by_itself(occasion: str, lang: str) -> None:
    office = "Ban Tuyên giáo và Dân vận Tỉnh ủy"
    own = {"unit": "Đảng ủy xã X", "recipient": office, "sender": office, "desk_name": office}
    for text in (said(occasion, lang, **own, tone="own").text, said(occasion, lang, **own, tone="own").html):
        assert "Trân trọng,\n" not in text
        assert "Cần trao đổi" not in text
        assert "Questions:" not in text
    after_greeting = said(occasion, lang, **own, tone="own").text.split("\n\n", 1)[1]
    for sends in (f"{office} gửi", f"{office} trân trọng", f"{office} chưa nhận", f"{office} sends"):
        assert sends not in after_greeting


@pytest.mark.parametrize(("occasion", "lang"), EVERY)
def test_a_letter_is_signed_by_the_office_that_follows_the_plan_and_never_by_the_issuer(
    occasion: str, lang: str
) -> None:
    words = said(
        occasion, lang, issuer="TỈNH-ỦY", plan_author="BAN-THƯỜNG-VỤ", desk_name="", sender="VĂN-PHÒNG"
    )
    assert "TỈNH-ỦY" not in words.text + words.html
    if occasion != "ops":
        assert "VĂN-PHÒNG" in words.text.rsplit("\n\n", 1)[-1]


@pytest.mark.parametrize(("occasion", "lang"), EVERY)
def test_a_secret_matter_tells_its_code_and_date_and_nothing_else(occasion: str, lang: str) -> None:
    facts: dict[str, Any] = {name: f"BÍ-MẬT-{name}" for name in TELLING}
    facts |= {
        "changes": ["BÍ-MẬT-changes"],
        "figures": [{"label": "BÍ-MẬT-label", "value": "BÍ-MẬT-value"}],
        "agenda": [{"title": "BÍ-MẬT-title", "speaker": "BÍ-MẬT-speaker", "code": "Chuyên đề 3"}],
        "rows": [{"unit": "Xã An Phước", "action": "BÍ-MẬT-row", "code": "D6", "due": "24/4/2024"}],
    }  # fmt: skip
    assert "BÍ-MẬT" not in everywhere(said(occasion, lang, secret=True, **facts))


def test_a_secret_reminder_still_says_which_duty_and_by_when() -> None:
    words = said("reminder", secret=True)
    assert "nhiệm vụ D6" in words.subject
    assert "văn bản số 12-KH/TU" in words.text
    assert "24/4/2024 (thứ Tư)" in words.text


def test_one_secret_topic_hides_only_itself() -> None:
    topics = [
        {"title": "Nội dung cốt lõi", "speaker": "đồng chí A", "minutes": 45},
        {"title": "KÍN", "speaker": "KÍN", "secret": True, "code": "Chuyên đề 3", "minutes": 45},
    ]
    words = said("invitation", agenda=topics)
    assert "KÍN" not in everywhere(words)
    assert "Nội dung cốt lõi" in words.text
    assert "2. Chuyên đề 3 (45 phút)" in words.text


def test_one_secret_line_of_a_list_hides_only_itself() -> None:
    rows = [
        {"unit": "Xã Một", "action": "báo cáo", "code": "D1", "due": "1/4/2024"},
        {"unit": "Xã Hai", "action": "KÍN", "code": "D2", "secret": True, "due": "2/4/2024"},
    ]
    words = said("digest", rows=rows)
    assert "KÍN" not in everywhere(words)
    assert "Xã Hai: D2; hạn 2/4/2024" in words.text


def test_a_list_of_two_hundred_units_still_fits_zalo_and_keeps_the_link() -> None:
    late = {"action": "báo cáo kết quả", "due": "1/4/2024", "days_late": 3}
    rows = [{"unit": f"Xã số {n}", **late} for n in range(200)]
    words = said("escalation", rows=rows)
    assert len(words.short) <= SHORT_LIMIT
    assert samples.facts()["link"] in words.short
    assert "200. Xã số 199" in words.text
    assert words.html.count("Xã số ") == 200


def test_whatever_a_unit_is_called_is_text_in_the_html() -> None:
    words = said("reminder", unit='<script>alert("1")</script>', link='https://x.vn/"><script>')
    assert "<script" not in words.html
    assert '<script>alert("1")</script>' in words.text


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_said(text: str) -> None:
    words = said("returned", action=text, reason=text, unit=text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", everywhere(words))
    assert "\n" not in words.subject


def test_facts_nobody_gave_have_a_default() -> None:
    assert render("reminder", {"unit": "Xã A", "recipient": "Xã A", "due": "1/4/2024"}).subject.startswith(
        "Nhắc hạn"
    )
    assert all(value in ("", 0, [], {}, False, "vi", "down") for value in DEFAULTS.values())


def test_an_unknown_language_is_vietnamese() -> None:
    assert render("reminder", samples.facts(), lang="fr") == render("reminder", samples.facts())


def test_both_languages_have_the_same_templates() -> None:
    vi, en = ({path.name for path in (TEMPLATES / lang).iterdir()} for lang in LANGUAGES)
    assert vi == en
    assert {f"{occasion}.{kind}.j2" for occasion in OCCASIONS for kind in ("txt", "html")} <= vi


def test_one_is_one_in_english() -> None:
    row = {"unit": "A", "action": "report", "due": "1/4/2024", "days_late": 1}
    words = said("escalation", "en", rows=[row], days_late=1)
    assert words.subject.startswith("1 unit has not reported")
    assert "1 day late" in words.text


TITLE = "Tổ chức Hội nghị triển khai quán triệt các Nghị quyết"


BTV = {"plan_author": "Ban Thường vụ Tỉnh ủy"}


@pytest.mark.parametrize(
    ("facts", "paper"),
    [
        (
            {"plan_number": "12-KH/TU", "plan_issued": "04/3/2024", **BTV},
            "Kế hoạch số 12-KH/TU, ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy",
        ),
        ({"plan_issued": "04/3/2024", **BTV}, "Kế hoạch ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy"),
        ({"issuer": "Tỉnh ủy Đồng Nai"}, "Kế hoạch của Tỉnh ủy Đồng Nai"),
        ({"plan_number": "45-HD/BTGTW"}, "Hướng dẫn số 45-HD/BTGTW"),
        ({"plan_number": "9-CTHĐ/TU"}, "Chương trình hành động số 9-CTHĐ/TU"),
        ({"plan_number": "3-TTr/TU"}, "Tờ trình số 3-TTr/TU"),
        ({"plan_kind": "CV", "plan_number": "7-CV/TU"}, "công văn số 7-CV/TU"),
        ({"plan_kind": "ĐA"}, "Đề án"),
        ({"plan_number": "44-KH/TU", "secret": True}, "văn bản số 44-KH/TU"),
        ({"plan_code": "dong-nai", "secret": True}, "văn bản mã dong-nai"),
    ],
)
def test_a_paper_is_cited_as_papers_cite_each_other(facts: dict[str, Any], paper: str) -> None:
    given: dict[str, Any] = {"unit": "Xã A", "plan_title": TITLE, **facts}
    words = render("reminder", {**given, "action": "báo cáo", "days_left": 2})
    assert words.fields["paper"] == paper
    assert f"theo {paper}:" in words.text


@pytest.mark.parametrize(
    ("title", "about"),
    [
        (TITLE, "về tổ chức Hội nghị triển khai quán triệt các Nghị quyết"),
        ("Kế hoạch học tập nghị quyết", "về học tập nghị quyết"),
        ("Kế hoạch về việc học tập nghị quyết", "về học tập nghị quyết"),
        ("Về công tác dân vận", "về công tác dân vận"),
    ],
)
def test_what_the_paper_is_about_stands_once_below(title: str, about: str) -> None:
    words = said("reminder", plan_title=title, plan_short="TW8")
    cited = "Kế hoạch số 12-KH/TU, ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy"
    assert f"Căn cứ: {cited} {about}." in words.text
    assert words.text.count(about) == 1
    assert about in words.html
    assert about not in words.short


@pytest.mark.parametrize("occasion", ["issued", "amended", "withdrawn"])
def test_several_duties_come_as_a_list_and_one_as_a_sentence(occasion: str) -> None:
    rows = [
        {"unit": "Xã A", "action": "Báo cáo", "due": "1/4/2024"},
        {"unit": "Xã A", "action": "Tổ chức học"},
    ]
    many = said(occasion, unit="Xã A", rows=rows, action="", code="", changes=[])
    one = said(occasion, unit="Xã A", rows=rows[:1], action="", code="", changes=[])
    assert "2 nhiệm vụ" in many.subject
    assert "- Báo cáo; hạn" in many.text
    assert one.subject.endswith(": Báo cáo")
    assert "- Báo cáo" not in one.text
    assert ": Báo cáo." in one.text


def test_the_contact_is_named_unless_it_is_the_recipient() -> None:
    assert said("reminder").text.startswith(
        "Kính gửi: Đảng ủy xã Long Thành\nNgười nhận: đồng chí Nguyễn Văn An\n"
    )
    assert "Người nhận" not in said("reminder", contact="Đảng ủy xã Long Thành").text


@pytest.mark.parametrize("post", ["Cán bộ theo dõi, Ban Dân vận Tỉnh ủy", "Văn phòng Huyện ủy", "Trưởng Ban"])
def test_a_post_is_no_comrade_by_name(post: str) -> None:
    assert f"Người nhận: {post}\n" in said("reminder", contact=post).text


def test_a_short_text_opens_with_whom_it_is_for_and_is_counted_as_zalo_may_count() -> None:
    assert said("reminder").short.startswith("Kính gửi: Đảng ủy xã Long Thành\n")
    decomposed = unicodedata.normalize("NFD", "nghị quyết ") * 300
    for long in (decomposed, "🙂" * 3000):
        short = said("returned", reason=long).short
        assert len(short.encode("utf-16-le")) // 2 <= SHORT_LIMIT
        assert unicodedata.is_normalized("NFC", short)
        assert samples.facts()["link"] in short


def test_on_the_last_working_day_before_a_day_off_nothing_is_said_to_end_today() -> None:
    early = said("due_today", due="17/3/2024", due_long="17/3/2024 (Chủ nhật)", days_left=2)
    assert early.subject.startswith("Ngày làm việc cuối trước hạn 17/3/2024: ")
    assert "Hôm nay là ngày làm việc cuối cùng trước thời hạn" in early.text
    assert "Hôm nay là hạn cuối" not in early.text
    assert "Hôm nay là hạn cuối" in said("due_today", days_left=0).text


@pytest.mark.parametrize(
    ("days", "subject", "lead"),
    [
        ((0, 0), "2 nhiệm vụ sắp đến hạn", "2 nhiệm vụ sắp đến hạn của"),
        ((3, 0), "2 nhiệm vụ, trong đó 1 quá hạn", "trong đó 1 nhiệm vụ quá hạn"),
        ((3, 1), "2 nhiệm vụ quá hạn", "2 nhiệm vụ quá hạn, chưa có báo cáo"),
    ],
)
def test_a_list_speaks_of_what_is_in_it(days: tuple[int, int], subject: str, lead: str) -> None:
    rows = [{"unit": "Xã A", "action": f"việc {late}", "days_late": late} for late in days]
    words = said("digest", unit="Xã A", rows=rows, due="")
    assert words.subject.startswith(subject)
    assert lead in words.text
    for text in (words.text, words.html):
        assert ("quá hạn" in text) is any(days)


@cache
def longest() -> str:
    """The longest name that a unit of the examples has."""
    return max((unit.name for file in LISTS for unit in read_units(file).units.values()), key=len)


DATED = {
    **dict.fromkeys(("issued", "reminder", "due_today", "overdue", "escalation", "amended"), "due"),
    **dict.fromkeys(("digest", "report_request"), "due"),
    **dict.fromkeys(("invitation", "invitation_changed", "speaker", "attendance"), "start_long"),
    **dict.fromkeys(("confirm", "line_fault", "unconfirmed"), "start_long"),
    **{"line_test": "line_test_long", "invitation_cancelled": "was_long"},
    **dict.fromkeys(("extended", "returned"), "until_long"),
}


@pytest.mark.parametrize(("occasion", "lang"), EVERY)
@pytest.mark.parametrize("many", [0, 2, 941])
def test_a_subject_fits_a_telephone_and_its_date_is_never_cut(occasion: str, lang: str, many: int) -> None:
    facts, unit = samples.facts(lang, occasion), longest()
    rows = [
        {"unit": unit, "action": f"việc {n}", "due": facts["due"], "days_late": n % 3} for n in range(many)
    ]
    action = "Báo cáo kết quả quán triệt, tuyên truyền và xây dựng kế hoạch thực hiện các nghị quyết"
    long = {"unit": unit, "recipient": unit, "conference": f"Hội nghị cán bộ chủ chốt của {unit}"}
    facts |= {**long, "action": action, "topic": action, "plan_short": action, "rows": rows}
    words = render(occasion, facts, lang=lang)
    assert len(words.subject) <= SUBJECT_LIMIT
    if told := DATED.get(occasion):
        assert day_alone(str(facts[told])) in words.subject


def test_what_is_cancelled_is_not_postponed() -> None:
    words = said("invitation_cancelled")
    assert "Hoãn" not in words.subject + words.text
    assert "Nếu tổ chức lại" in words.text


def test_the_letter_to_a_speaker_names_who_speaks_and_not_who_opens_the_mail() -> None:
    words = said("speaker", speaker="Trưởng Ban Dân vận Tỉnh ủy", contact="Cán bộ theo dõi")
    assert "kính mời Trưởng Ban Dân vận Tỉnh ủy báo cáo chuyên đề" in words.text
    assert "kính mời đồng chí được phân công của Đảng ủy xã Long Thành" in said("speaker", speaker="").text


def test_an_extension_says_the_old_date_and_the_new() -> None:
    words = said("extended", due_long="06/5/2024 (thứ Hai)")
    for text in (words.text, words.html):
        assert "19/4/2024 (thứ Sáu)" in text
    assert "Thời hạn cũ: 19/4/2024" in words.text


def test_who_decided_signs() -> None:
    own: dict[str, Any] = {
        "sender": "Huyện ủy Định Quán",
        "sender_follows": False,
        "desk_name": "Huyện ủy Định Quán",
    }
    words = said("accepted", **own)
    assert "Huyện ủy Định Quán đã tiếp nhận báo cáo" in words.text
    assert words.text.rstrip().endswith("Trân trọng,\nHuyện ủy Định Quán")


@pytest.mark.parametrize(
    ("lang", "due_long", "until"),
    [
        ("vi", "17 giờ, ngày 24/4/2024 (thứ Tư)", "chậm nhất 17 giờ, ngày 24/4/2024 (thứ Tư)"),
        ("en", "17:00, Wednesday, 24 April 2024", "by 17:00, Wednesday, 24 April 2024"),
    ],
)
def test_a_date_with_an_hour_is_not_said_to_last_until_the_end_of_the_day(
    lang: str, due_long: str, until: str
) -> None:
    words = said("reminder", lang=lang, due_long=due_long, workday_long=due_long.split(" ", 3)[-1])
    assert until in words.text
    assert "làm việc cuối" not in words.text


PLANS = [
    {"plan_title": "Kế hoạch học tập nghị quyết", "plan_number": "1-KH/TU", "plan_code": "a"},
    {"plan_title": "Tổng kết công tác", "plan_short": "tổng kết", "plan_number": "2-KH/TU", "plan_code": "b"},
]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_list_over_several_plans_is_grouped_by_paper(lang: str) -> None:
    rows = [
        {"unit": "Huyện ủy Long Thành", "action": f"việc {n}", "due": "19/4/2024", "of": PLANS[n // 3]}
        for n in range(5)
    ]
    words = said("digest", lang=lang, rows=rows, plan_title="", plan_short="", plan_number="")
    first, second = words.text.index("1-KH/TU"), words.text.index("2-KH/TU")
    assert (
        first < words.text.index("việc 0") < words.text.index("việc 2") < second < words.text.index("việc 3")
    )
    assert words.text.count("1-KH/TU") == words.html.count("1-KH/TU") == 1
    assert "5" in words.subject
    assert "2" in words.subject


def test_a_secret_plan_in_a_list_is_named_by_its_number_alone() -> None:
    of = {**PLANS[0], "plan_title": "Kế hoạch tối mật", "secret": True}
    rows = [
        {"unit": "A", "action": "nội dung mật", "code": "D1", "secret": True, "of": of},
        {"unit": "A", "action": "việc thường", "of": PLANS[1]},
    ]
    words = said("digest", rows=rows, plan_title="", plan_short="", plan_number="")
    assert "tối mật" not in words.text + words.html
    assert "nội dung mật" not in words.text + words.html
    assert "1-KH/TU" in words.text


def test_every_fact_of_a_notice_has_a_value_where_nobody_gave_one() -> None:
    assert DEFAULTS.keys() == NoticeFacts.__annotations__.keys()
