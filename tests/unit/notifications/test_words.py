"""What notices say: every occasion in both languages, courteous, with its date, link and telephone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.notices.notice_facts import NoticeFacts
from notifications.wording import samples
from notifications.wording.facts import DEFAULTS
from notifications.wording.words import LANGUAGES, OCCASIONS, SHORT_LIMIT, TEMPLATES, Rendered, render

EVERY = [(occasion, lang) for occasion in OCCASIONS for lang in LANGUAGES]
# Facts that tell what a matter is about; a secret one must not let any of them through.
TELLING = (
    "plan_title", "plan_short", "action", "phrase", "derived", "reason", "conference", "chair", "topic",
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
    assert "đến hết ngày 05/5/2024 (Chủ nhật) (văn bản ghi: “trước ngày 25/4/2024”)" in words.text
    assert "Ngày làm việc cuối cùng trước hạn: 04/5/2024 (thứ Bảy)." in words.text
    assert "04/5/2024 (thứ Bảy)" in words.html


def test_a_derived_date_says_how_it_came_about() -> None:
    words = said("reminder", phrase="", derived="lùi 5 ngày làm việc từ hạn của cấp trên")
    for text in (words.text, words.html, words.short):
        assert "lùi 5 ngày làm việc từ hạn của cấp trên" in text


@pytest.mark.parametrize("occasion", ["escalation", "digest", "report_request", "closing"])
def test_upwards_it_is_more_respectful(occasion: str) -> None:
    up, down = said(occasion, tone="up").text, said(occasion, tone="down").text
    assert "Kính đề nghị" in up or "Kính báo cáo" in up
    assert "Kính đề nghị" not in down


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
    assert all(value in ("", 0, [], False, "vi", "down") for value in DEFAULTS.values())


def test_an_unknown_language_is_vietnamese() -> None:
    assert render("reminder", samples.facts(), lang="fr") == render("reminder", samples.facts())


def test_both_languages_have_the_same_templates() -> None:
    vi, en = ({path.name for path in (TEMPLATES / lang).iterdir()} for lang in LANGUAGES)
    assert vi == en
    assert {f"{occasion}.{kind}.j2" for occasion in OCCASIONS for kind in ("txt", "html")} <= vi


def test_one_is_one_in_english() -> None:
    row = {"unit": "A", "action": "report", "due": "1/4/2024", "days_late": 1}
    words = said("escalation", "en", rows=[row], days_late=1)
    assert words.subject.startswith("1 unit not heard from")
    assert "1 day late" in words.text


TITLE = "Tổ chức Hội nghị triển khai quán triệt các Nghị quyết"


@pytest.mark.parametrize(
    ("facts", "paper"),
    [
        ({"plan_title": TITLE, "plan_short": "quán triệt TW8"}, "kế hoạch “quán triệt TW8”"),
        ({"plan_title": TITLE, "plan_short": ""}, f"kế hoạch “{TITLE}”"),
        ({"plan_title": "Kế hoạch học tập", "plan_number": ""}, "Kế hoạch học tập"),
        ({"plan_short": "NQ 06", "plan_number": "45-HD/TW"}, "hướng dẫn “NQ 06” (số 45-HD/TW)"),
        ({"plan_title": "x", "plan_short": "y", "plan_kind": "CTr"}, "chương trình “y”"),
        ({"plan_title": "x", "plan_number": "44-KH/TU", "secret": True}, "văn bản số 44-KH/TU"),
        ({"plan_title": "x", "plan_code": "dong-nai", "secret": True}, "văn bản mã dong-nai"),
    ],
)  # fmt: skip
def test_a_paper_is_called_so_that_it_fits_a_sentence(facts: dict[str, Any], paper: str) -> None:
    given: dict[str, Any] = {"unit": "Xã A", "plan_title": "", "plan_short": "", "plan_number": "", **facts}
    words = render("reminder", {**given, "action": "báo cáo", "days_left": 2})
    assert words.fields["paper"] == paper
    assert f"theo {paper}:" in words.text


def test_the_full_title_stands_once_below_where_the_sentence_uses_a_short_one() -> None:
    words = said("reminder", plan_title=TITLE, plan_short="TW8", plan_number="301-KH/TU")
    assert words.text.count(TITLE) == 1
    assert f"Căn cứ: {TITLE} (số 301-KH/TU)." in words.text
    assert TITLE in words.html
    assert TITLE not in words.short


@pytest.mark.parametrize("occasion", ["issued", "amended", "withdrawn"])
def test_several_duties_come_as_a_list_and_one_as_a_sentence(occasion: str) -> None:
    rows = [
        {"unit": "Xã A", "action": "Báo cáo", "due": "1/4/2024"},
        {"unit": "Xã A", "action": "Tổ chức học"},
    ]
    many = said(occasion, unit="Xã A", rows=rows, action="", code="")
    one = said(occasion, unit="Xã A", rows=rows[:1], action="", code="")
    assert "2 việc của Xã A" in many.subject
    assert "- Báo cáo; hạn" in many.text
    assert one.subject.endswith(": Báo cáo")
    assert "- Báo cáo" not in one.text
    assert ": Báo cáo." in one.text


def test_the_contact_is_named_unless_it_is_the_recipient() -> None:
    assert said("reminder").text.startswith("Kính gửi: Huyện ủy Long Thành\nĐầu mối: Nguyễn Văn An\n")
    assert "Đầu mối" not in said("reminder", contact="Huyện ủy Long Thành").text


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
