"""An office may word notices itself; a broken template is refused with file and line before it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from notifications.channels import Channels, ChannelSettings
from notifications.wording import overrides, samples
from notifications.wording.preview import preview
from notifications.wording.words import render


def office(folder: Path, text: str, name: str = "vi/reminder.txt.j2") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


GOOD = """{% extends "vi/_letter.txt.j2" %}
{% block subject %}Văn phòng xin nhắc: {{ task }}{% endblock %}
{% block lead %}Kính nhờ {{ unit }} lưu tâm.{% endblock %}
"""


def test_an_office_can_word_one_occasion_and_leave_the_rest(tmp_path: Path) -> None:
    office(tmp_path, GOOD)
    assert overrides.check(tmp_path) == ("vi/reminder.txt.j2",)
    words = render("reminder", samples.facts(), overrides=tmp_path)
    assert words.subject.startswith("Văn phòng xin nhắc: ")
    assert "Kính nhờ Đảng ủy xã Long Thành lưu tâm." in words.html
    assert render("overdue", samples.facts(), overrides=tmp_path) == render("overdue", samples.facts())


@pytest.mark.parametrize(
    ("text", "line", "about"),
    [
        ("dòng một\n{% if %}\n", 2, "Expected an expression"),
        ("một\nhai\n{{ don_vi }}\n", 3, "không có dữ kiện don_vi"),
        (GOOD + "\n{% block ask %}{{ rows[7].unit }}{% endblock %}", 5, "UndefinedError"),
        (GOOD + "\n{% block ask %}{{ days_late / 0 }}{% endblock %}", 5, "ZeroDivisionError"),
        (GOOD + "\n{% block ask %}{{ unit.__class__.__mro__ }}{% endblock %}", 5, "SecurityError"),
        (GOOD + "\n{% block ask %}{{ rows.append(1) }}{% endblock %}", 5, "SecurityError"),
    ],
)
def test_a_broken_template_is_refused_with_its_line(tmp_path: Path, text: str, line: int, about: str) -> None:
    office(tmp_path, text)
    with pytest.raises(Refusal) as refused:
        overrides.check(tmp_path)
    told = str(refused.value)
    assert f"reminder.txt.j2:{line}" in told
    assert about in told
    assert "\n" not in told


def test_a_template_that_is_called_like_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="không có mẫu tên này"):
        overrides.check(office(tmp_path, "x", "vi/remindr.txt.j2"))


def test_a_template_without_a_subject_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="thiếu tiêu đề"):
        overrides.check(office(tmp_path, '{% extends "vi/_letter.txt.j2" %}'))


def test_a_template_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (office(tmp_path, "x") / "vi/reminder.txt.j2").write_bytes("Kính gửi".encode("utf-16"))
    with pytest.raises(Refusal, match="UTF-8"):
        overrides.check(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="không có thư mục"):
        overrides.check(tmp_path / "nirgends")


def test_a_secret_stays_secret_whatever_an_office_writes(tmp_path: Path) -> None:
    office(tmp_path, GOOD + "{% block ask %}{{ action }} {{ reason }} {{ plan_title }}{% endblock %}")
    words = render("reminder", {**samples.facts(), "secret": True, "reason": "KÍN"}, overrides=tmp_path)
    assert "KÍN" not in words.text
    assert samples.facts()["action"] not in words.text


def test_no_dispatcher_starts_with_a_broken_folder(tmp_path: Path) -> None:
    office(tmp_path, "{{ x }}")
    with pytest.raises(Refusal, match=r"reminder\.txt\.j2:1"):
        Channels(ChannelSettings(memory="box", templates=tmp_path))


def test_a_preview_shows_the_office_own_words(tmp_path: Path) -> None:
    office(tmp_path, GOOD)
    assert "Kính nhờ Đảng ủy xã" in preview("reminder", folder=tmp_path)
    assert preview("reminder", channel="html").startswith("<!doctype html>")
    assert len(preview("reminder", channel="zalo", lang="en")) <= 2001
    for occasion, channel in (("birthday", "mail"), ("reminder", "fax")):
        with pytest.raises(Refusal):
            preview(occasion, channel=channel)
