"""Which approved template speaks on which occasion is the office's to say, and mistakes in it are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from notifications.message import Message
from notifications.wording import samples
from notifications.wording.words import render
from notifications.zalo import zbs_templates

TABLE = """
reminder:
  template: 345678
  params:
    ten_don_vi: "{{ unit }}"
    viec: "{{ task }}"
    han: "{{ due }}"
    ghi_chu: "{{ derived }}"
  limits: {viec: 20}
"""


def table(folder: Path, text: str) -> Path:
    file = folder / "zbs.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def message(occasion: str, secret: bool = False) -> Message:
    fields = render(occasion, {**samples.facts(), "secret": secret}).fields
    return Message("k", "zbs", "0987654321", "s", "t", occasion=occasion, fields=fields)


def test_a_template_is_filled_with_the_facts_within_its_limits(tmp_path: Path) -> None:
    filled = zbs_templates.fill(message("reminder"), zbs_templates.read(table(tmp_path, TABLE)))
    assert filled.template == "345678"
    assert filled.fields == {
        "ten_don_vi": "Đảng ủy xã Long Thành",
        "viec": "báo cáo kết quả học…",
        "han": "24/4/2024",
        "ghi_chu": "–",
    }


def test_a_secret_duty_fills_in_its_code(tmp_path: Path) -> None:
    filled = zbs_templates.fill(message("reminder", secret=True), zbs_templates.read(table(tmp_path, TABLE)))
    assert filled.fields["viec"] == "nhiệm vụ D6"


def test_an_occasion_without_a_template_stays_as_it_is(tmp_path: Path) -> None:
    asked = message("overdue")
    assert zbs_templates.fill(asked, zbs_templates.read(table(tmp_path, TABLE))) == asked


@pytest.mark.parametrize(
    ("text", "line", "about"),
    [
        (TABLE.replace("reminder", "birthday"), 2, "không có loại thông báo này"),
        (TABLE.replace("{{ due }}", "{{ dueday }}"), 7, "không có dữ kiện dueday"),
        (TABLE.replace("{{ due }}", "{{ rows }}"), 7, "không có dữ kiện rows"),
        (TABLE.replace("{{ due }}", "{{ due"), 7, "unexpected end"),
        (TABLE.replace("template", "templat"), 2, "cần template và params"),
        ("a: [", 1, "không phải YAML"),
    ],
)
def test_a_mistake_in_the_table_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, about: str
) -> None:
    with pytest.raises(Refusal) as refused:
        zbs_templates.read(table(tmp_path, text))
    assert f"zbs.yaml:{line}" in str(refused.value)
    assert about in str(refused.value)


def test_a_table_that_is_none_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="phải là bảng"):
        zbs_templates.read(table(tmp_path, "- a"))
    with pytest.raises(Refusal, match="không đọc được"):
        zbs_templates.read(tmp_path / "nirgends.yaml")
