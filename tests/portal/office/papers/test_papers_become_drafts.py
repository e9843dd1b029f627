"""A paper is handed in, looked at beside its words, put right and asked about, without any script."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document
from lxml import html

from cascade.org.office_roles import OfficeRole
from services.drafts import list_drafts
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.unit.documents.papers.test_scanned_pages import FIRST, needs_tesseract, png

PAPERS = "/van-phong/van-ban"
OURS = Path(__file__).parents[4] / "examples" / "van-ban" / "ke-hoach.txt"


def our_docx(was: str = "", now: str = "") -> bytes:
    """Our own example as Word keeps it; with other words in one place, a corrected one."""
    paper = Document()
    for line in OURS.read_text(encoding="utf-8").replace(was, now, 1).splitlines():
        paper.add_paragraph(line)
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def handed_in(officer: Officer, unit: str = "", body: bytes | None = None) -> str:
    """The address of the draft of our paper."""
    officer.get(f"{PAPERS}/moi")
    paper = ("ke-hoach.docx", body or our_docx(), "x/y")
    answer = officer.post(f"{PAPERS}/moi", {"unit": unit}, files={"files": paper})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.fixture
def drafter(come_in: ComeIn) -> Officer:
    return come_in(OfficeRole.DRAFTER)


def on(answer: httpx.Response) -> str:
    found = re.search(r'name="on"[^>]* value="(\d+)"', answer.text)
    assert found, answer.text[:2000]
    return found[1]


def test_every_fact_is_coloured_and_leads_to_its_card_and_back(drafter: Officer) -> None:
    page = drafter.get(handed_in(drafter)).text
    links = set(re.findall(r'<mark class="mark [a-z]+"[^>]*><a href="#([^"]+)"', page))
    cards = set(re.findall(r'<article class="fact-card[^>]* id="([^"]+)"', page))
    assert len(cards) > 3
    assert links
    assert links <= cards
    back = set(re.findall(r'href="#(m-[^"]+)"', page))
    assert back
    assert back <= set(re.findall(r'id="(m-[^"]+)"', page))


@needs_tesseract
def test_a_card_from_a_scan_says_how_sure_its_letters_are(drafter: Officer) -> None:
    drafter.get(f"{PAPERS}/moi")
    scan = {"files": ("quet.png", png(FIRST), "image/png")}
    draft = drafter.post(f"{PAPERS}/moi", {"unit": ""}, files=scan).headers["location"]
    page = drafter.get(draft).text
    assert re.search(r'id="D1".*?bản quét, chắc \d+%', page, re.S)
    assert "bản quét, chắc" not in drafter.get(handed_in(drafter)).text


def test_a_card_is_confirmed_removed_and_brought_back(drafter: Officer) -> None:
    draft = handed_in(drafter)
    for act, state in (("xac-nhan", "confirmed"), ("bo", "removed"), ("lay-lai", "confirmed")):
        now = on(drafter.get(draft))
        answer = drafter.post(f"{draft}/the/requirements.D1/{act}", {"on": now})
        assert answer.headers["location"].endswith("#D1"), answer.text
        assert re.search(rf'fact-card st-{state}[^>]* id="D1"', drafter.get(draft).text)


def test_a_deadline_in_words_is_understood_before_it_is_saved(drafter: Officer) -> None:
    draft = handed_in(drafter)
    form = f"{draft}/the/requirements.D1/sua"
    seen = on(drafter.get(form))
    typed = {"on": seen, "when.there": "1", "when": "chậm nhất ngày 25/4/2027"}
    look = drafter.post(form, {**typed, "do": "xem"})
    assert "25/4/2027" in look.text
    assert "Hiểu là" in look.text
    assert on(drafter.get(form)) == seen
    assert drafter.post(form, {**typed, "do": "luu"}).status_code == 303
    assert "25/4/2027" in drafter.get(draft).text
    wrong = drafter.post(
        form, {"on": on(drafter.get(form)), "when.there": "1", "when": "hôm nào đó", "do": "luu"}
    )
    assert wrong.status_code == 422
    assert "hôm nào đó" in wrong.text


def test_who_is_chosen_says_how_many_and_which(drafter: Officer) -> None:
    draft = handed_in(drafter, "tinh-uy")
    form = f"{draft}/the/requirements.D1/sua"
    seen = on(drafter.get(form))
    found = drafter.post(form, {"on": seen, "who.there": "1", "who.units.find": "nhon", "do": "xem"})
    assert re.search(r'name="who.units" value="nhon-trach"', found.text)
    chosen = {"on": seen, "who.there": "1", "who.units": ["nhon-trach"], "do": "xem"}
    assert "1 đơn vị" in drafter.post(form, chosen).text


def test_what_is_typed_is_kept_and_two_officers_see_both(drafter: Officer, come_in: ComeIn) -> None:
    draft = handed_in(drafter)
    other = come_in(OfficeRole.DRAFTER, name="Lê Thị Hoa")
    form = f"{draft}/the/requirements.D1/sua"
    seen = on(drafter.get(form))
    kept = drafter.post(
        form, {"on": seen, "seen": seen, "action.there": "1", "action": "báo cáo A", "do": "tu-luu"}
    )
    assert kept.status_code == 200
    assert on(kept) == str(int(seen) + 1)
    mine = {"on": seen, "action.there": "1", "action": "báo cáo B", "do": "luu"}
    clash = other.post(form, mine)
    assert clash.status_code == 409
    assert "báo cáo A" in clash.text
    assert "báo cáo B" in clash.text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)"[^>]* value="([^"]*)"', clash.text))
    both = other.post(form, {**hidden, "take:requirements.D1:action": "mine"})
    assert both.status_code == 303
    assert "Báo cáo B" in drafter.get(draft).text


def test_questions_come_one_by_one(drafter: Officer) -> None:
    draft = handed_in(drafter)
    page = drafter.get(f"{draft}/cau-hoi")
    left = int(re.search(r"còn (\d+) câu", page.text)[1])  # type: ignore[index]
    about = re.search(r'name="about" value="([^"]+)"', page.text)
    assert about
    how = "de-xuat" if 'value="de-xuat"' in page.text else "bo"
    answer = drafter.post(f"{draft}/cau-hoi", {"about": about[1], "on": on(page), "do": how})
    assert answer.status_code == 303, answer.text
    after = drafter.get(f"{draft}/cau-hoi").text
    assert f"còn {left - 1} câu" in after


def test_versions_are_compared_and_restored(drafter: Officer) -> None:
    draft = handed_in(drafter)
    drafter.post(f"{draft}/the/requirements.D1/bo", {"on": "1"})
    page = drafter.get(f"{draft}/phien-ban").text
    assert "D1" in page
    assert drafter.post(f"{draft}/phien-ban", {"version": "1", "on": "2"}).status_code == 303
    assert 'fact-card st-proposed k-requirement" id="D1"' in drafter.get(draft).text


def test_the_plan_file_goes_out_and_comes_back(drafter: Officer) -> None:
    draft = handed_in(drafter)
    text = drafter.get(f"{draft}/plan.yaml").content
    back = {"files": {"file": ("plan.yaml", text + b"\nbroken: [\n", "text/yaml")}}
    drafter.get(f"{draft}/tep-ke-hoach")
    wrong = drafter.post(f"{draft}/tep-ke-hoach", {"on": "1"}, **back)
    assert wrong.status_code == 422
    assert "broken: [" in wrong.text
    edited = text.replace("chậm nhất".encode(), "chậm  nhất".encode())
    good = drafter.post(
        f"{draft}/tep-ke-hoach", {"on": "1"}, files={"file": ("plan.yaml", edited, "text/yaml")}
    )
    assert good.status_code == 303, good.text


def test_marked_words_become_a_card(drafter: Officer) -> None:
    draft = handed_in(drafter)
    block = re.search(r'data-paper="(\d+)" data-block="(\d+)"', drafter.get(draft).text)
    assert block
    asked = {"paper": block[1], "block": block[2], "start": "0", "end": "9"}
    form = drafter.get(f"{draft}/them", params=asked)
    fields = {
        "on": on(form),
        "sort": "requirement",
        "block": f"{block[1]}-{block[2]}",
        "phrase": "",
        "do": "luu",
    }
    fields |= {"action": "gửi danh sách", "when": "chậm nhất ngày 1/6/2027"}
    answer = drafter.post(f"{draft}/them", fields)
    assert answer.status_code == 303, answer.text
    assert re.search(r"fact-card st-added", drafter.get(draft).text)


def test_nothing_of_a_file_is_read_without_the_mark_of_our_form(drafter: Officer) -> None:
    drafter.get(f"{PAPERS}/moi")
    drafter.csrf = "0" * 40
    answer = drafter.post(f"{PAPERS}/moi", {"unit": ""}, files={"files": ("a.docx", our_docx(), "x/y")})
    assert answer.status_code == 403


def test_what_is_no_paper_is_refused_by_its_name(drafter: Officer) -> None:
    drafter.get(f"{PAPERS}/moi")
    answer = drafter.post(f"{PAPERS}/moi", {"unit": ""}, files={"files": ("a.docx", b"PK\x03\x04", "x/y")})
    assert answer.status_code == 422
    assert "a.docx" in answer.text


def test_the_draft_of_another_board_is_not_there(drafter: Officer, come_in: ComeIn, office: Office) -> None:
    draft = handed_in(drafter)
    other = come_in(OfficeRole.DRAFTER, subtree="nhon-trach")
    for path in (draft, f"{draft}/cau-hoi", f"{draft}/phien-ban", f"{draft}/plan.yaml", f"{draft}/tep/0"):
        assert other.get(path).status_code == 404
    assert draft not in other.get(PAPERS).text


def fields_in(page: str, card: str) -> list[tuple[str, str]]:
    """What the form of a card would send, name by name."""
    root: Any = html.fromstring(page)
    (form,) = root.xpath("//form[contains(@class, 'card-form')]")
    return [(str(name), str(value)) for name, value in form.form_values() if name not in ("csrf", "do")]


def sent(officer: Officer, path: str, fields: list[tuple[str, str]], **typed: list[str]) -> httpx.Response:
    """The form of a card with some fields as typed."""
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return officer.post(path, {**data, "do": "luu", **typed})


def test_venues_and_agenda_are_put_right_on_the_card_of_a_conference(drafter: Officer) -> None:
    draft = handed_in(drafter, "tinh-uy")
    card = f"{draft}/the/conferences.C1/sua"
    fields = fields_in(drafter.get(card).text, card)
    halls = {
        "venues.name": ["Hội trường Tỉnh ủy", "Hội trường xã: tầng 2"],
        "venues.chair": ["Thường trực Tỉnh ủy", ""],
        "venues.seats": ["450", ""],
    }
    nobody = sent(drafter, card, fields, **halls)
    assert nobody.status_code == 422
    assert "“Hội trường xã: tầng 2” chưa chọn ai dự" in nobody.text
    who = {"venues.who": ["{level: province}", "{level: grassroots}"]}
    topics = {"agenda.title": ["Khai mạc", "Quán triệt"], "agenda.speaker": ["", "Bí thư"]}
    minutes = {"agenda.minutes": ["15", "90"]}
    assert sent(drafter, card, fields, **halls, **who, **topics, **minutes).status_code == 303
    page = drafter.get(draft).text
    assert "Hội trường Tỉnh ủy; Hội trường xã: tầng 2" in page
    assert "Khai mạc; Quán triệt" in page
    kept = drafter.get(f"{draft}/plan.yaml").text
    assert "who: {level: province}, name: " in kept
    fields = fields_in(drafter.get(card).text, card)
    assert ("venues.who", "{level: grassroots}") in fields
    assert sent(drafter, card, fields).status_code == 303  # as it was: no new version
    before = on(drafter.get(card))
    less = [one for one in fields if not one[0].startswith("venues.")]
    every = {name: [value for key, value in fields if key == name] for name, _ in fields}
    rows = {name: values[1:] for name, values in every.items() if name.startswith("venues.")}
    rows["venues.there"] = ["1"]
    assert sent(drafter, card, less, **rows).status_code == 303
    assert int(on(drafter.get(card))) == int(before) + 1
    left = drafter.get(f"{draft}/plan.yaml").text
    assert "{id: P2, who: {level: grassroots}, name: " in left
    assert "Hội trường Tỉnh ủy" not in left


def test_the_committee_is_the_issuer_that_the_paper_names_and_is_typed_by_its_name(
    come_in: ComeIn, office: Office
) -> None:
    def committee(draft: str) -> str:
        with office.ledger.read() as session:
            return list_drafts.one(session, int(draft.rpartition("/")[2])).unit

    ours = our_docx("TỈNH ỦY HÒA AN\nĐẢNG ỦY PHƯỜNG AN PHÚ ", "HUYỆN ỦY LONG THÀNH ")
    assert committee(handed_in(come_in(OfficeRole.DRAFTER), body=ours)) == "long-thanh"
    mine = come_in(OfficeRole.DRAFTER, subtree="tinh")
    draft = handed_in(mine, body=ours)
    assert committee(draft) == "long-thanh"
    # A paper of somebody else's becomes the plan of the only committee that one drafts for.
    assert committee(handed_in(come_in(OfficeRole.DRAFTER, subtree="nhon-trach"), body=ours)) == "nhon-trach"
    assert 'value="Huyện ủy Long Thành"' in mine.get(draft).text
    assert mine.post(f"{draft}/ten", {"unit": "huyen uy nhon trach"}).status_code == 303
    assert committee(draft) == "nhon-trach"
    wrong = mine.post(f"{draft}/ten", {"unit": "Huyện ủy Không Có"})
    assert (wrong.status_code, "không có “Huyện ủy Không Có”" in wrong.text) == (422, True)


def test_a_secret_draft_bears_its_stamp(drafter: Officer) -> None:
    draft = handed_in(drafter)
    stamp = '<strong class="stamp">MẬT</strong>'
    listed, badge = draft.rpartition("/")[0], '<span class="chip bad">'
    assert stamp not in drafter.get(draft).text
    assert badge not in drafter.get(listed).text
    text = drafter.get(f"{draft}/plan.yaml").text.replace("\ntitle:", "\nsecret: true\ntitle:", 1)
    file = {"file": ("plan.yaml", text.encode(), "text/yaml")}
    assert drafter.post(f"{draft}/tep-ke-hoach", {"on": "1"}, files=file).status_code == 303
    assert stamp in drafter.get(draft).text
    assert f"</a> {badge}" in drafter.get(listed).text, "the list says so beside the name"
