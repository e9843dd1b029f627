"""An office's own Word template: filled in whole, and what it may not hold named with its place."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document

from cascade.lang.refusal import Refusal
from documents.signed.own_template import faults, filled
from documents.signed.paper_form import PaperSort
from documents.signed.template_fields import fields_of, values_of
from tests.unit.documents.signed.form_check import Opened
from tests.unit.documents.signed.paper_specimens import conference, every

GOOD = (
    "{{ co_quan | upper }}",
    "{{ so_ky_hieu }} {{ dia_danh_ngay }}",
    "GIẤY MỜI {{ trich_yeu }}",
    "{% if thoi_gian %}Thời gian: {{ thoi_gian }}{% endif %}, tại {{ dia_diem }}",
    "{%p for doan in cac_doan %}",
    "{{ loop.index }}. {{ doan }}",
    "{%p endfor %}",
    "Nơi nhận: {{ noi_nhan | join('; ') }}",
)


def template(*lines: str, header: str = "") -> bytes:
    word = Document()
    for line in lines:
        word.add_paragraph(line)
    if header:
        word.sections[0].header.paragraphs[0].text = header
    packed = io.BytesIO()
    word.save(packed)
    return packed.getvalue()


def with_part(body: bytes, name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as before,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for one in before.namelist():
            if one != name:
                after.writestr(one, before.read(one))
        after.writestr(name, content)
    return packed.getvalue()


def test_a_template_is_filled_with_the_facts_of_the_paper() -> None:
    held = conference("dong-thap-nq06")
    hall = held.halls[0]
    body = template(*GOOD, header="{{ ten_loai }}")
    assert faults(body, PaperSort.INVITATION) == []
    opened = Opened.of(filled(body, held.invitation(hall, hall.units[0])))
    text = "\n".join(opened.lines)
    assert "TỈNH ỦY ĐỒNG THÁP" in text
    assert "Thời gian: ngày 18/5/2022 (thứ Tư), từ 08 giờ 00 đến 11 giờ 30, tại Hội trường Sen Hồng" in text
    assert "1. Thực hiện Kế hoạch số" in text
    assert opened.word.sections[0].header.paragraphs[0].text == "GIẤY MỜI"
    assert "{" not in text


def test_a_table_of_ours_becomes_rows_of_theirs() -> None:
    word = Document()
    table = word.add_table(rows=3, cols=2)
    table.rows[0].cells[0].text = "{%tr for dong in bang.dong %}"
    table.rows[1].cells[0].text = "{{ dong | first }}"
    table.rows[1].cells[1].text = "{{ dong | join(' | ') }}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    before, after = word.add_paragraph("{%p for bang in cac_bang %}"), word.add_paragraph("{%p endfor %}")
    table._tbl.addprevious(before._p)
    table._tbl.addnext(after._p)
    packed = io.BytesIO()
    word.save(packed)
    paper = next(one for one in every("dong-thap-nq06") if one.sort is PaperSort.ASSIGNMENTS)
    assert faults(packed.getvalue(), PaperSort.ASSIGNMENTS) == []
    rows = Opened.of(filled(packed.getvalue(), paper)).word.tables[0].rows
    assert len(rows) >= 9
    assert rows[0].cells[0].text == "1"


def test_every_field_that_is_listed_can_be_used_for_every_kind() -> None:
    for paper in every("dong-thap-nq06"):
        named = fields_of(paper.sort)
        assert set(named) <= set(values_of(paper)), paper.sort
        body = template(*(f"{{{{ {name} }}}}" for name in named))
        assert faults(body, paper.sort) == []
        assert filled(body, paper)


def test_a_typing_slip_is_named_with_its_place_and_what_was_meant() -> None:
    [fault] = faults(template("Kính gửi", "V/v {{ trich_yeuu }}"), PaperSort.REPORT)
    assert (fault.where.vi, fault.what.vi) == (
        "Nội dung, đoạn 2: “V/v {{ trich_yeuu }}”",
        "không có trường “trich_yeuu”",
    )
    assert fault.todo.vi == "có phải “trich_yeu”?"
    [other] = faults(template("a", header="{{ thoi_gian }}"), PaperSort.REPORT)
    assert other.where.vi.startswith("Đầu trang"), "only an invitation has a time"


@pytest.mark.parametrize(
    "line",
    [
        "{{ ''.__class__ }}",
        "{{ trich_yeu.__class__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% for a in range(1000000) %}x{% endfor %}",
        "{% for a in cac_doan %}{% for b in cac_doan %}x{% endfor %}{% endfor %}",
        "{{ 9 ** 99999 }}",
        "{{ trich_yeu * 1000000 }}",
        "{{ trich_yeu | pprint }}",
        "{% include 'x' %}",
        "{% set a = 1 %}{{ a }}",
        "{% macro a() %}{% endmacro %}",
        "{{ kinh_gui",
        "{% if %}",
        "{% for %}",
        "{{ }}",
    ],
)
def test_nothing_but_fields_loops_and_conditions_is_taken(line: str) -> None:
    assert faults(template(line), PaperSort.INVITATION)
    paper = next(every("dong-thap-nq06"))
    with pytest.raises(Refusal):
        filled(template(line), paper)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "không phải tệp Word"),
        (b"PK\x03\x04 not a file", "không phải tệp Word"),
        (b"x" * 2_000_001, "quá lớn"),
        (with_part(template("a"), "word/vbaProject.bin", b"x"), "macro"),
        (with_part(template("a"), "word/document.xml", b"<a"), "không phải tệp Word"),
        (with_part(template("a"), "word/x.xml", b"0" * 21_000_000), "giải nén"),
        (with_part(template("a"), "word/x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "khai báo lạ"),
        (with_part(template("a"), "docProps/core.xml", b"<a>{<b/>{ co_quan }}</a>"), "ngoài nội dung"),
        (
            with_part(
                template("a"),
                "word/_rels/x.xml.rels",
                b'<Relationship Type="x/attachedTemplate" TargetMode="External" Target="http://x"/>',
            ),
            "từ nơi khác",
        ),
    ],
    ids=("empty", "none", "large", "macro", "broken", "swollen", "declares", "properties", "elsewhere"),
)
def test_a_file_that_could_do_harm_is_turned_away_in_one_line(body: bytes, what: str) -> None:
    with pytest.raises(Refusal) as refused:
        faults(body, PaperSort.REPORT)
    assert what in refused.value.what.vi  # type: ignore[union-attr]


def test_what_people_typed_is_never_read_as_a_template() -> None:
    paper = replace(next(every("dong-thap-nq06")), subject="{{ 7*7 }} <w:p/> & \x00 {% for %}")
    text = "\n".join(Opened.of(filled(template("{{ trich_yeu }}"), paper)).lines)
    assert "{{ 7*7 }} <w:p/> &" in text
