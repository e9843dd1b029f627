"""A signed paper becomes a plan file that `dondoc check` takes once its questions are answered."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from pathlib import Path

import pytest
import yaml

from cascade.lang.refusal import Refusal
from cascade.org.tree import OrgTree
from cascade.org.unit import Level, Unit, UnitKind
from cascade.plan.when import WhenKind
from cli.main import main
from documents.papers.draft import named_units
from documents.papers.draft.named_units import UnitNames
from documents.papers.draft.paper_facts import facts_of
from documents.papers.draft.plan_questions import questions_of
from documents.papers.draft.plan_yaml import plan_yaml
from documents.papers.draft.yaml_words import code_of
from documents.papers.layout.blocks import paper_of
from documents.plan_file.read_plan import read_plan
from documents.unit_file.unit_list import read_units

UNITS = Path(__file__).resolve().parents[5] / "examples" / "dang-uy-khoi.csv"
PAPER = """KẾ HOẠCH
học tập, quán triệt Nghị quyết số 15-NQ/TW

Thực hiện Kế hoạch số 53-KH/TU, ngày 7/7/2022, Ban Thường vụ Đảng ủy Khối các cơ quan tỉnh xây dựng kế hoạch:

I. TỔ CHỨC THỰC HIỆN
1. Ban Tuyên giáo Đảng ủy Khối tổng hợp, báo cáo kết quả gửi về Ban Tuyên giáo Tỉnh ủy trước ngày 07/10/2022.
2. Các chi, đảng ủy cơ sở báo cáo kết quả học tập về Ban Tuyên giáo Đảng ủy Khối trước ngày 20/9/2022.
3. Tổ giúp việc của Khối hoàn thành tài liệu trong quý III năm 2022.
"""


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DONDOC_DATABASE_URL", raising=False)


def drafted(tmp_path: Path) -> Path:
    (tmp_path / "van-ban.txt").write_text(PAPER, encoding="utf-8")
    out = tmp_path / "plan.yaml"
    assert main(["draft", str(tmp_path / "van-ban.txt"), "--units", str(UNITS), "-o", str(out)]) == 0
    return out


def answer(plan: Path, about: str, said: str) -> None:
    text = plan.read_text(encoding="utf-8")
    asked = re.compile(rf"(  - about: {re.escape(about)}\n(?:    .*\n)*?    answer:)")
    assert asked.search(text)
    plan.write_text(asked.sub(lambda found: f"{found[1]} {said}", text), encoding="utf-8")


def test_communes_are_meant_where_they_stand_in_the_tree() -> None:
    today = UnitNames(read_units(UNITS.with_name("quang-ninh.csv")), "quang-ninh")
    groups = ["đảng ủy phường", "đảng ủy xã", "đảng ủy đặc khu"]
    meant = {"level": "district", "kind": "committee", "group": groups, "under": "quang-ninh"}
    assert today.named("các xã, phường, đặc khu").selector == meant
    assert today.named("Đảng ủy các xã, phường, đặc khu").selector == meant
    assert (today.named("Đảng ủy các xã, phường").selector or {})["group"] == ["đảng ủy phường", "đảng ủy xã"]
    assert today.named("Đảng ủy UBND tỉnh").selector == {"units": ["quang-ninh-ubnd"]}
    before = UnitNames(read_units(UNITS.with_name("dong-thap.csv")), "dong-thap")
    assert (before.named("các đảng ủy xã, phường, thị trấn").selector or {})["level"] == "grassroots"


def test_an_answered_draft_is_a_plan_with_dated_duties(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = drafted(tmp_path)
    answer(plan, "issued", "2022-07-20")
    answer(plan, "requirements.D3.who", "{units: [khoi-vp]}")
    capsys.readouterr()
    assert main(["check", str(plan), "--json"]) == 0
    owed = json.loads(capsys.readouterr().out)["obligations"]
    assert {(one["requirement"], one["level"], one["latest"]) for one in owed} == {
        ("D1", "district", "2022-10-06"),
        ("D2", "grassroots", "2022-09-19"),
        ("D3", "district", "2022-09-30"),
    }
    assert {tuple(one["to"]) for one in owed if one["requirement"] == "D2"} == {("khoi-btg",)}
    assert len([one for one in owed if one["requirement"] == "D2"]) == 40


def test_a_draft_with_open_questions_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = drafted(tmp_path)
    capsys.readouterr()
    assert main(["check", str(plan)]) == 1
    told = capsys.readouterr().err
    assert "chưa trả lời: Văn bản ký ngày nào? (và 1 câu nữa)" in told
    assert told.count("\n") == 1


def test_a_question_that_matters_to_nobody_stops_nobody(tmp_path: Path) -> None:
    plan = drafted(tmp_path)
    answer(plan, "issued", "2022-07-20")
    answer(plan, "requirements.D3.who", "{units: [khoi-vp]}")
    assert "about: number" in plan.read_text(encoding="utf-8")
    assert read_plan(plan).number is None


def test_the_proposed_answer_can_be_taken_as_it_is(tmp_path: Path) -> None:
    plan = drafted(tmp_path)
    answer(plan, "issued", "2022-07-20")
    text = plan.read_text(encoding="utf-8")
    text = text.replace("requirements.D3.who\n", "requirements.D3.who\n    default: {units: [khoi-btg]}\n")
    plan.write_text(
        re.sub(r"(D3\.who\n(?:    .*\n)*?    answer:)", r"\1 theo đề xuất", text), encoding="utf-8"
    )
    assert read_plan(plan).requirements[2].who.units == ("khoi-btg",)


def test_an_answer_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    plan = drafted(tmp_path)
    text = plan.read_text(encoding="utf-8").replace(
        "about: requirements.D3.who", "about: requirements.D9.who"
    )
    plan.write_text(text.replace("answer:", "answer: 2022-07-20"), encoding="utf-8")
    with pytest.raises(Refusal, match=r"requirements\.D9\.who"):
        read_plan(plan)


def test_each_fact_is_cited_in_a_comment(tmp_path: Path) -> None:
    assert "# van-ban.txt:7: «trước ngày 07/10/2022»" in drafted(tmp_path).read_text(encoding="utf-8")


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = drafted(tmp_path)
    capsys.readouterr()
    assert main(["draft", str(tmp_path / "van-ban.txt"), "-o", str(plan)]) == 1
    assert "đã có" in capsys.readouterr().err


def tree() -> OrgTree:
    return OrgTree.of(
        [
            Unit("tinh", "Tỉnh ủy Hòa An", Level.PROVINCE, group="tỉnh ủy"),
            Unit("btg", "Ban Tuyên giáo Tỉnh ủy", Level.PROVINCE, "tinh", UnitKind.OFFICE, "ban đảng"),
            Unit("vp", "Văn phòng Tỉnh ủy", Level.PROVINCE, "tinh", UnitKind.OFFICE, "văn phòng"),
            Unit("an-thoi", "Huyện ủy An Thới", Level.DISTRICT, "tinh", group="huyện ủy"),
            Unit("phu-loc", "Đảng ủy xã Phú Lộc", Level.GRASSROOTS, "an-thoi", group="xã"),
        ]
    )


@pytest.mark.parametrize(
    ("words", "selector"),
    [
        ("Ban Tuyên giáo Tỉnh uỷ", {"units": ["btg"]}),
        ("Ban Thường vụ Tỉnh ủy", {"units": ["tinh"]}),
        ("Văn phòng Tỉnh ủy, Ban Tuyên giáo Tỉnh ủy", {"units": ["vp", "btg"]}),
        ("các huyện ủy", {"group": ["huyện ủy"], "under": "tinh"}),
        (
            "các huyện ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy",
            {"level": "district", "kind": "committee", "under": "tinh"},
        ),
        ("Các chi, đảng bộ cơ sở", {"level": "grassroots", "under": "tinh"}),
        ("Thường trực các huyện ủy", {"group": ["huyện ủy"], "under": "tinh"}),
        ("Văn phòng Tỉnh ủy; Ban Tuyên giáo Tỉnh ủy", {"units": ["vp", "btg"]}),
        ("Văn phòng Tỉnh ủy; các huyện ủy", None),
        ("Ban Dân vận Huyện ủy", None),
        ("Các ban đảng và Văn phòng Tỉnh ủy", {"group": ["ban đảng", "văn phòng"], "under": "tinh"}),
        ("các ban đảng, các huyện ủy và các cấp ủy trực thuộc", None),
        ("Các tổ chức chính trị - xã hội", None),
    ],
)
def test_names_become_selectors_or_questions(words: str, selector: dict[str, object] | None) -> None:
    assert UnitNames(tree(), "tinh").named(words).selector == selector


def test_among_a_nations_names_the_nearest_is_sought_only_where_words_are_shared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A paper of twenty pages took half a minute while the letters of all were compared for each owner."""
    many = [Unit(f"xa{n}", f"Đảng ủy xã Số {n}", Level.GRASSROOTS, "tinh") for n in range(named_units.FEW)]
    compared: list[int] = []

    def counted(key: str, names: list[str], n: int, cutoff: float) -> list[str]:
        compared.append(len(names))
        return get_close_matches(key, names, n, cutoff)

    monkeypatch.setattr(named_units, "get_close_matches", counted)
    names = UnitNames(OrgTree.of([*tree(), *many]), "tinh")
    assert names.named("Ban Tuyên giáo Tỉnh ủy và Dân vận").nearest[0] == "btg"
    assert compared == [named_units.NEAREST_OF]


def test_a_name_that_is_not_in_the_list_brings_the_nearest() -> None:
    assert UnitNames(tree(), "tinh").named("Ban Tuyên giáo Tỉnh ủy và Dân vận").nearest[0] == "btg"


def test_a_year_that_nobody_knows_is_asked_and_not_guessed(tmp_path: Path) -> None:
    text = plan_yaml(facts_of(paper_of("x.txt", "Các chi bộ báo cáo Đảng ủy trước ngày 10/6.")), UnitNames())
    assert 'when: {kind: none, phrase: "trước ngày 10/6"}' in text
    assert "about: requirements.D1.when" in text
    assert WhenKind.BEFORE_STRICT.value not in text


def test_codes_can_stand_in_addresses() -> None:
    assert code_of("KH 45-KH/ĐU") == "kh-45-kh-du"


def test_each_question_says_why_and_where_its_proposed_answer_comes_from(tmp_path: Path) -> None:
    text = PAPER.replace("3. Tổ giúp việc của Khối", "3. Ban Tuyên giáo Khối các cơ quan")
    text += "\nThứ Ba, 12/7/2022 09:15"
    (tmp_path / "van-ban.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "plan.yaml"
    assert main(["draft", str(tmp_path / "van-ban.txt"), "--units", str(UNITS), "-o", str(out)]) == 0
    asked = {one["about"]: one for one in yaml.safe_load(out.read_text(encoding="utf-8"))["questions"]}
    assert set(asked) == {"issued", "number", "requirements.D3.who"}
    assert all(one["what"] and one["why"] for one in asked.values())
    assert str(asked["issued"]["default"]) == "2022-07-12"
    assert "ngày đăng" in asked["issued"]["default_from"]
    assert "không sớm hơn 07/7/2022" in asked["issued"]["why"]
    assert asked["requirements.D3.who"]["default"] == {"units": ["khoi-btg"]}
    assert "(khoi-btg)" in asked["requirements.D3.who"]["default_from"]


def test_a_time_counted_from_the_conference_is_proposed_so(tmp_path: Path) -> None:
    body = (
        "KẾ HOẠCH\ntổ chức hội nghị\n\n1. Thời gian: 01 buổi, trong tháng 3/2024.\n2. Hình thức: trực tuyến."
        "\n3. Văn phòng Tỉnh ủy tổ chức thử đường truyền lúc 15h00 trước 01 ngày diễn ra Hội nghị."
    )
    text = plan_yaml(facts_of(paper_of("x.txt", body)), UnitNames())
    asked = {one["about"]: one for one in yaml.safe_load(text)["questions"]}
    (test,) = (one for one in asked.values() if "15h00" in one["what"])
    assert test["default"]["anchor"] == "conference:C1"
    assert test["default"]["offset"] == "-1 calendar_days 15:00"
    assert asked["conferences.C1.when"]["matters"] is False


def test_without_a_list_of_units_it_says_so() -> None:
    asked = questions_of(facts_of(paper_of("x.txt", PAPER)), UnitNames())
    assert {one.why.en for one in asked if one.about == "issuer"} == {
        "there is no list of units to look it up in"
    }


UNDATED = PAPER + "4. Văn phòng Đảng ủy Khối phát hành giấy mời đại biểu dự hội nghị.\n"


def undated(tmp_path: Path) -> Path:
    (tmp_path / "van-ban.txt").write_text(UNDATED, encoding="utf-8")
    out = tmp_path / "plan.yaml"
    assert main(["draft", str(tmp_path / "van-ban.txt"), "--units", str(UNITS), "-o", str(out)]) == 0
    answer(out, "issued", "2022-07-20")
    answer(out, "requirements.D3.who", "{units: [khoi-vp]}")
    return out


def test_a_duty_without_a_day_is_drafted_and_its_day_may_be_given_or_not(tmp_path: Path) -> None:
    plan = undated(tmp_path)
    asked = read_plan(plan).requirements[-1]
    assert (asked.id, asked.who.units, asked.when.kind) == ("U1", ("khoi-vp",), WhenKind.NONE)
    assert "phát hành giấy mời" in asked.action
    answer(plan, "requirements.U1.when", "{kind: by, day: 2022-09-01}")
    assert read_plan(plan).requirements[-1].when.kind is WhenKind.BY


@pytest.mark.parametrize("word", ["bỏ", "drop"])
def test_a_duty_that_shall_not_be_asked_is_dropped(word: str, tmp_path: Path) -> None:
    plan = undated(tmp_path)
    answer(plan, "requirements.U1.when", word)
    assert [one.id for one in read_plan(plan).requirements] == ["D1", "D2", "D3"]


def test_dropping_a_duty_answers_all_that_was_asked_about_it(tmp_path: Path) -> None:
    plan = drafted(tmp_path)
    answer(plan, "issued", "2022-07-20")
    answer(plan, "requirements.D3.who", "bỏ")
    assert [one.id for one in read_plan(plan).requirements] == ["D1", "D2"]


def test_a_value_that_is_written_into_its_place_answers_the_question(tmp_path: Path) -> None:
    plan = drafted(tmp_path)
    text = plan.read_text(encoding="utf-8").replace("issued: null", "issued: 2022-07-20")
    plan.write_text(text.replace("who: null", "who: {units: [khoi-vp]}"), encoding="utf-8")
    assert read_plan(plan).requirements[2].who.units == ("khoi-vp",)


def test_a_time_that_is_none_answers_nothing(tmp_path: Path) -> None:
    plan = drafted(tmp_path)
    text = plan.read_text(encoding="utf-8").replace("issued: null", "issued: 2022-07-20")
    text = text.replace("who: null", "who: {units: [khoi-vp]}").replace(
        "questions:\n", "questions:\n  - about: requirements.D1.when\n    what: Ngày nào?\n    answer:\n"
    )
    text = re.sub(r"when: \{kind: before_strict, day: 2022-10-07", "when: {kind: none", text)
    plan.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match="Ngày nào"):
        read_plan(plan)


def test_several_who_receive_are_all_named(tmp_path: Path) -> None:
    names = UnitNames(tree(), "tinh")
    assert names.codes("Thường trực Tỉnh ủy và Ban Tuyên giáo Tỉnh ủy") == ["tinh", "btg"]
    assert names.codes("Thường trực Tỉnh ủy và Sở Nội vụ") == []


@pytest.mark.parametrize(
    ("foot", "behalf"),
    [
        ("T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nNguyễn Văn An", "Ban Thường vụ Huyện ủy An Thới"),
        ("TM. BAN CHẤP HÀNH\nBÍ THƯ\n\nNguyễn Văn An", "Ban Chấp hành Huyện ủy An Thới"),
        ("Nơi nhận:\tT/M\tBAN\nTHƯỜNG VỤ\nPHÓ BÍ THƯ\n\nNguyễn Văn An", "Ban Thường vụ Huyện ủy An Thới"),
        ("K/T TRƯỞNG BAN\n\nNguyễn Văn An", None),
    ],
)
def test_it_says_on_whose_behalf_the_paper_was_signed(foot: str, behalf: str | None) -> None:
    body = f"HUYỆN ỦY AN THỚI\nSố 9-KH/HU\n\nKẾ HOẠCH\nhọc tập\n\n1. Các xã báo cáo.\n\n{foot}"
    plan = yaml.safe_load(plan_yaml(facts_of(paper_of("x.txt", body)), UnitNames(tree(), "an-thoi")))
    assert plan.get("on_behalf_of") == behalf


def test_the_name_of_a_file_cannot_add_to_the_plan() -> None:
    text = plan_yaml(facts_of(paper_of("a\nsecret: true\u2028plan: b.txt", PAPER)), UnitNames())
    assert "secret" not in yaml.safe_load(text)


PROGRAMME = """KẾ HOẠCH
tổ chức hội nghị

1. Thời gian: 01 buổi, 08 giờ 00 ngày 18/5/2022.
2. Hình thức: trực tiếp tại Hội trường Tỉnh ủy.
3. Nội dung, chương trình Hội nghị
- Đồng chí Nguyễn Văn An: Triển khai Kế hoạch thực hiện Nghị quyết.
"""


def test_the_programme_of_its_one_conference_is_drafted() -> None:
    plan = yaml.safe_load(plan_yaml(facts_of(paper_of("x.txt", PROGRAMME)), UnitNames()))
    (held,) = plan["conferences"]
    (talk,) = held["agenda"]
    assert talk["speaker"] == "Đồng chí Nguyễn Văn An"
    assert talk["title"].startswith("Triển khai Kế hoạch")
    assert held["when"]["sessions"] == 1
