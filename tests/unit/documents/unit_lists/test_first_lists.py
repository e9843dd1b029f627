"""A first list for any province of July 2025: complete, its codes one unit's in the whole country."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from documents.unit_file import country, first_list
from documents.unit_file.contact_workbook import workbook
from documents.unit_file.unit_list import units_of

SHARED = Path(__file__).parents[4] / ".." / "shared" / "data" / "viet-nam-2025.csv"


def test_the_country_is_whole_and_no_code_is_there_twice() -> None:
    every = country.provinces()
    assert (len(every), sum(len(one.communes) for one in every)) == (34, 3321)
    kinds = Counter(one.kind for each in every for one in each.communes)
    assert kinds == {"xã": 2621, "phường": 687, "đặc khu": 13}
    codes = Counter(unit.code for each in every for unit in first_list.first_units(each))
    assert [code for code, many in codes.items() if many > 1] == []


@pytest.mark.skipif(not SHARED.is_file(), reason="the register it was written from is not here")
def test_our_data_say_what_the_register_says() -> None:
    def plain(text: str) -> str:
        return " ".join(unicodedata.normalize("NFC", text).split())

    with SHARED.open(encoding="utf-8") as file:
        register = {
            (int(row["province_code"]), int(row["code"]), row["type"], plain(row["name"]).casefold())
            for row in csv.DictReader(file)
        }
    ours = {
        (int(each.number), int(one.number), one.kind, f"{one.kind} {one.name}".casefold())
        for each in country.provinces()
        for one in each.communes
    }
    assert ours == register


@pytest.mark.parametrize("province", country.provinces(), ids=lambda one: one.number)
def test_every_first_list_reads_back_as_it_was_made(province: country.Province) -> None:
    units = first_list.first_units(province)
    tree = units_of(Path("a.csv"), first_list.as_csv(first_list.rows(units)))
    assert set(tree) == set(units)
    assert [unit.code for unit in units if unit.parent is None] == [first_list.root_of(province)]


def test_the_workbook_reads_back_and_takes_contacts() -> None:
    units = first_list.first_units(country.province("Đồng Nai"))
    rows = list(first_list.rows(units))
    rows[0] |= {"contact": "Nguyễn Văn A", "mail": "a@example.vn", "phone": "0987654321"}
    tree = units_of(Path("a.xlsx"), workbook(rows))
    assert set(tree) == set(units)
    assert tree.contacts["dong-nai"][0].channels == (("mail", "a@example.vn"), ("zbs", "84987654321"))


@pytest.mark.parametrize("typed", ["tỉnh Đồng Nai", "dong nai", "75", "ĐỒNG NAI"])
def test_a_province_is_found_as_people_write_it(typed: str) -> None:
    assert country.province(typed).name == "Đồng Nai"


def test_a_province_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refusal, match="không có tỉnh, thành phố “Đồng Nay”"):
        country.province("Đồng Nay")
