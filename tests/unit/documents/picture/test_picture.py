"""The picture of a cascade shows every level, every unit and every day it knows, and nothing secret."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import instant
from cascade.checked_cascade import cascade
from cascade.org.tree import Level, OrgTree, Unit
from cascade.reports.obligation_states import Shown
from cascade.result.obligation import Cascade
from documents.picture.draw import cascade_svg, picture_of
from documents.picture.patterns import fill
from documents.picture.picture_data import worst
from documents.picture.svg import cut, width_of
from documents.plan_file.read_plan import read_plan
from tests.gold.papers import EXAMPLES, PLANS, compiled

SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> Xml.Element:
    return Xml.fromstring(text)


def words_in(text: str) -> list[str]:
    return [element.text or "" for element in drawn(text).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", sorted(PLANS))
def test_a_real_plan_becomes_one_well_formed_picture(name: str) -> None:
    text = cascade_svg(picture_of(compiled(name)))
    words = words_in(text)
    levels = {each.duty.level for each in compiled(name).obligations}
    assert len(levels) == sum(bool(re.fullmatch(r"\d+ đơn vị", word)) for word in words)
    assert text == cascade_svg(picture_of(compiled(name))), "the same plan, the same picture"


def test_every_unit_is_a_cell_in_the_colour_of_its_worst_duty() -> None:
    result = compiled("dong-nai-tw8")
    states = {each.id: Shown.ACCEPTED for each in result.obligations}
    states["D6/grassroots:huyen-tan-phu-dac-lua"] = Shown.LATE
    states["D6:huyen-long-thanh"] = Shown.LATE
    states["D6:huyen-tan-phu"] = Shown.DONE_LATE
    states["D6:huyen-dinh-quan"] = Shown.ACCEPTED
    text = cascade_svg(picture_of(result, states=states, now=instant(date(2024, 4, 22), time(9))))
    shapes = [*drawn(text).iter(f"{SVG}rect"), *drawn(text).iter(f"{SVG}use")]
    cells = [each for each in shapes if each.find(f"{SVG}title") is not None]
    colours = Counter(each.get("fill") for each in cells)
    units = {(each.unit, each.duty.level) for each in result.obligations}
    assert (colours[Shown.LATE.colour], colours[fill(Shown.LATE)]) == (1, 1), "with a name, and without"
    assert colours[Shown.DONE_LATE.colour] == 1
    assert colours[Shown.ACCEPTED.colour] == len(units) - 3
    assert len(text.encode()) < 150_000, "small enough to open at once"
    assert {"58/59", "1 quá hạn", "hôm nay 22/4"} & set(words_in(text)) >= {"1 quá hạn", "hôm nay 22/4"}


def test_states_are_told_apart_without_colours_and_in_words() -> None:
    result = compiled("dong-nai-tw8")
    states = {each.id: list(Shown)[place % 9] for place, each in enumerate(result.obligations)}
    picture = drawn(cascade_svg(picture_of(result, states=states)))
    patterns = {one.get("id"): Xml.tostring(one)[-160:] for one in picture.iter(f"{SVG}pattern")}
    assert {"s-late", "s-submitted", "s-open", "s-returned", "s-done_late"} <= patterns.keys()
    used = {each.get("fill") for each in picture.iter() if "url" in each.get("fill", "")}
    assert {f"url(#{name})" for name in patterns} == used
    told = picture.findtext(f"{SVG}desc") or ""
    assert re.search(r"chi, đảng bộ cơ sở: quá hạn \d+, trả lại, báo cáo lại \d+", told)


def test_rest_days_are_shaded_and_holidays_named() -> None:
    titles = re.findall(
        r'fill="#fbe3df"[^>]*><title>([^<]+)', cascade_svg(picture_of(compiled("can-tho-tw6")))
    )
    assert titles, "Tết 2023 lies inside the plan"


def test_a_duty_that_gathers_is_joined_to_what_it_gathers() -> None:
    text = cascade_svg(picture_of(compiled("dong-nai-tw8")))
    assert text.count("<polygon") == 2, "D6/grassroots to D6, D6 to D5"


def test_what_is_secret_has_no_words_in_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "mat.yaml"
    path.write_text(
        (EXAMPLES / "dang-uy-khoi-nq15.yaml")
        .read_text()
        .replace("    kind: synthesise\n", "    kind: synthesise\n    secret: true\n")
        .replace("issuer: ", "secret: true\nissuer: ", 1)
    )
    plan = read_plan(path)
    known = compiled("dang-uy-khoi-nq15")
    words = " ".join(words_in(cascade_svg(picture_of(cascade(plan, known.tree, WorkCalendar())))))
    assert "quán triệt Nghị quyết" not in words
    assert "gửi cấp tỉnh" not in words
    assert "D3 · 06/10" in words


def test_a_reader_of_english_is_told_in_english() -> None:
    words = words_in(cascade_svg(picture_of(compiled("dong-nai-tw8"), lang="en")))
    assert "March 2024" in words
    assert not any(each.startswith("tháng ") for each in words)
    assert "941 units" in words
    assert "not issued" in words


def test_a_country_is_drawn_by_its_provinces(tmp_path: Path) -> None:
    result = _country(tmp_path)
    text = cascade_svg(picture_of(result))
    assert len(result.obligations) == 4 + 200 + 4000
    assert len(text) < 200_000
    assert words_in(text).count("Tỉnh ủy 3") >= 2


def _country(tmp_path: Path) -> Cascade:
    units = [Unit("tw", "Trung ương", Level.CENTRAL)]
    units += [Unit(f"t{n}", f"Tỉnh ủy {n}", Level.PROVINCE, "tw") for n in range(4)]
    units += [Unit(f"x{n}", f"Đảng ủy xã {n}", Level.DISTRICT, f"t{n % 4}") for n in range(200)]
    units += [Unit(f"g{n}", f"Chi bộ {n}", Level.GRASSROOTS, f"x{n % 200}") for n in range(4000)]
    path = tmp_path / "plan.yaml"
    path.write_text(
        "plan: a\ntitle: b\nkind: KH\nissuer: tw\nissued: 2026-01-05\nrequirements:\n"
        "  - {id: D1, action: báo cáo, kind: report, who: {level: province, under: tw}, down_to: grassroots,"
        " when: {kind: by, day: 2026-04-24}}\n"
    )
    return cascade(read_plan(path), OrgTree.of(units), WorkCalendar())


def test_the_worst_state_is_shown() -> None:
    assert worst([Shown.ACCEPTED, Shown.DONE_LATE, Shown.LATE, Shown.OPEN]) is Shown.LATE
    assert worst([Shown.ACCEPTED, Shown.DONE_LATE]) is Shown.DONE_LATE
    assert worst([]) is Shown.PLANNED


def test_words_are_cut_to_the_room_there_is() -> None:
    assert cut("Huyện ủy Long Thành", 500, 11) == "Huyện ủy Long Thành"
    short = cut("Huyện ủy Long Thành", 60, 11)
    assert short.endswith("…")
    assert width_of(short, 11) <= 60


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_label_is_cut_at_the_edge_of_the_picture(lang: str) -> None:
    made = picture_of(compiled("dang-uy-khoi-nq15"), lang=lang)
    for today in (made.start, made.end):
        drawn = cascade_svg(replace(made, today=today))
        [(x, label)] = re.findall(r'<text x="([\d.]+)" y="103"[^>]*>([^<]+)<', drawn)
        half = width_of(label, 12) / 2 + 8
        assert half <= float(x) <= 1280 - half
    assert not re.findall(r">(C\d · [^<]*…)<", drawn)


def test_communes_of_one_town_are_told_apart_and_levels_have_room_for_their_names() -> None:
    words = words_in(cascade_svg(picture_of(compiled("quang-ninh-nq99"))))
    assert {f"Phường Móng Cái {number}" for number in (1, 2, 3)} <= set(words)
    assert {"Đảng bộ", "trực thuộc", "Chi, đảng bộ", "cơ sở"} <= set(words)
    assert not any("huyện" in word for word in words)
    english = words_in(cascade_svg(picture_of(compiled("quang-ninh-nq99"), lang="en")))
    assert {"Subordinate", "committee", "Grassroots", "organisation"} <= set(english)
