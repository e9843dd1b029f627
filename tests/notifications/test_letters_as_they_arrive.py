"""Every letter in both languages as mail programs get it: what they cannot show, hide, or turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page

from notifications.channels import Channels, ChannelSettings
from notifications.fakes.mail import MailSink
from notifications.wording import samples
from notifications.wording.words import LANGUAGES, OCCASIONS, render
from tests.notifications import arriving, colours, mail_screens
from tests.notifications.arriving import (
    EVERY,
    INVITING,
    LINK,
    OFFICE,
    RECIPIENT,
    SENDER,
    Arrived,
    seen,
    words,
)
from tests.notifications.mail_clients import CLIPPED, faults, without_style

NARROW = 320


@pytest.fixture(scope="module")
def arrived() -> dict[tuple[str, str], Arrived]:
    """One letter of each occasion in each language, from a real mail server."""
    # In a thread of its own: a browser that an earlier test opened keeps this one's event loop.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(_sent).result()


def _sent() -> dict[tuple[str, str], Arrived]:
    with MailSink() as sink:
        url = f"dpmail://127.0.0.1:{sink.port}?from={SENDER}&name={OFFICE}&reply=btg@tinhuy.example.vn"
        with Channels(ChannelSettings(mail=url)) as channels:
            return {(one.occasion, one.lang): one for one in arriving.arrive(channels, sink.box)}


@pytest.fixture
def one(arrived: dict[tuple[str, str], Arrived], occasion: str, lang: str) -> Arrived:
    return arrived[occasion, lang]


every = pytest.mark.parametrize(("occasion", "lang"), EVERY)


@every
def test_no_program_that_shows_mail_is_asked_for_what_it_cannot_do(one: Arrived) -> None:
    assert faults(one.html) == []


@every
def test_text_and_html_say_the_same(one: Arrived) -> None:
    """Only a button, the sentence below it and the heads of columns are HTML's own."""
    text = words(one.text)
    assert text - words(seen(one.html)) == set()
    assert words(seen(one.html, without=arriving.HEADINGS)) - text == set()


FULL: dict[str, Any] = {
    "workday_long": "23/4/2024 (thứ Ba)",
    "derived": "lùi năm ngày",
    "rows": [
        {"unit": "Đảng ủy xã Một", "action": "mở lớp", "due": "1/4/2024", "phrase": "quý I", "days_late": 9,
         "received": "3/4/2024", "days_waiting": 8, "of": {"plan_title": "Đề án", "plan_number": "7-ĐA/TU"}},
        {"unit": "Đảng ủy xã Hai", "action": "sơ kết", "state": "chờ ý kiến",
         "of": {"plan_title": "Quy chế", "plan_number": "8-QC/TU"}},
    ],
}  # fmt: skip
"""What a letter may have to say besides what the sample says."""
ONE_PAPER: dict[str, Any] = {"rows": [{**row, "of": FULL["rows"][0]["of"]} for row in FULL["rows"]]}
SCARCE: dict[str, Any] = {
    **dict.fromkeys(("phrase", "was_long", "until_long", "received_long", "reason", "venue", "chair"), ""),
    **dict.fromkeys(("desk_phone", "contact", "line_test_long", "due", "due_long", "workday_long"), ""),
    **{"rows": [], "agenda": [], "changes": [], "figures": [], "days_late": 0, "days_left": 0},
}


MUCH_OR_LITTLE = {
    "full": FULL,
    "one paper": ONE_PAPER,
    "scarce": SCARCE,
    "secret": {**FULL, "secret": True},
    "up": {**FULL, "tone": "up"},
    "own": {**FULL, "tone": "own", "recipient": "Văn phòng", "sender": "Văn phòng"},
}


@pytest.mark.parametrize("more", MUCH_OR_LITTLE.values(), ids=MUCH_OR_LITTLE)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_text_and_html_say_the_same_however_much_there_is_to_say(
    occasion: str, lang: str, more: dict[str, Any]
) -> None:
    said = render(occasion, {**samples.facts(lang, occasion), "link": LINK, **more}, lang=lang)
    text = words(said.text)
    assert text - words(seen(said.html)) == set()
    assert words(seen(said.html, without=arriving.HEADINGS)) - text == set()


@every
def test_the_link_and_the_telephone_are_whole_in_both(one: Arrived) -> None:
    assert LINK in one.text
    assert one.html.count(f'href="{LINK}"') == 2
    assert f">{LINK}</a>" in one.html
    if samples.facts(one.lang)["desk_phone"] in one.text:
        assert 'href="tel:' in one.html


@every
def test_heads_are_those_of_a_letter_that_an_office_sends(one: Arrived) -> None:
    head = one.letter.head
    (office,) = head["From"].addresses
    # Python up to 3.13 reads a blank of its own between two encoded words of a name.
    assert (" ".join(office.display_name.split()), office.addr_spec) == (OFFICE, SENDER)
    assert head["To"].addresses == (Address(addr_spec=RECIPIENT),)
    assert head["Reply-To"] == "btg@tinhuy.example.vn"
    assert head["Subject"] == one.sent.subject
    assert head["Content-Language"] == one.lang
    assert head["Date"].datetime.utcoffset() == timedelta(hours=7)
    assert str(head["Message-ID"]).endswith("@tinhuy.example.vn>")
    assert head["Auto-Submitted"] == "auto-generated"
    assert {"OOF", "AutoReply"} <= set(str(head["X-Auto-Response-Suppress"]).split(", "))
    # Nobody subscribed: a unit that could unsubscribe would be told of nothing any more.
    assert head["List-Unsubscribe"] is None
    assert head["Precedence"] is None


@every
def test_lines_are_as_long_as_the_standard_likes_them(one: Arrived) -> None:
    assert max(map(len, one.letter.raw.split(b"\r\n"))) <= 78
    turned = one.letter.reading("plain").replace("\r\n", "\n").split("\n")
    assert [line for line in turned if len(line) > 78 and LINK not in line] == []


@every
def test_the_best_reading_comes_last_and_a_diary_finds_its_entry(one: Arrived) -> None:
    kinds = [part.get_content_type() for part in one.letter.mail.walk()]
    readings = ["text/plain", "text/html"]
    if one.occasion not in INVITING:
        assert kinds == ["multipart/alternative", *readings]
        return
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        *readings,
        "text/calendar",
        "application/ics",
    ]
    (entry,) = (part for part in one.letter.mail.walk() if part.get_content_type() == "text/calendar")
    diary = Calendar.from_ical(entry.get_content())
    (event,) = diary.walk("VEVENT")
    assert entry["Content-Type"].params["method"] == str(diary["METHOD"])
    assert str(event["ORGANIZER"]) == f"mailto:{SENDER}"
    assert str(event["ATTENDEE"]) == f"mailto:{RECIPIENT}"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_list_of_five_hundred_is_cut_before_gmail_cuts_it_and_says_so(occasion: str, lang: str) -> None:
    called = "báo cáo kết quả học tập, quán triệt nghị quyết của Trung ương, đợt"
    row = {"unit": "Đảng ủy xã Long Thành", "due": "19/4/2024", "days_late": 3, "received": "1/4/2024"}
    rows = [{**row, "action": f"{called} {n}", "state": f"{called} {n}"} for n in range(500)]
    said = render(occasion, {**samples.facts(lang, occasion), "link": LINK, "rows": rows}, lang=lang)
    assert len(said.html.encode()) < CLIPPED
    shown = said.html.count(called)
    assert said.text.count(called) == shown
    if shown:
        assert shown > 150
        for form in (said.text, said.html):
            assert re.search(rf"{500 - shown} ((dòng|nhiệm vụ|đơn vị|báo cáo|đề nghị) nữa|more)", form)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A window that fetches nothing."""
    with browser.new_context(viewport={"width": NARROW, "height": 600}, offline=True) as context:
        yield context.new_page()


HARD: dict[str, Any] = {
    "unit": "Đảng ủy Cơ quan chuyên trách, tham mưu giúp việc Tỉnh ủy",
    "venue": "https://hop-truc-tuyen.tinhuy-dongnai.example.vn/phong/" + "a1b2c3" * 12,
    "reason": "lienhe.vanphong.dangbo.truc-thuoc-tinh-dong-nai@" + "tinhuy-dong-nai." * 4 + "example.vn",
}
"""Words that nothing may turn a line in."""


@pytest.mark.browser
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_narrow_telephone_shows_it_without_pushing_sideways(tab: Page, occasion: str) -> None:
    for lang in LANGUAGES:
        for facts in ({}, HARD):
            html = arriving.message(occasion, lang, datetime.now(UTC), **facts).html
            assert html
            for page in (html, without_style(html)):
                tab.set_content(page)
                assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW


@pytest.mark.browser
@every
def test_every_letter_can_be_read_by_day_by_night_and_turned(tab: Page, one: Arrived) -> None:
    shown = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        tab.set_content(one.html)
        shown += [(scheme, ink, ground, text) for ink, ground, text in colours.pairs(tab)]
    tab.emulate_media(color_scheme="light")
    tab.set_content(without_style(one.html))
    for ink, ground, text in colours.pairs(tab):
        shown.append(("no style", ink, ground, text))
        shown.append(("all turned", colours.turned(ink), colours.turned(ground), text))
        partly = colours.turned_ink(ink, ground), colours.turned_ground(ground)
        shown.append(("grounds turned", *partly, text))
    weak = [(how, round(colours.contrast(a, b), 2), text) for how, a, b, text in shown
            if colours.contrast(a, b) < colours.ENOUGH]  # fmt: skip
    assert weak == []
    assert len({how for how, *_ in shown}) == 5


@pytest.mark.browser
def test_a_button_is_big_enough_for_a_thumb(tab: Page, arrived: dict[tuple[str, str], Arrived]) -> None:
    for page in (arrived["reminder", "vi"].html, without_style(arrived["reminder", "en"].html)):
        tab.set_content(page)
        box = tab.locator("a.button").bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["width"] >= 100


def test_the_handbook_shows_every_letter_and_no_picture_is_heavy() -> None:
    assert {occasion for group in mail_screens.GROUPS.values() for occasion in group} == set(OCCASIONS)
    for lang, page in (("vi", "thong-bao.md"), ("en", "notices.en.md")):
        text = (mail_screens.FOLDER.parents[1] / page).read_text(encoding="utf-8")
        for group in (*mail_screens.GROUPS, *mail_screens.AT_NIGHT):
            file = mail_screens.picture_of(group, lang)
            assert f"(screens/thu/{file.name})" in text
            assert 10_000 < file.stat().st_size < 150_000


BROKEN = [
    ('<p style="padding:4px">x</p>', "Outlook for Windows: padding"),
    ('<td style="background:#fff">x</td>', "Outlook for Windows: background"),
    ('<td style="background-color:#fff">x</td>', "without bgcolor"),
    ('<div style="max-width:600px">x</div>', "Outlook for Windows: max-width"),
    ('<div style="display:none">x</div>', "filters of spam"),
    ('<img src="https://x.vn/a.png">', "<img>"),
    ('<p style="background-color:red;color:url(x)">x</p>', "Gmail"),
    ('<table border="0" cellpadding="0" cellspacing="0"><tr><td>x</td></tr></table>', "role=presentation"),
]


@pytest.mark.parametrize(("part", "said"), BROKEN)
def test_the_reader_of_limits_finds_what_it_is_there_for(part: str, said: str) -> None:
    page = arriving.message("reminder", "vi", datetime.now(UTC)).html
    assert page
    assert [
        fault
        for fault in faults(page.replace("</body>", f"<table><tr>{part}</tr></table></body>"))
        if said in fault
    ]
