"""Every kind of paper has the form of its office, whatever was typed, and Word's own order of things."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from lxml import etree

from cascade.org.tree import OrgTree
from cascade.org.unit import Level, Unit
from cascade.result.obligation import Cascade
from documents.office.docx_data import UnitLine
from documents.signed.duty_papers import DutyPapers
from documents.signed.line_breaks import balanced
from documents.signed.paper_form import PARTY, STATE, PaperSort, form_of
from documents.signed.pressing_letter import late_table
from documents.signed.signed_paper import Band, SignedAnnex, SignedPaper, Text
from documents.signed.write_paper import paper_bytes
from tests.gold.papers import GOLD, compiled
from tests.unit.documents.signed import golden_papers
from tests.unit.documents.signed.form_check import Opened, check_form
from tests.unit.documents.signed.paper_specimens import every, frame, kinds_of

HOSTILE = {
    "formula": "=HYPERLINK(1)",
    "endless": "Ă" * 5_000,
    "many": "từ " * 400,
    "turned": "\u202eủy tỉnh\u202c",
    "leftward": "مرحبا שלום",
    "pictures": "👩‍👩‍👧‍👦 🇻🇳",
    "xml": "<w:p/>&amp;]]>\x00\x0b\ufffe\ud800",
    "template": "{{ 7*7 }} {% raw %}",
    "lines": "a\tb\r\nc",
}


@pytest.mark.parametrize("name", GOLD)
def test_every_paper_of_the_five_plans_has_the_form_of_the_party(name: str) -> None:
    papers = list(every(name))
    assert kinds_of(iter(papers)) >= set(PaperSort) - {
        PaperSort.INVITATION,
        PaperSort.PROGRAMME,
        PaperSort.DELEGATES,
    }
    for paper in papers:
        check_form(paper_bytes(paper), paper.sort)


@pytest.mark.parametrize("name", GOLD)
def test_every_paper_of_the_five_plans_reads_as_it_was_last_found_good(name: str) -> None:
    assert golden_papers.words(name) == (golden_papers.FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_a_paper_of_the_state_has_the_form_of_decree_30() -> None:
    head = replace(frame("dong-nai-tw8").head, above="Ủy ban nhân dân tỉnh Đồng Nai", head="Sở Nội vụ")
    for paper in every("dong-nai-tw8"):
        parts = tuple(paper.parts)
        closing = parts[-1]
        if isinstance(closing, Text):
            closing = replace(closing, words=f"{closing.words.rstrip('.')}./.")
        receive = (*paper.receive[:-1], "Lưu: VT")
        state = replace(paper, form=STATE, head=head, parts=(*parts[:-1], closing), receive=receive)
        check_form(paper_bytes(state), paper.sort, party=False)


def test_a_check_that_finds_nothing_would_be_no_check() -> None:
    body = paper_bytes(next(every("dong-nai-tw8")))
    broken = _changed(body, "ngày 15 tháng 3", "ngày 5 tháng 03")
    with pytest.raises(AssertionError):
        check_form(broken, PaperSort.INVITATION)
    with pytest.raises(AssertionError):
        check_form(body, PaperSort.REPORT)
    with pytest.raises(AssertionError):
        check_form(body, PaperSort.INVITATION, party=False)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Tỉnh ủy Đồng Nai", PARTY),
        ("Đảng ủy Ủy ban nhân dân tỉnh", PARTY),
        ("Ban Tuyên giáo và Dân vận Tỉnh ủy", PARTY),
        ("Uỷ ban nhân dân xã Long Thành", STATE),
        ("UBND phường 1", STATE),
        ("Sở Văn hóa, Thể thao và Du lịch", STATE),
        ("Sơn La", PARTY),
        ("Trường Chính trị tỉnh", STATE),
    ],
)
def test_the_form_is_that_of_whoever_writes(name: str, form: object) -> None:
    assert form_of(Unit("x", name, Level.PROVINCE)) is form


def test_a_committee_of_the_state_signs_and_numbers_as_the_state_does() -> None:
    made = compiled("dong-nai-tw8")
    units = {
        **made.tree.units,
        "dong-nai": replace(made.tree.unit("dong-nai"), name="Ủy ban nhân dân tỉnh Đồng Nai"),
    }
    plan = replace(made.plan, number="12/KH-UBND", on_behalf_of=None, desk=None)
    result = replace(made, tree=OrgTree.of(units.values()), plan=plan)
    invitation = next(every("x", result))
    check_form(paper_bytes(invitation), PaperSort.INVITATION, party=False)
    opened = Opened.of(paper_bytes(invitation))
    assert "Số: …/GM-UBND" in opened.cell(0, 0)
    assert "TM. ỦY BAN NHÂN DÂN TỈNH ĐỒNG NAI" in str(opened.cell(1, 1)).replace("\\xa0", " ")


@pytest.mark.parametrize("word", HOSTILE.values(), ids=HOSTILE)
def test_no_word_breaks_a_file(word: str) -> None:
    result = _renamed(compiled("dong-thap-nq06"), word)
    for paper in every("x", result):
        body = paper_bytes(replace(paper, subject=word, to=[word] if paper.to else ()))
        with zipfile.ZipFile(BytesIO(body)) as parcel:
            for name in parcel.namelist():
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(parcel.read(name))
        assert Opened.of(body).word.tables


def test_what_leads_to_a_list_stands_on_its_page() -> None:
    for paper in every("dong-nai-tw8"):
        for one in Document(BytesIO(paper_bytes(paper))).paragraphs:
            if one.text.rstrip().endswith(":"):
                assert one.paragraph_format.keep_with_next, one.text


def test_a_secret_duty_is_called_by_its_number_as_the_paper_has_it() -> None:
    result = compiled("dong-nai-tw8")
    first, *others = result.plan.requirements
    plan = replace(result.plan, requirements=(replace(first, secret=True), *others))
    words = [
        part.words
        for part in DutyPapers(frame("dong-nai-tw8", replace(result, plan=plan))).plan().parts
        if isinstance(part, Text)
    ]
    assert any(f": {first.id}, " in one or f": {first.id}." in one for one in words)
    assert not any(first.action.lower() in one.lower() for one in words)


def test_two_writings_of_one_paper_are_one_file() -> None:
    assert [paper_bytes(one) for one in every("can-tho-tw6")] == [
        paper_bytes(one) for one in every("can-tho-tw6")
    ]


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        ("TỈNH ỦY ĐỒNG NAI", 27, ["TỈNH ỦY ĐỒNG NAI"]),
        ("ỦY BAN NHÂN DÂN TỈNH ĐỒNG NAI", 25, ["ỦY BAN NHÂN DÂN", "TỈNH ĐỒNG NAI"]),
        ("BAN TUYÊN GIÁO VÀ DÂN VẬN TỈNH ỦY", 27, ["BAN TUYÊN GIÁO", "VÀ DÂN VẬN TỈNH ỦY"]),
        (
            "kết quả thực hiện Kế hoạch số …, ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy",
            54,
            ["kết quả thực hiện Kế hoạch số …,", "ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy"],
        ),
        ("X" * 900, 27, ["X" * 900]),
        ("ĐƠN" * 30, 27, ["ĐƠN" * 30]),
    ],
)
def test_lines_break_by_meaning_and_never_inside_a_word(words: str, room: int, lines: list[str]) -> None:
    assert [one.replace("\xa0", " ") for one in balanced(words, room).split(" ")] == (
        lines if len(lines) > 1 or "\xa0" in balanced(words, room) else words.split(" ")
    )


def test_an_office_signs_by_its_head_and_a_committee_through_somebody() -> None:
    by_sort: dict[PaperSort, SignedPaper] = {one.sort: one for one in every("dong-nai-tw8")}
    assert by_sort[PaperSort.PRESSING].behalf == ""
    assert by_sort[PaperSort.AMENDMENT].behalf == "Ban Thường vụ"
    assert by_sort[PaperSort.PLAN].head.suffix == "TU"
    assert by_sort[PaperSort.PRESSING].head.suffix == "…", "nobody guesses how an office numbers"


def _renamed(result: Cascade, word: str) -> Cascade:
    """Everything that people type is that word."""
    units = [replace(one, name=f"{word} {one.code}") for one in result.tree.units.values()]
    meetings = [
        replace(
            one,
            conference=replace(
                one.conference,
                name=word,
                form=word,
                chair=word,
                venues=tuple(
                    replace(each, name=word, chair=word, participants=(word, word))
                    for each in one.conference.venues
                ),
                agenda=tuple(replace(each, title=word, speaker=word) for each in one.conference.agenda),
            ),
        )
        for one in result.meetings
    ]
    plan = replace(
        result.plan, title=word, number=word, on_behalf_of=word, signer=word,
        requirements=tuple(replace(one, action=word) for one in result.plan.requirements),
    )  # fmt: skip
    return replace(result, plan=plan, tree=OrgTree.of(units), meetings=tuple(meetings))


def _changed(body: bytes, old: str, new: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            assert name != "word/document.xml" or old.encode() in content
            after.writestr(name, content.replace(old.encode(), new.encode()))
    return packed.getvalue()


def test_each_level_is_counted_by_itself_and_annexes_as_their_form_counts() -> None:
    due = date(2024, 3, 1)
    lines = [UnitLine(f"Đơn vị {duty}{at}", duty, due, None) for duty in ("huyện", "xã") for at in (1, 2)]
    table = late_table(lines, date(2024, 3, 15))
    assert [row[0] for row in table.rows if not isinstance(row, Band)] == ["1", "2", "1", "2"]
    paper = next(one for one in every("dong-nai-tw8") if one.sort is PaperSort.PRESSING)
    annexes = [SignedAnnex(about, [table]) for about in ("A", "B")]
    for form, wanted in ((PARTY, ["PHỤ LỤC 1", "PHỤ LỤC 2"]), (STATE, ["PHỤ LỤC I", "PHỤ LỤC II"])):
        made = Document(BytesIO(paper_bytes(replace(paper, form=form, annexes=annexes))))
        assert [one.text for one in made.paragraphs if one.text.startswith("PHỤ LỤC")] == wanted
