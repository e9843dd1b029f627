"""A letter says where a date comes from in words, without the plan's own numbering."""

from __future__ import annotations

import pytest

from cascade.anchors import derived_words
from cascade.plan import Offset, OffsetUnit, When, WhenKind
from notifications.derivations import spoken

SAID = {
    ("conference:C1", 2): ("2 ngày làm việc sau hội nghị", "2 working days after the conference"),
    ("conference:C1", -1): ("1 ngày làm việc trước hội nghị", "1 working day before the conference"),
    ("conference:C1", 0): ("cùng ngày với hội nghị", "the same day as the conference"),
    ("invitation:C1", 3): ("3 ngày làm việc sau khi có thư mời", "3 working days after the invitation"),
    ("requirement:D5", 2): (
        "2 ngày làm việc sau hạn của nhiệm vụ D5",
        "2 working days after the deadline of D5",
    ),
    ("issue", 5): ("5 ngày làm việc sau ngày ban hành", "5 working days after the day of issue"),
}


@pytest.mark.parametrize(("anchor", "count"), SAID)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_the_rules_write_is_said_in_words(anchor: str, count: int, lang: str) -> None:
    when = When(WhenKind.RELATIVE, anchor=anchor, offset=Offset(count, OffsetUnit.WORKING_DAYS))
    derived = derived_words(when).said(lang)
    assert spoken(derived, lang) == SAID[anchor, count][lang == "en"]


def test_a_date_counted_back_names_the_level_and_no_code() -> None:
    derived = "tính lùi 1 ngày làm việc từ hạn 20/5/2022 của U1 (cấp huyện và tương đương)"
    assert spoken(derived, "vi") == "tính lùi 1 ngày làm việc từ hạn 20/5/2022 của cấp huyện và tương đương"


def test_anything_else_stays_as_it_is() -> None:
    assert spoken("theo thư mời", "vi") == "theo thư mời"
