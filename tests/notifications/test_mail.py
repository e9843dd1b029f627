"""What became of a mail, told by a real mail server that fails in every way there is."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from notifications.channels import Channels
from notifications.email import smtp
from notifications.fakes.mail import MailSink
from notifications.message import Attachment, Message, message_id_for
from notifications.outcome import OutcomeKind
from tests.notifications.conftest import Open

ACCEPTED, LATER, NEVER, OURS, AMBIGUOUS = (
    OutcomeKind.ACCEPTED,
    OutcomeKind.LATER,
    OutcomeKind.NEVER,
    OutcomeKind.OURS,
    OutcomeKind.AMBIGUOUS,
)
MAIL = Message(
    "k1", "mail", "xa@example.vn", "Nhắc hạn 24/4/2024", "Kính gửi đồng chí.\n.\n..\nHết.", "<p>Kính gửi</p>"
)
NEXT = replace(MAIL, key="k2", address="phuong@example.vn")


@pytest.fixture(params=[True, False], ids=["at once", "in turn"])
def sink(request: pytest.FixtureRequest) -> Iterator[MailSink]:
    """A server that takes several commands at once (RFC 2920), and one that wants to be asked in turn."""
    with MailSink(pipelining=request.param) as running:
        yield running


@pytest.fixture
def channels(open_channels: Open, mail_url: str) -> Channels:
    return open_channels(mail=mail_url)


def test_a_mail_arrives_as_it_was_written(channels: Channels, sink: MailSink) -> None:
    outcome = channels.send(MAIL)
    (letter,) = sink.box.letters
    assert outcome.kind is ACCEPTED
    assert outcome.provider_id == "L000001"
    assert letter.recipients == ("xa@example.vn",)
    assert letter.subject == MAIL.subject
    assert letter.reading("plain").replace("\r\n", "\n") == MAIL.text
    assert letter.reading("html") == MAIL.html
    assert letter.message_id == message_id_for("k1", "example.vn")
    assert letter.head["From"] == "Ban Tuyên giáo <btg@example.vn>"


def test_one_connection_carries_many_mails_without_a_pause(channels: Channels, sink: MailSink) -> None:
    started = time.monotonic()
    kinds = {channels.send(replace(MAIL, key=f"k{n}")).kind for n in range(40)}
    assert kinds == {ACCEPTED}
    assert sink.connections == 1
    assert sink.box.counts()["distinct"] == 40
    assert time.monotonic() - started < 5  # stock Apprise: 5.5 s between any two


@pytest.mark.parametrize(
    ("does", "kind", "code", "taken"),
    [
        ("connect-421", LATER, "421", 0),
        ("connect-554", OURS, "554", 0),
        ("connect-drop", LATER, None, 0),
        ("connect-hang", LATER, None, 0),
        ("ehlo-421", LATER, None, 0),
        ("mail-432", LATER, "432", 0),
        ("mail-451", LATER, "451", 0),
        ("mail-550", OURS, "550", 0),
        ("mail-552", NEVER, "552", 0),
        ("mail-hang", LATER, None, 0),
        ("mail-drop", LATER, None, 0),
        ("rcpt-421", LATER, "421", 0),
        ("rcpt-450", LATER, "450", 0),
        ("rcpt-452", LATER, "452", 0),
        ("rcpt-530", OURS, "530", 0),
        ("rcpt-550", NEVER, "550", 0),
        ("rcpt-553", NEVER, "553", 0),
        ("rcpt-drop", LATER, None, 0),
        ("data-421", LATER, "421", 0),
        ("data-452", LATER, "452", 0),
        ("data-554", NEVER, "554", 0),
        ("data-hang", LATER, None, 0),
        ("end-421", LATER, "421", 0),
        ("end-452", LATER, "452", 0),
        ("end-552", NEVER, "552", 0),
        ("end-554", NEVER, "554", 0),
        ("end-hang", AMBIGUOUS, None, 0),
        ("end-drop", AMBIGUOUS, None, 0),
        ("end-kept-hang", AMBIGUOUS, None, 1),
        ("end-kept-drop", AMBIGUOUS, None, 1),
        ("end-nonsense", AMBIGUOUS, "-1", 1),
        ("after-drop", ACCEPTED, "250", 1),
    ],
)
def test_each_failure_is_called_by_its_name_and_the_next_mail_goes_through(
    channels: Channels, sink: MailSink, does: str, kind: OutcomeKind, code: str | None, taken: int
) -> None:
    sink.rules.add("*", does, times=1)
    outcome = channels.send(MAIL)
    assert (outcome.kind, outcome.code, len(sink.box.letters)) == (kind, code, taken)
    assert channels.send(NEXT).kind is ACCEPTED


@pytest.mark.parametrize("does", ["mail-421", "mail-drop", "rcpt-drop", "rcpt-421", "data-drop", "data-421"])
def test_a_server_that_hung_up_between_two_mails_is_called_again_at_once(
    channels: Channels, sink: MailSink, does: str
) -> None:
    assert channels.send(MAIL).kind is ACCEPTED
    sink.rules.add("*", does, times=1)
    assert channels.send(NEXT).kind is ACCEPTED
    assert (sink.connections, sink.box.counts()["doubles"]) == (2, {})


class Careless(threading.Thread):
    """Takes several commands at once, refuses every recipient, and asks for the mail all the same."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.bodies: list[bytes] = []

    def run(self) -> None:
        for _ in range(2):
            caller, _ = self.door.accept()
            with caller:
                self._serve(caller)
        self.door.close()

    def _serve(self, caller: socket.socket) -> None:
        caller.sendall(b"220 here\r\n")
        caller.recv(1000)
        caller.sendall(b"250-here\r\n250 PIPELINING\r\n")
        caller.recv(1000)
        caller.sendall(b"250 ok\r\n550 no such user\r\n354 go on\r\n")
        if told := caller.recv(1000):
            self.bodies.append(told)


def test_a_server_that_asks_for_a_mail_without_a_recipient_gets_none(open_channels: Open) -> None:
    careless = Careless()
    careless.start()
    channels = open_channels(mail=f"dpmail://127.0.0.1:{careless.port}?from=btg@example.vn&rto=2")
    outcomes = [channels.send(MAIL), channels.send(NEXT)]
    careless.join(10)
    assert [(one.kind, one.code, one.blames_contact) for one in outcomes] == [(NEVER, "550", True)] * 2
    assert careless.bodies == []


def test_one_refused_address_neither_costs_a_connection_nor_stops_the_others(
    channels: Channels, sink: MailSink
) -> None:
    sink.rules.add("*.bo@example.vn", "rcpt-550")
    told = [
        channels.send(replace(MAIL, key=f"k{n}", address=f"a{n}{'.bo' * (n % 2)}@example.vn"))
        for n in range(6)
    ]
    assert [one.kind for one in told] == [ACCEPTED, NEVER] * 3
    assert all(one.blames_contact for one in told[1::2])
    assert sink.connections == 1


@pytest.mark.parametrize(
    ("does", "blames", "pauses"),
    [
        ("rcpt-550", True, False),
        ("end-554", False, False),
        ("rcpt-450", False, False),
        ("connect-421", False, True),
        ("mail-451", False, True),
        ("rcpt-421", False, True),
    ],
)
def test_it_says_whom_a_failure_concerns(
    channels: Channels, sink: MailSink, does: str, blames: bool, pauses: bool
) -> None:
    sink.rules.add("*", does, times=1)
    outcome = channels.send(MAIL)
    assert (outcome.blames_contact, outcome.pauses_channel) == (blames, pauses)


NO_ADDRESS = [
    *("khong-co-a-cong", "a@", "@example.vn", "a b@example.vn", "a@b@example.vn", "a..b@example.vn"),
    *("a.@example.vn", "<a@example.vn>", "a@example.vn>,<b@example.vn", "đ@example.vn", '"a b"@example.vn'),
    *(f"{'x' * 70}@example.vn", "a@exa mple.vn", "a@\x00.vn", "a@example.vn\r\nRCPT TO:<b@example.vn>"),
]


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_address_never_reaches_the_server(
    channels: Channels, sink: MailSink, address: str
) -> None:
    outcome = channels.send(replace(MAIL, address=address))
    assert (outcome.kind, outcome.blames_contact) == (NEVER, True)
    assert sink.connections == 0


def test_an_empty_address_is_nobody_and_not_ourselves(channels: Channels, sink: MailSink) -> None:
    assert channels.send(replace(MAIL, address="")).kind is NEVER
    assert not sink.box.letters


def test_an_international_domain_is_spoken_in_ascii(channels: Channels, sink: MailSink) -> None:
    assert channels.send(replace(MAIL, address="xa@đồng-nai.vn")).kind is ACCEPTED
    assert sink.box.letters[0].recipients == ("xa@xn--ng-nai-92a8502d.vn",)


def test_files_arrive_with_their_names(channels: Channels, sink: MailSink) -> None:
    channels.send(replace(MAIL, attachments=(Attachment("Phụ lục số 1.pdf", b"%PDF-", "application/pdf"),)))
    assert sink.box.letters[0].parts() == [("Phụ lục số 1.pdf", "application/pdf", b"%PDF-")]


def test_a_mail_too_big_for_the_server_is_not_sent_at_all(open_channels: Open) -> None:
    with MailSink(size_limit=50_000) as sink:
        channels = open_channels(mail=f"dpmail://127.0.0.1:{sink.port}?from=btg@example.vn")
        assert channels.send(replace(MAIL, text="x" * 60_000)).code == "552"
        assert channels.send(NEXT).kind is ACCEPTED


def test_five_megabytes_arrive(channels: Channels, sink: MailSink) -> None:
    assert channels.send(replace(MAIL, text="ưu tiên " * 600_000)).kind is ACCEPTED
    assert len(sink.box.letters[0].raw) > 5_000_000


def test_no_server_is_later(open_channels: Open) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        outcome = open_channels(mail=f"dpmail://127.0.0.1:{port}?from=btg@example.vn").send(MAIL)
    assert (outcome.kind, outcome.pauses_channel) == (LATER, True)


@pytest.mark.parametrize("mode", ["starttls", "ssl"])
def test_it_logs_in_over_tls_and_only_where_the_certificate_is_trusted(
    open_channels: Open,
    server_tls: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
) -> None:
    with MailSink(tls=server_tls, implicit_tls=mode == "ssl", login=("btg", "pass-987")) as sink:
        url = f"dpmail://btg:pass-987@127.0.0.1:{sink.port}?from=btg@example.vn&mode={mode}&rto=2"
        assert open_channels(mail=url).send(MAIL).kind is OURS
        assert open_channels(mail=url + "&verify=no").send(MAIL).kind is ACCEPTED
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        smtp._context.cache_clear()
        assert open_channels(mail=url).send(NEXT).kind is ACCEPTED
        smtp._context.cache_clear()


def test_a_wrong_password_is_ours_and_stays_out_of_the_reason(
    open_channels: Open, server_tls: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    with MailSink(tls=server_tls, login=("btg", "right")) as sink, caplog.at_level("DEBUG"):
        url = f"dpmail://btg:wrong-987@127.0.0.1:{sink.port}?from=btg@example.vn&verify=no"
        outcome = open_channels(mail=url).send(MAIL)
    assert (outcome.kind, outcome.code) == (OURS, "535")
    assert "wrong-987" not in f"{outcome}{caplog.text}"


@pytest.mark.parametrize(("does", "kind"), [("auth-454", LATER), ("auth-535", OURS), ("auth-432", LATER)])
def test_a_login_that_fails_for_now_is_not_one_that_fails_for_good(
    open_channels: Open, server_tls: ssl.SSLContext, does: str, kind: OutcomeKind
) -> None:
    with MailSink(tls=server_tls, login=("btg", "right")) as sink:
        sink.rules.add("*", does)
        channels = open_channels(
            mail=f"dpmail://btg:right@127.0.0.1:{sink.port}?from=btg@example.vn&verify=no"
        )
        assert channels.send(MAIL).kind is kind
        sink.rules.clear()
        assert channels.send(MAIL).kind is ACCEPTED


def test_no_password_goes_over_an_open_line(open_channels: Open, sink: MailSink) -> None:
    outcome = open_channels(mail=f"dpmail://btg:right@127.0.0.1:{sink.port}?from=btg@example.vn").send(MAIL)
    assert outcome.kind is OURS
    assert "STARTTLS" in str(outcome.reason)


def test_a_server_that_wants_a_login_and_got_none_is_ours(
    open_channels: Open, server_tls: ssl.SSLContext
) -> None:
    with MailSink(tls=server_tls, login=("btg", "right")) as sink:
        outcome = open_channels(mail=f"dpmail://127.0.0.1:{sink.port}?from=btg@example.vn").send(MAIL)
    assert (outcome.kind, outcome.code) == (OURS, "530")


def test_several_threads_may_share_the_line(channels: Channels, sink: MailSink) -> None:
    mails = [replace(MAIL, key=f"k{n}", address=f"u{n}@example.vn") for n in range(80)]
    with ThreadPoolExecutor(8) as pool:
        assert {outcome.kind for outcome in pool.map(channels.send, mails)} == {ACCEPTED}
    assert {letter.recipients[0] for letter in sink.box.letters} == {mail.address for mail in mails}
    assert all(letter.head["To"] == letter.recipients[0] for letter in sink.box.letters)


def test_an_international_domain_is_written_in_ascii_wherever_a_program_reads_it(
    channels: Channels, sink: MailSink
) -> None:
    assert channels.send(replace(MAIL, address="lienhe@đảngủy.vn")).kind is ACCEPTED
    (letter,) = sink.box.letters
    ascii_form = "lienhe@xn--ngy-uqa4698azla.vn"
    assert (letter.recipients, letter.head["To"]) == ((ascii_form,), ascii_form)
