"""Small inputs from offices, kept beside the project: what each is for, where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from cascade.calendar.workdays import WorkCalendar
from cascade.checked_cascade import cascade
from cascade.lang.refusal import Refusal
from cascade.result.obligation import Cascade
from documents.plan_file.plan_day import day_of_plan
from documents.plan_file.read_plan import read_plan
from documents.unit_file.unit_list import read_units
from services import plan_files

CASES = Path(__file__).parents[3] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not at hand")


def checked(case: str, plan: str = "ke-hoach.yaml", units: str | None = None) -> Cascade:
    folder = CASES / case
    paper, tree = plan_files.read(folder / plan, folder / units if units else None)
    return cascade(paper, tree.as_of(day_of_plan(paper)), WorkCalendar())


@pytest.mark.parametrize(
    ("case", "plan", "units"),
    [
        ("base", "ke-hoach.yaml", None),
        ("E-chu-Eth", "ke-hoach.yaml", None),
        ("D-ky-tu-an", "ke-hoach-nhom.yaml", None),
        *(("D-ky-tu-an", "ke-hoach.yaml", f"don-vi{kind}.csv") for kind in ("", "-dt", "-ma", "-ten")),
    ],
)
def test_no_commune_loses_its_duty_for_a_letter_that_looks_the_same(
    case: str, plan: str, units: str | None
) -> None:
    made = checked(case, plan, units)
    assert sorted(one.unit for one in made.obligations) == ["xa-1", "xa-2", "xa-3"]
    assert {unit.name[:6] for unit in made.tree} <= {"Đảng ủ", "Tỉnh ủ", "Ban Tu"}


def test_old_fonts_are_read() -> None:
    tree = read_units(CASES / "S-tcvn3" / "don-vi.csv")
    assert [tree.unit(code).name for code in ("xa-2", "xa-3")] == ["Đảng ủy xã Hai", "Đảng ủy xã Ba"]


@pytest.mark.parametrize(("file", "where"), [("don-vi.csv", "don-vi.csv:5:"), ("ke-hoach-loi.yaml", ":11:")])
def test_a_noncharacter_is_refused_where_it_stands(file: str, where: str) -> None:
    with pytest.raises(Refusal) as refused:
        (read_units if file.endswith(".csv") else read_plan)(CASES / "C-ky-tu-pdf" / file)
    assert where in str(refused.value)
    assert "U+FFFE" in str(refused.value)


@pytest.mark.parametrize("path", sorted([*CASES.glob("F-*/ke*.yaml"), *CASES.glob("F-*/hoi*.yaml")]))
def test_a_secret_number_is_noticed_whatever_its_dash(path: Path) -> None:
    told = [one for one in checked(path.parent.name, path.name).findings if one.code == "secret_not_marked"]
    assert bool(told) is ("so-4" not in path.name)


@pytest.mark.parametrize("name", ["neo.yaml", "neo2.yaml"])
def test_an_anchor_and_an_offset_may_have_any_hyphen(name: str) -> None:
    assert checked("F-gach-noi-word", name).obligations


def test_a_line_separator_ends_no_line() -> None:
    with pytest.raises(Refusal, match=r"ls\.yaml:13: requirements\.D1\.who\.kid: không có khóa"):
        read_plan(CASES / "I-yaml" / "ls.yaml")


def test_an_address_that_can_never_be_sent_to_is_refused_and_an_inner_one_is_taken() -> None:
    with pytest.raises(Refusal, match=r"don-vi\.csv:5: mail của xa-2: .*vănthư@example\.vn"):
        read_units(CASES / "G-thu-idn" / "don-vi.csv")
    [contact] = read_units(CASES / "H-thu-noi-bo" / "don-vi.csv").contacts["xa-1"]
    assert contact.channels == (("mail", "vp@tinhuy.local"),)
