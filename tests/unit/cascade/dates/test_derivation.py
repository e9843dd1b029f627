"""A derived date is a value: said shortly in a table, and in a letter without the plan's numbering."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from cascade.dates.relative import derivation_of
from cascade.lang.told import Told
from cascade.org.tree import Level
from cascade.plan import thaw
from cascade.plan.action_kinds import ActionKind
from cascade.plan.model import Offset, OffsetUnit, When, WhenKind
from cascade.result.derivation import Derivation, Rule

SAID = {
    ("conference:C1", 2): ("2 ngày làm việc sau hội nghị", "2 working days after the conference"),
    ("conference:C1", -1): ("1 ngày làm việc trước hội nghị", "1 working day before the conference"),
    ("conference:C1", 0): ("cùng ngày với hội nghị", "the same day as the conference"),
    ("invitation:C1", 3): ("3 ngày làm việc sau khi có giấy mời", "3 working days after the invitation"),
    ("requirement:D5", 2): (
        "2 ngày làm việc sau hạn của nhiệm vụ D5",
        "2 working days after the deadline of D5",
    ),
    ("issue", 5): ("5 ngày làm việc sau ngày ban hành", "5 working days after the day of issue"),
}
BACK = Derivation(Rule.BACK, 1, name="U1", day=date(2022, 5, 20), level=Level.DISTRICT)


@pytest.mark.parametrize(("anchor", "count"), SAID)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_letter_says_in_words_what_a_table_writes_shortly(anchor: str, count: int, lang: str) -> None:
    when = When(WhenKind.RELATIVE, anchor=anchor, offset=Offset(count, OffsetUnit.WORKING_DAYS))
    assert derivation_of(when).spoken(lang) == SAID[anchor, count][lang == "en"]


def test_a_table_names_what_is_counted_from_by_its_id() -> None:
    when = When(WhenKind.RELATIVE, anchor="conference:C1", offset=Offset(-2, OffsetUnit.WORKING_DAYS))
    assert derivation_of(when).short == Told(
        "hội nghị C1 - 2 ngày làm việc", "2 working days before conference C1"
    )


def test_a_date_counted_back_names_the_level_and_in_a_letter_no_code() -> None:
    assert BACK.said("vi") == "tính ngược 1 ngày làm việc từ hạn 20/5/2022 của U1 (đảng bộ trực thuộc)"
    assert BACK.spoken("vi") == "tính ngược 1 ngày làm việc từ hạn 20/5/2022 của đảng bộ trực thuộc"
    gathered = replace(BACK, level=None, amount=0)
    assert gathered.said("en") == "the deadline 20 May 2022 of U1"


def test_what_was_kept_as_two_sentences_still_says_them() -> None:
    old = Derivation(Rule.WORDED, worded=Told("theo giấy mời", "by the invitation"))
    assert (old.said("vi"), old.spoken("en")) == ("theo giấy mời", "by the invitation")


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_is_said_in_both_and_kept_unchanged(rule: Rule) -> None:
    one = replace(BACK, rule=rule, anchor="conference", worded=Told("a", "b"))
    one = replace(one, name="month") if rule is Rule.CUSTOM else one
    assert one.spoken("vi") != one.spoken("en")
    assert thaw.unpack(Derivation, json.loads(thaw.to_json(one))) == one


def test_a_duty_is_called_by_what_it_asks_for_and_in_a_letter_by_that_alone() -> None:
    back = replace(BACK, act=ActionKind.REPORT)
    assert back.said("vi").endswith("của báo cáo kết quả (U1, đảng bộ trực thuộc)")
    assert back.spoken("vi").endswith("của báo cáo kết quả của đảng bộ trực thuộc")
    moved = Derivation(Rule.MOVED, 2, anchor="requirement", name="D6", act=ActionKind.SYNTHESISE)
    assert moved.said("vi") == "hạn của báo cáo tổng hợp (D6) + 2 ngày làm việc"
    assert moved.spoken("vi") == "2 ngày làm việc sau hạn của báo cáo tổng hợp"
    assert moved.spoken("en") == "2 working days after the deadline of the summary report"
