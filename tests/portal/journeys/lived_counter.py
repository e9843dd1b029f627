"""A counter at which every page has something to show: reports, questions, people, a conference.

It is lived through the counter's own pages, as people do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from anyio.from_thread import start_blocking_portal
from fastapi.routing import APIRoute

from cascade.notices.kinds import Occasion
from models import outbox
from models.contacts import zalo_link
from models.database import clock
from models.database.ledger import Ledger
from models.plans import asks
from portal.app import COUNTER, create_app
from portal.web.counter import Counter
from tests.portal.conference import made_talks
from tests.portal.conference.conftest import INVITED, SPEAKING, TEST_DAY, Hall, found_halls
from tests.portal.conference.test_conference_page import press
from tests.portal.conftest import ZALO, Visitor, hidden
from tests.portal.duty import made_files
from tests.portal.duty.test_report_files import send
from tests.portal.province import GOOD

SMALL = {**GOOD, "f_members": "120", "f_members_total": "121"}
LONG = "Báo cáo kết quả quán triệt Nghị quyết Trung ương 8 của Đảng ủy xã Phú Hội (bản ký, đóng dấu).pdf"
ABOVE = "nhon-trach"
SAVED = ("/tep", "/tep/{file_id}", "/ma-ket/{kind}", "/xuat", "/bieu-excel", "/bang/{duty_id}")
"""The ends of addresses that give a file to be saved, no page."""


def live(ledger: Ledger) -> None:
    """Found the province with its halls, and let its people do what they do."""
    found_halls(ledger)
    office = Hall(ledger, 1)
    with start_blocking_portal() as loop:
        client = Visitor(create_app(ledger, Counter(ledger, ZALO)), loop)
        _ask(client, office)
        _report(client, office)
        _meet(client, office)
    _link_zalo(office)


def _ask(client: Visitor, office: Hall) -> None:
    """More time, another unit, other people; each still waits for its answer."""
    later = {"until": "10/5/2024", "reason": "Xã đang khắc phục hậu quả mưa lũ."}
    for duty, unit in (("D6", "long-thanh"), ("D6/grassroots", "an-phuoc")):
        assert client.post(f"{office.link(duty, unit)}/de-nghi/gia-han", data=later).status_code == 303
    given = {"to": "phu-hoi", "reason": "Việc của xã bên."}
    assert client.post(f"{office.link('P1', 'an-phuoc')}/de-nghi/don-vi-khac", data=given).status_code == 303
    away = {"away": "1", "name": "Lý Thị Thay", "mail": "thay@anphuoc.vn", "since": "19/4", "until": "25/4"}
    people = f"/d/{office.list_token('an-phuoc')}/dau-moi"
    which = re.findall(r'name="which" value="(\d+)"', client.get(people).text)[0]
    assert client.post(people, data={"which": which, **away}).status_code == 303


def _report(client: Visitor, office: Hall) -> None:
    """One came twice with a file after it was returned, so that the sum above is stale; one is a draft."""
    below, own = office.link("D6/grassroots", "phu-hoi"), office.link("D6", ABOVE)
    number, desk = office.obligation("D6/grassroots", "phu-hoi").id, f"/d/{office.list_token(ABOVE)}"
    assert send(client, below, (LONG, made_files.PDF), **SMALL).status_code == 303
    why = {"f_members": "119", "why_members": "Một đồng chí chuyển sinh hoạt đảng."}
    assert send(client, own, **{**SMALL, **why}).status_code == 303
    review = f"{desk}/truc-thuoc/{number}"
    back = {**hidden(client.get(review).text), "reason": "Thiếu số liệu của chi bộ quân sự."}
    assert client.post(f"{review}/tra-lai", data=back).status_code == 303
    assert send(client, below, **{**SMALL, "f_members": "118"}).status_code == 303
    draft = {"f_members": "chưa có", "draft": "1"}
    assert send(client, office.link("D6", "long-thanh"), (LONG, made_files.PDF), **draft).status_code == 303


def _meet(client: Visitor, office: Hall) -> None:
    """One confirms and its line is faulty, one declines; the speaker has sent the file."""
    press(client, office.page(ABOVE), "reply", coming="yes", delegates_0="12", delegates_1="45")
    office.set_clock(TEST_DAY)
    press(client, office.page(ABOVE), "line_test", good="no", note="Mất tiếng", technician="Anh Tư")
    office.set_clock(INVITED)
    press(client, office.page("long-thanh"), "reply", coming="no", reason="Trùng đại hội đảng bộ")
    talk = f"/d/{office.list_token(SPEAKING)}/bao-cao-vien/{office.meeting}/1"
    sent = {"file": ("chuyen-de.pptx", made_talks.PPTX, "")}
    told = {"coming": "yes", "speaker": "TS. Nguyễn Văn A"}
    assert client.post(talk, data=told, files=sent).status_code == 303


def _link_zalo(office: Hall) -> None:
    with office.ledger.begin() as session:
        now = clock.now(session)
        code = zalo_link.new_code(session, office.contact("long-thanh"), now)
        zalo_link.hear(session, code.code, "6ede9afa66b88fe6d6a9", "m-1", now)


def _asked_to_confirm(office: Hall) -> str:
    """The page to which the old mailbox is asked to agree."""
    with office.ledger.begin() as session:
        [letter] = [
            one
            for one in outbox.claim(session, clock.now(session), "looks", 1000)
            if one.occasion == Occasion.CONTACT_CONFIRM
        ]
    return urlsplit(str(letter.facts["link"])).path


def _below(office: Hall, *steps: object) -> str:
    """At the desk of the district above the commune that has reported twice."""
    return "/".join((f"/d/{office.list_token(ABOVE)}", "truc-thuoc", *map(str, steps)))


def _number(office: Hall) -> int:
    return office.obligation("D6/grassroots", "phu-hoi").id


def _question(office: Hall, duty: str, unit: str, who: str) -> str:
    one = office.obligation(duty, unit).id
    with office.ledger.read() as session:
        number = asks.of_duty(session, one, clock.now(session))[0].id
    return f"/d/{office.list_token(who)}/truc-thuoc/{one}/de-nghi/{number}"


PAGES: Mapping[str, Callable[[Hall], list[str]]] = {
    "/b/{token}": lambda office: (
        [
            office.link(*duty)
            for duty in (
                ("D6", ABOVE),
                ("D6", "long-thanh"),
                ("D6/grassroots", "phu-hoi"),
                ("D6/grassroots", "an-phuoc"),
                ("M1", ABOVE),
                ("U2", ABOVE),
            )
        ]
        + [office.link("D6", ABOVE) + "?cong-lai=1"]
    ),
    "/b/{token}/bien-nhan/{number}": lambda office: [
        office.link("D6/grassroots", "phu-hoi") + f"/bien-nhan/{number}" for number in (1, 2)
    ],
    "/bien-nhan": lambda office: ["/bien-nhan", "/bien-nhan?so=000123-1-7K3F9QXM", _receipt(office)],
    "/d/{token}": lambda office: [
        f"/d/{office.list_token(unit)}" for unit in (ABOVE, "an-phuoc", "tinh", "long-thanh")
    ],
    "/d/{token}/zalo": lambda office: [f"/d/{office.list_token('long-thanh')}/zalo"],
    "/d/{token}/lich": lambda office: [f"/d/{office.list_token(ABOVE)}/lich"],
    "/d/{token}/hoi-nghi/{meeting_id}": lambda office: [
        office.page(unit) for unit in (ABOVE, "long-thanh", "tinh")
    ],
    "/d/{token}/bao-cao-vien/{meeting_id}": lambda office: [
        f"/d/{office.list_token('tinh')}/bao-cao-vien/{office.meeting}"
    ],
    "/d/{token}/bao-cao-vien/{meeting_id}/{topic}": lambda office: [
        f"/d/{office.list_token(SPEAKING)}/bao-cao-vien/{office.meeting}/1"
    ],
    "/d/{token}/dau-moi": lambda office: [
        f"/d/{office.list_token(unit)}/dau-moi" for unit in ("an-phuoc", "long-thanh")
    ],
    "/d/{token}/dau-moi/{unit}": lambda office: [f"/d/{office.list_token('long-thanh')}/dau-moi/an-phuoc"],
    "/d/{token}/xac-nhan-dau-moi/{number}/{proof}": lambda office: [_asked_to_confirm(office)],
    "/d/{token}/truc-thuoc": lambda office: [
        f"/d/{office.list_token(unit)}/truc-thuoc{narrowed}"
        for unit, narrowed in ((ABOVE, ""), ("tinh", "?xem=cho-tiep-nhan&chon=het"), ("long-thanh", ""))
    ],
    "/d/{token}/truc-thuoc/{obligation_id}": lambda office: [_below(office, _number(office))],
    "/d/{token}/truc-thuoc/{obligation_id}/bao-cao-thay": lambda office: [
        _below(office, _number(office), "bao-cao-thay")
    ],
    "/b/{token}/so-lieu/{figure}": lambda office: [office.link("D6", ABOVE) + "/so-lieu/members"],
    "/d/{token}/truc-thuoc/{obligation_id}/so-lieu/{figure}": lambda office: [
        f"/d/{office.list_token('tinh')}/truc-thuoc/{office.obligation('D6', ABOVE).id}/so-lieu/members"
    ],
    "/d/{token}/truc-thuoc/bang": lambda office: [_below(office, "bang")],
    "/b/{token}/de-nghi": lambda office: [
        office.link(*duty) + "/de-nghi" for duty in (("D6", ABOVE), ("D6/grassroots", "an-phuoc"))
    ],
    "/d/{token}/truc-thuoc/{obligation_id}/de-nghi/{number}": lambda office: [
        _question(office, "D6/grassroots", "an-phuoc", "long-thanh"),
        _question(office, "P1", "an-phuoc", "long-thanh"),
    ],
}
"""What is looked at of each page."""


def _receipt(office: Hall) -> str:
    """Whoever has the number asks whether it is ours."""
    report = office.report("D6/grassroots", "phu-hoi")
    assert report is not None
    return f"/bien-nhan?so={report.receipt}"


def routes() -> set[str]:
    """The address of every page behind a link, as the application has them."""
    found = {
        route.path
        for room in COUNTER
        for route in room.router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    return {path for path in found if not path.endswith(SAVED)}


PRESSED: tuple[tuple[str, int, str, dict[str, str]], ...] = (
    ("/b/{token}", 3, "", {"f_members": "9999"}),
    ("/b/{token}", 3, "", {**GOOD, "f_members": "4500"}),
    ("/b/{token}", 3, "/du-kien", {"day": "32/13"}),
    ("/b/{token}", 3, "/bieu-excel", {}),
    ("/b/{token}/de-nghi", 1, "/gia-han", {"until": "", "reason": ""}),
    ("/d/{token}/truc-thuoc/{obligation_id}/de-nghi/{number}", 0, "", {"verdict": "no", "reason": ""}),
    ("/d/{token}/truc-thuoc/{obligation_id}", 0, "/tra-lai", {"reason": "", "until": "1/1/1"}),
    ("/d/{token}/truc-thuoc/{obligation_id}/bao-cao-thay", 0, "", {"f_members": "9999", "note": ""}),
    ("/d/{token}/truc-thuoc", 0, "/tiep-nhan", {"how": "all"}),
    ("/d/{token}/truc-thuoc/bang", 0, "", {}),
    ("/d/{token}/dau-moi", 1, "", {"mail": "không phải thư"}),
    ("/d/{token}/hoi-nghi/{meeting_id}", 1, "/xac-nhan", {"coming": "no", "reason": ""}),
    ("/d/{token}/bao-cao-vien/{meeting_id}/{topic}", 0, "", {"coming": "no", "reason": ""}),
    ("/d/{token}/lich", 0, "", {}),
    ("/d/{token}", 0, "/zalo", {}),
)
"""What a press answers with: which page, which of those looked at, where its form goes, what is typed."""
