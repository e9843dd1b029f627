"""Each request has one number in all its lines; a whole walk leaves no name, address or link in a log."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import select

from models.database import clock
from models.tables import ContactRow
from portal.app import create_app
from portal.web.counter import Counter
from services.dispatch import open_channels
from services.dispatch.dispatcher import Dispatcher
from settings import traces
from settings.log_lines import LogLines
from tests.portal.conftest import Office, Visitor, hidden
from tests.portal.province import GOOD
from tests.trace_collector import Collector, collecting

NUMBER = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def database_kind() -> str:
    """What is written to a log is the same over either database."""
    return "sqlite"


class Lines(logging.Handler):
    """Everything that anybody says, as a process of ours writes it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []
        self.setFormatter(LogLines(form="json"))

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, root = Lines(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def pages(lines: Lines) -> list[dict[str, object]]:
    told = [json.loads(line) for line in lines.said]
    return [one for one in told if one["logger"] == "dondoc.portal.pages"]


def test_an_answer_carries_the_number_that_its_line_has(
    client: Visitor, lines: Lines, office: Office
) -> None:
    answer = client.get(office.link("D6", "nhon-trach"), headers={"X-Request-ID": NUMBER})
    number = answer.headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", number)
    assert number != NUMBER
    (line,) = pages(lines)
    assert (line["request"], line["route"], line["status"]) == (number, "/b/{token}", "200")
    assert client.get("/khong/co").headers["X-Request-ID"] != number


def test_the_proxys_number_is_taken_and_nobody_elses(
    address: str, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"X-Request-ID": NUMBER, "X-Forwarded-For": "203.0.113.9"}
    assert httpx.get(f"{address}/health", headers=asked).headers["X-Request-ID"] == NUMBER
    for strange in ("x", "a b c d e f g h", "0" * 65, "<script>abc"):
        given = httpx.get(f"{address}/health", headers={"X-Request-ID": strange}).headers["X-Request-ID"]
        assert given != strange
    monkeypatch.setenv("DONDOC_TRUSTED_PROXIES", "10.0.0.0/8")
    assert httpx.get(f"{address}/health", headers=asked).headers["X-Request-ID"] != NUMBER


def test_every_answer_is_noted_by_the_template_of_its_address(office: Office) -> None:
    noted: list[tuple[str, str, int]] = []

    def note(route: str, method: str, status: int, seconds: float) -> None:
        assert seconds >= 0
        noted.append((route, method, status))

    with start_blocking_portal() as loop:
        visitor = Visitor(create_app(office.ledger, Counter(office.ledger, note=note)), loop)
        visitor.get(office.link("D6", "nhon-trach"))
        visitor.get("/b/gia-mao")
        visitor.get("/khong/co/trang/nay")
        visitor.post("/health")
    assert noted == [
        ("/b/{token}", "GET", 200),
        ("/b/{token}", "GET", 404),
        ("-", "GET", 404),
        ("/health", "POST", 405),
    ]


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """Whoever takes traces, told of all that happens in this process."""
    with collecting() as made:
        monkeypatch.setenv("DONDOC_TRACES", made.url)
        traces.begin("portal")
        yield made
        traces.end()


def test_a_whole_walk_leaves_no_person_and_no_link_in_any_log_or_trace(
    client: Visitor, office: Office, lines: Lines, monkeypatch: pytest.MonkeyPatch, collector: Collector
) -> None:
    link, listed = office.link("D6", "nhon-trach"), f"/d/{office.list_token('nhon-trach')}"
    with office.ledger.read() as session:
        people = list(session.scalars(select(ContactRow.name)))
        later = clock.now(session) + timedelta(days=1)
    walk(client, link, listed)
    # Nobody listens there: each attempt fails, and says why.
    monkeypatch.setenv(
        "DONDOC_MAIL_URL", "dpmail://ai:mat-khau-thu@127.0.0.1:1?from=btg@example.vn&mode=insecure"
    )
    monkeypatch.setenv("DONDOC_ZALO_BOT_URL", "zalobot://1000001:khoa-bot@127.0.0.1:1/?tls=no")
    office.set_clock(later)
    with open_channels.opened(office.ledger) as channels:
        done = Dispatcher(office.ledger, channels, role="dispatcher").drain()
    traces.end()
    spans = b"\n".join(collector.bodies).decode(errors="replace")
    said = "\n".join([*lines.said, spans])
    assert (done.total() > 0, len(pages(lines)) > 5, "chưa gửi được" in said) == (True, True, True)
    secrets = [link.split("/")[2], listed.split("/")[2], "mat-khau-thu", "khoa-bot", GOOD["note"]]
    assert [one for one in [*people, *secrets] if one and one in said] == []
    assert re.findall(r"[\w.-]+@[\w-]+\.\w+", said) == []
    assert re.findall(r"\b0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}\b", said) == []
    pages_ = {one.facts["dondoc.request"] for one in collector.named("request")}
    assert pages_ == {line["request"] for line in pages(lines)}
    (batch, *_) = collector.named("batch")
    within = {one.name.split()[0] for one in collector.heard if one.above == batch.id}
    assert within == {"claim", "compose", "send", "settle"}
    sent = [one.facts for one in collector.named("send")]
    assert sum(int(one["dondoc.count"]) for one in sent) == done.total()
    assert {one["dondoc.outcome"] for one in sent} <= {*done}


def walk(client: Visitor, link: str, listed: str) -> None:
    """A unit opens its link, mistypes, reports, looks at its list; somebody asks for a login and is lost."""
    fields = hidden(client.get(link).text)
    client.post(link, data={**fields, "note": "gọi 0912 345 678"})
    client.post(link, data={**fields, **GOOD})
    client.get(f"{link}/bien-nhan/1?lang=en")
    client.get(listed)
    client.get(f"{listed}/dau-moi")
    client.get("/van-phong/dang-nhap")
    client.post("/van-phong/dang-nhap", data={"mail": "btg@example.vn"})
    client.get(f"{link}x?mail=btg@example.vn")
