"""`dondoc draft --html`: one page that needs nothing else, with every fact marked, named, told and linked."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Page

from cli.main import main
from documents.papers.draft.paper_facts import PaperReading, facts_of
from documents.papers.layout.blocks import paper_of
from documents.papers.shown.explained import legend
from documents.papers.shown.fact_page import fact_page
from documents.papers.shown.told_facts import FactKind
from tests.unit.documents.papers.marked import TEXTS, marked_paper

HEAD = (
    "ĐẢNG ỦY XÃ PHÚ LỘC\nSố 45-KH/ĐU\nPhú Lộc, ngày 22 tháng 7 năm 2025\n\nKẾ HOẠCH\nhọc tập Nghị quyết\n\n"
)
BODY = (
    "Căn cứ Hướng dẫn số 12-HD/BTGTU, ngày 02/6/2025 của Ban Tuyên giáo Tỉnh ủy.\n\n"
    "1. Các chi bộ học tập từ ngày 01/7/2025 đến ngày 30/8/2025.\n\n"
    "3. Các chi bộ gửi kế hoạch về Đảng ủy (qua Văn phòng Đảng ủy) trước\nngày 15 tháng 8 năm 2025.\n"
)


class Seen(HTMLParser):
    """What a browser would see: names, links, words, and whatever could load or run something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words += data


def reading(body: str = BODY, name: str = "ke-hoach.txt") -> PaperReading:
    return facts_of(paper_of(name, HEAD + body))


def test_every_fact_has_a_card_and_each_leads_to_the_other() -> None:
    seen = Seen(fact_page([reading()]))
    assert {"D1", "D2", "O1", "R1", "H1", "m-D1", "m-D2", "m-O1", "m-R1"} <= set(seen.ids)
    assert {"#D2", "#m-D2"} <= set(seen.links)
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.links} <= set(seen.ids)


def test_the_card_tells_what_was_read() -> None:
    words = " ".join(Seen(fact_page([reading()])).words.split())
    assert "D2 · Hạn: 14/8/2025 dòng 12" in words
    assert "Văn phòng Đảng ủy" in words.partition("D2 · Hạn")[2]
    assert "«trước ngày 15 tháng 8 năm 2025»" in words


def test_findings_and_questions_stand_on_top_with_their_lines() -> None:
    words = Seen(fact_page([reading("1. Các chi bộ họp.\n3. Nộp báo cáo trước ngày 10/7/2025.")])).words
    top = words.partition("ke-hoach.txt · ")[2].partition("KẾ HOẠCH")[0]
    assert "thiếu số: sau 1 là 3; xem có thiếu phần nào của văn bản không (dòng 9)" in top
    assert "hạn 09/7/2025 đã qua vào ngày ký 22/7/2025; đối chiếu bản gốc" in top


def test_words_stay_as_they_are_and_in_order() -> None:
    read = reading()
    text = re.sub(r"<sup>.*?</sup>|<a class=\"n\".*?</a>", "", fact_page([read]))
    shown = "\n".join(Seen(line).words for line in re.findall(r"<p id=.*?</p>", text))
    assert shown.split() == read.paper.text.split()


def test_nothing_is_loaded_and_nothing_runs() -> None:
    page = fact_page([reading()])
    seen = Seen(page)
    assert not seen.tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not {name for name in seen.attributes if name.startswith("on")} | (
        seen.attributes & {"style", "src"}
    )
    assert "default-src &#x27;none&#x27;" in page
    assert "url(" not in page


def test_a_hostile_paper_is_only_words() -> None:
    evil = (
        '1. <script>alert(1)</script> "><img src=x onerror=alert(2)> nộp về </title></style> trước ngày'
        " 15/8/2025 \u202e\x1b[31m.\n"
    )
    name = 'a"><svg onload=x>.txt'
    page = fact_page([facts_of(paper_of(name, HEAD + evil))])
    assert "<script" not in page
    assert "<img" not in page
    assert "<svg" not in page
    assert not {"\x1b", "\u202e"} & set(page)
    assert "<script>alert(1)</script>" in Seen(page).words


def test_two_papers_on_one_page_keep_their_names_apart() -> None:
    seen = Seen(fact_page([reading(), reading(name="phu-luc.txt")]))
    assert {"D2", "p1-D2"} <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.links} <= set(seen.ids)


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
def test_every_link_of_every_paper_leads_somewhere_in_both_languages(path: Path) -> None:
    read = facts_of(marked_paper(path)[0])
    for lang in ("vi", "en"):
        seen = Seen(fact_page([read], lang))
        assert {link[1:] for link in seen.links} <= set(seen.ids)
        assert len(seen.ids) == len(set(seen.ids))
        assert {duty.id for duty in read.duties} <= set(seen.ids)


def test_the_kinds_are_told_in_letters_as_well_as_in_colours() -> None:
    assert legend("vi", colours=False).startswith("D Hạn · U Việc không ghi hạn · C Hội nghị")
    assert len({kind.letter for kind in FactKind}) == len(FactKind)


@pytest.mark.browser
def test_the_page_fits_a_telephone_and_keeps_its_own_style(tmp_path: Path, page: Page) -> None:
    paper, out = tmp_path / "ke-hoach.txt", tmp_path / "xem.html"
    paper.write_text(HEAD + BODY + "x" * 300, encoding="utf-8")
    assert main(["draft", str(paper), "--html", str(out)]) == 0
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(out.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.click("#m-D2 a")
    assert page.url.endswith("#D2")
    assert page.locator("#D2").bounding_box() is not None
    page.set_viewport_size({"width": 1280, "height": 900})
    words, card = page.locator("#m-D2").first.bounding_box(), page.locator("#D2").bounding_box()
    assert words is not None
    assert card is not None
    assert card["x"] > words["x"] + words["width"]
    assert abs(card["y"] - words["y"]) < 400
    assert not complaints
