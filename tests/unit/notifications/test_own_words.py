"""An office's own words: what is wrong is told with its place; nothing an office writes can do harm."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from cascade.notices.kinds import Occasion
from cascade.notices.own_words import MOST_LETTERS, Chapter, LetterPart, may_word
from notifications.wording import own_wording, samples
from notifications.wording.own_parts import MOST_SAID, Unsayable
from notifications.wording.words import LANGUAGES, SHORT_LIMIT, SUBJECT_LIMIT, render

GOOD = (
    "Đảng ủy nhắc {{ unit }}: {{ task }}, {{ due_long | by }}."
    "{% if days_left > 0 %} Còn {{ days_left }} ngày.{% endif %}"
)
WORDED = [(one, lang) for one in Occasion if may_word(one) for lang in LANGUAGES]


def told(lead: str, occasion: str = Occasion.REMINDER, **parts: str) -> list[tuple[str, int, str]]:
    found = own_wording.faults(occasion, "vi", {"lead": lead, **parts})
    return [(one.part.value, one.line, f"{one.what}; {one.todo}") for one in found]


@pytest.mark.parametrize(("occasion", "lang"), WORDED)
def test_the_fields_that_are_offered_can_all_be_said_of_every_occasion(occasion: Occasion, lang: str) -> None:
    offered = own_wording.fields(occasion, lang)
    assert {"unit", "recipient", "paper"} <= {one.name for one in offered}
    needed = " ".join(f"{{{{ {one.name} }}}}" for one in offered)
    assert own_wording.faults(occasion, lang, {"lead": needed}) == []


def test_own_words_stand_in_the_text_in_the_page_and_in_the_short_form() -> None:
    said = render(Occasion.REMINDER, samples.facts(), own={"lead": GOOD, "dates": "Hạn chót: {{ due_long }}"})
    for form in (said.text, said.html, said.short):
        assert "Đảng ủy nhắc Đảng ủy xã Long Thành: báo cáo kết quả" in form
        assert "Hạn chót: 24/4/2024 (thứ Tư)" in form
    assert "Còn 5 ngày nữa đến hạn" not in said.text
    assert "https://dondoc.example.vn/b/mau-lien-ket" in said.text


def test_a_part_that_is_not_written_is_said_in_our_words() -> None:
    ours = render(Occasion.REMINDER, samples.facts())
    said = render(Occasion.REMINDER, samples.facts(), own={"subject": "Nhắc {{ due }}"})
    assert said.subject == "Nhắc 24/4/2024"
    assert said.text == ours.text


def test_what_an_office_writes_is_text_on_the_page() -> None:
    said = render(Occasion.REMINDER, samples.facts(), own={"lead": "<script>x</script> {{ unit }}"})
    assert "<script>" not in said.html
    assert "&lt;script&gt;x" in said.html


@pytest.mark.parametrize(
    ("lead", "line", "about"),
    [
        ("một\n{{ don_vi_nao }} {{ task }}", 2, "không có mục “don_vi_nao”"),
        ("{{ unitt }} {{ task }}", 1, "có phải {{ unit }}?"),
        ("{{ days_late }} {{ task }}", 1, "không có mục “days_late”"),
        ("một\nhai\n{{ task ", 3, "viết chưa đúng"),
        ("{% if %}{{ task }}", 1, "viết chưa đúng"),
        ("{{ task | upper }}", 1, "không dùng được “| upper”"),
        ("\n{% if due > 3 %}x{% endif %}{{ task }}", 2, "chưa đúng kiểu"),
        ("nhắc {{ unit }}", 1, "thêm {{ task }}"),
        ("{{ task }}" + " x" * MOST_LETTERS, 1, f"tối đa {MOST_LETTERS}"),
        ("{{ task }}" + " xin nhắc" * 240, 1, f"Zalo nhận tối đa {SHORT_LIMIT}"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_what_to_do(lead: str, line: int, about: str) -> None:
    ((part, at, said),) = told(lead)
    assert (part, at) == ("lead", line)
    assert about in said


def test_a_letter_without_its_date_or_its_reader_is_not_taken() -> None:
    found = told("xin nhắc {{ task }}", greeting="Kính chào", dates="sớm nhất")
    assert [(part, said.rpartition("thêm ")[2]) for part, _, said in found] == [
        ("greeting", "{{ recipient }}"),
        ("dates", "{{ due_long }}"),
    ]


def test_a_subject_may_lose_the_end_of_a_long_task_but_not_its_date() -> None:
    assert told(GOOD, subject="Hạn {{ due }}: {{ task }}") == []
    ((part, _, said),) = told(GOOD, subject="{{ task }}, hạn {{ due }}")
    assert part == "subject"
    assert "đặt ngày lên trước" in said


def test_a_subject_must_fit_a_telephone() -> None:
    ((part, _, said),) = told(
        GOOD, subject="Văn phòng Đảng ủy trân trọng kính đề nghị các đồng chí quan tâm nhắc"
    )
    assert part == "subject"
    assert f"tối đa {SUBJECT_LIMIT}" in said


EVIL = (
    "{% for x in rows %}{{ x }}{% endfor %}",
    "{{ 'a' * 1000000000 }}",
    "{{ unit.__class__.__mro__ }}",
    "{{ rows[0] }}",
    "{{ range(1000000000) | list }}",
    "{{ self._TemplateReference__context }}",
    "{% block door %}{% endblock %}",
    "{% include 'vi/ops.txt.j2' %}",
    "{% set unit = 'x' %}{{ unit }}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{{ lipsum() }}{{ cycler }}{{ namespace }}",
    "{{ " + "(" * 1400 + "unit" + ")" * 1400 + " }}",
    "{{ " + "not " * 700 + "unit }}",
    "{% if unit %}" * 100 + "{% endif %}" * 100,
    "{{ unit is defined }}",
    "{{ '%s' | format(unit) }}",
    "{{ link }}{{ secret }}{{ lang }}{{ own }}{{ said }}",
)


@pytest.mark.parametrize("text", EVIL)
def test_nothing_but_facts_and_conditions_is_taken_or_said(text: str) -> None:
    before = process_time()
    assert own_wording.faults(Occasion.REMINDER, "vi", {"lead": text + "{{ task }}"})
    with pytest.raises(Exception):  # noqa: B017, PT011 (what matters is that nothing is said)
        render(Occasion.REMINDER, samples.facts(), own={"lead": text})
    assert process_time() - before < 5


def test_a_long_fact_named_often_is_cut_off_before_it_fills_the_memory() -> None:
    facts: dict[str, Any] = {**samples.facts(), "action": "việc " * 2000}
    with pytest.raises(Unsayable, match=str(MOST_SAID)):
        render(Occasion.REMINDER, facts, own={"lead": "{{ task }}" * 290})


@pytest.mark.parametrize("part", list(LetterPart))
def test_of_a_secret_duty_own_words_say_no_more_than_ours(part: LetterPart) -> None:
    everything = " ".join(f"{{{{ {one.name} }}}}" for one in own_wording.fields(Occasion.REMINDER, "vi"))
    facts = {**samples.facts(), "secret": True}
    said = render(Occasion.REMINDER, facts, own={part.value: everything})
    for form in (said.subject, said.text, said.html, said.short):
        assert str(facts["action"]) not in form
        assert str(facts["plan_title"]) not in form


def test_own_words_that_spell_out_a_secret_are_not_said() -> None:
    facts = {**samples.facts(), "secret": True}
    with pytest.raises(Unsayable, match="secret"):
        render(
            Occasion.REMINDER, facts, own={"lead": "Về việc BÁO CÁO KẾT QUẢ học tập, quán triệt nghị quyết"}
        )


def test_every_occasion_that_goes_to_people_has_its_place_on_the_page() -> None:
    shown = [one for chapter in Chapter for one in chapter.occasions]
    assert len(shown) == len(set(shown))
    assert set(Occasion) - set(shown) == {Occasion.OPS}
    assert not may_word(Occasion.OFFICE_LOGIN)
    assert not may_word(Occasion("tomorrow"))
