"""`dondoc figures`: the sentence of a report, the tables, and the files, of a guidance and who follows it."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cascade.lang.told import Told
from cli.main import main
from tests.unit.cli.conftest import EXAMPLES, Desk

PLAN = "dong-thap-nq06"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guidance, the province's plan that follows it, and two reports to the province; made once."""
    home = tmp_path_factory.mktemp("lived")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DONDOC_HOME", str(home))
        patch.setenv("DONDOC_BY", "cán bộ thử")
        patch.delenv("DONDOC_DATABASE_URL", raising=False)
        for name in ("huong-dan-nq06", PLAN):
            assert main(["issue", str(EXAMPLES / f"{name}.yaml")]) == 0
        for unit, members, of in (("tp-cao-lanh", "98", "100"), ("tp-sa-dec", "83.448", "83.974")):
            given = (f"members={members}", f"members_total={of}")
            assert main(["report", "submit", PLAN, "U1", unit, *given]) == 0
    return home


@pytest.fixture
def running(desk: Desk, lived: Path, tmp_path: Path) -> Desk:
    """A desk where that has happened."""
    shutil.copytree(lived, tmp_path / "home")
    return desk


def test_the_sentence_of_the_report_comes_first_and_the_table_after_it(running: Desk) -> None:
    sentence, empty, head, _, *levels = running("figures", PLAN, "--requirement", "U1").out.splitlines()
    assert "2/17 (11,8%) đảng bộ trực thuộc tỉnh và 0/143 (0%) chi, đảng bộ cơ sở đã báo cáo" in sentence
    assert sentence.endswith("cán bộ, đảng viên tham dự 83.546/84.074 (99,4%).")
    assert not empty
    assert head.split("  ")[0] == "Cấp"
    assert [line.split()[-9:-6] for line in levels] == [["17", "2", "0"], ["143", "0", "0"]]


def test_plans_that_follow_a_guidance_stand_under_it(running: Desk) -> None:
    told = running("figures", "huong-dan-nq06", "--json").json
    assert [(one["plan"], one["follows"]) for one in told["plans"]] == [(PLAN, "huong-dan-nq06")]
    grassroots = next(one for one in told["levels"] if one["level"] == "grassroots")
    assert grassroots["expected"] == 143
    assert told["figures"][0]["value"] == 83_546
    alone = running("figures", "huong-dan-nq06", "--alone", "--json").json
    assert alone["plans"] == alone["figures"] == []
    assert "Kế hoạch này" in running("figures", "huong-dan-nq06").out


def test_the_desk_tells_it_in_english_too(running: Desk) -> None:
    told = running("figures", PLAN, "--days", "--lang", "en").out
    assert "committees directly below the province have reported on" in told
    assert "83,546/84,074 (99.4%)" in told
    assert "Received" in told


def test_files_hold_the_same_figures(running: Desk, tmp_path: Path) -> None:
    svg, png, xlsx = (tmp_path / f"a.{kind}" for kind in ("svg", "png", "xlsx"))
    for picture in ("branches", "cascade", "progress"):
        answer = running("figures", PLAN, "--picture", picture, "--svg", svg, "--png", png)
        assert answer.code == 0, answer.err
        assert "<desc>" in svg.read_text(encoding="utf-8")
        assert png.read_bytes().startswith(b"\x89PNG")
    assert running("figures", PLAN, "--xlsx", xlsx).code == 0
    book = CalamineWorkbook.from_path(str(xlsx))
    assert book.sheet_names == ["Theo cấp", "Theo đảng bộ", "Theo ngày", "Số liệu"]
    figures = book.get_sheet_by_name("Số liệu").to_python()
    assert figures[4][:3] == ["Cán bộ, đảng viên tham dự", 83_546, 84_074]
    levels = book.get_sheet_by_name("Theo cấp").to_python()
    assert levels[-1][0] == "Tổng cộng"
    assert levels[-1][2] == 2


def test_a_name_that_looks_like_a_formula_stays_words(running: Desk, tmp_path: Path) -> None:
    from cascade.reports.results import FigureResult
    from documents.office.figures_workbook import FiguresBook, write_figures
    from models.database import clock

    path = tmp_path / "la.xlsx"
    book = FiguresBook("=1+1", "=2+2", clock.machine(), (), (), (), (), (FigureResult("=3+3", 1),))
    write_figures(path, book)
    with zipfile.ZipFile(path) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>=" in packed.read(one) or b"<f>3" in packed.read(one) for one in sheets)
        assert b"=3+3" in packed.read("xl/sharedStrings.xml")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("figures", "khong-co"), Told("chưa có kế hoạch này", "no such plan")),
        (("figures", PLAN, "--requirement", "D99"), Told("không có nhiệm vụ này", "no such requirement")),
    ],
)
def test_what_is_not_there_is_refused_in_one_line(running: Desk, words: tuple[str, ...], told: Told) -> None:
    for lang in ("vi", "en"):
        answer = running(*words, "--lang", lang)
        assert answer.code == 1
        assert told.said(lang) in answer.err
        assert len(answer.err.splitlines()) == 1


def test_an_office_has_its_letter_of_the_week_shown_switched_on_and_printed(
    running: Desk, tmp_path: Path
) -> None:
    page = tmp_path / "tuan.pdf"
    answer = running("weekly", "on", "dong-thap-btg", "--pdf", page)
    assert answer.code == 0, answer.err
    assert "Hội nghị NQ 06: đã báo cáo 2/202" in answer.out
    assert answer.out.endswith("Gửi hằng tuần: có, sáng thứ Hai.\n")
    assert page.read_bytes().startswith(b"%PDF")
    assert running("weekly", "show", "dong-thap-btg", "--json").json["on"] is True
    told = running("weekly", "off", "dong-thap-btg", "--lang", "en").out
    assert "2/202 (1%) reported" in told
    assert "Sent weekly: no." in told
    acts = [one["act"] for one in running("log", "--json").json["acts"]]
    assert {"weekly_on", "weekly_off"} <= set(acts)


def test_a_committee_chooses_which_papers_go_with_its_letters(running: Desk) -> None:
    answer = running("enclosures", "dong-thap")
    assert answer.code == 0, answer.err
    assert "✓ giay-moi: giấy mời của từng đơn vị" in answer.out
    assert "– don-doc: công văn đôn đốc" in answer.out
    assert running("enclosures", "dong-thap", "--with", "don-doc", "--json").json["papers"] == ["don-doc"]
    assert running("enclosures", "dong-thap", "--with", "--json").json["papers"] == []
    assert "letter_papers" in [one["act"] for one in running("log", "--json").json["acts"]]
    wrong = running("enclosures", "dong-thap", "--with", "cong-van")
    assert (wrong.code, len(wrong.err.splitlines())) == (2, 1)
