"""There and back: a notice by SMTP, its bounce in our mailbox, read by IMAP from a real server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from urllib.parse import quote

import pytest

from cascade.notices.kinds import Occasion
from cascade.notices.reply_kinds import MailReplyKind
from cascade.reports.obligation_states import ObligationState
from cli.machine import surroundings
from cli.serving import processes
from models.contacts import address_health
from models.database import clock
from notifications.channels import Channels, ChannelSettings
from notifications.email.mailbox import MailboxTrouble
from notifications.fakes.mail import MailSink
from services.dispatch import mailbox_round
from services.dispatch.dispatcher import Dispatcher
from tests.bounce_mails import ADDRESS, GONE, report
from tests.ledger.outbox.conftest import Box
from tests.ledger.outbox.test_replies import GOOD as FILLED
from tests.ledger.outbox.test_replies import UNIT, Post
from tests.ledger.world import House, at
from tests.ops_told import woken
from tests.portal.duty.workbook.filling import filled


def given_up(house: House) -> list[str]:
    with house.ledger.read() as session:
        return [one.address for one in address_health.troubled(session, date(2026, 4, 12))]


def test_a_notice_goes_out_comes_back_and_its_reader_writes_again(house: House, box: Box) -> None:
    house.run(at(4, 10))
    with house.ledger.begin() as session:
        clock.set_clock(session, at(4, 10, 9))
    with MailSink() as sink:
        url = f"dpmail://127.0.0.1:{sink.port}?from=btg@example.vn"
        with Channels(ChannelSettings(mail=url)) as channels:
            Dispatcher(house.ledger, channels).drain()
        (ours,) = [one for one in sink.box.letters if "h1-x1@example.vn" in one.recipients]
    shown = str(ours.head["Message-ID"]).strip("<>")
    box.put(report(GONE.replace(ADDRESS, "H1-X1@example.vn")).replace("OURS", shown))
    box.put("From: ban@example.vn\nSubject: khac\n\nthu khac")
    assert mailbox_round.read(house.ledger, box.url) == {"mails": 2, "marked": 1, "notices": 1}
    assert given_up(house) == ["h1-x1@example.vn"]
    assert [row.channel for row in house.notices("reminder", unit="h1-x1")] == ["mail", "zalo"]
    assert mailbox_round.read(house.ledger, box.url) == {}, "read once"
    assert not list((box.folder / "Maildir" / "cur").glob("*:2,S")), "nothing counts as read"
    with house.ledger.begin() as session:
        clock.set_clock(session, at(4, 13))
    at_seven = "Date: Mon, 13 Apr 2026 07:00:00 +0700"
    box.put(f"From: H1-X1 <H1-x1@example.vn>\n{at_seven}\nSubject: Re: a\n\nDa nhan")
    assert mailbox_round.read(house.ledger, box.url) == {"mails": 1, "mended": 1, "replies": 1}
    assert given_up(house) == []


def test_a_folder_with_a_vietnamese_name_is_read_too(house: House, box: Box) -> None:
    folder = box.folder / "Maildir" / ".Tr&HqM- l&Ht0-i"
    shutil.copytree(box.folder / "Maildir" / "new", folder / "new")
    for name in ("cur", "tmp"):
        (folder / name).mkdir()
    (folder / "new" / "1.1.here").write_text("From: ban@example.vn\nSubject: a\n\nb", encoding="ascii")
    for place in (folder, *folder.rglob("*")):
        shutil.chown(place, box.user) if os.geteuid() == 0 else None
    url = box.url.replace("INBOX", quote("Trả lời"))
    assert mailbox_round.read(house.ledger, url) == {"mails": 1}


def test_a_mailbox_that_cannot_be_read_is_told_to_ops_without_its_password(house: House, box: Box) -> None:
    wrong = box.url.replace("mat-khau", "sai-roi")
    for url in (
        wrong,
        wrong,
        box.url.replace("INBOX", "khong-co"),
        f"imap://a:sai-roi@127.0.0.1:{processes.free_port()}",
    ):
        with pytest.raises(MailboxTrouble) as told:
            mailbox_round.read(house.ledger, url)
        assert "sai-roi" not in str(told.value)
    with house.ledger.read() as session:
        assert [rung.partition("@")[0] for rung in woken(session)] == ["mailbox"]


def test_the_doctor_opens_the_mailbox_and_says_when_nobody_reads_it(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen() -> list[tuple[str, str]]:
        return [(one.level, one.told) for one in surroundings.mailbox()]

    monkeypatch.delenv("DONDOC_MAIL_URL", raising=False)
    assert seen() == []
    monkeypatch.setenv("DONDOC_MAIL_URL", "dpmail://127.0.0.1:1?from=btg@example.vn")
    assert [level for level, _ in seen()] == ["warning"]
    monkeypatch.setenv("DONDOC_MAILBOX_URL", box.url)
    assert seen() == []
    monkeypatch.setenv("DONDOC_MAILBOX_URL", box.url.replace("mat-khau", "sai-roi"))
    [(level, told)] = seen()
    assert level == "bad"
    assert "sai-roi" not in told


def test_a_filled_form_is_fetched_and_reported_once_even_when_we_are_killed_in_between(
    house: House, box: Box
) -> None:
    house.run(at(4, 10))
    house.send_all(at(4, 10, 9))
    with house.ledger.begin() as session:
        clock.set_clock(session, at(4, 10, 12))
    post = Post(house)
    box.put(post.mail("Tôi đi vắng", Auto_Submitted="auto-replied"))
    box.put(post.mail("Gửi biểu", filled(post.form(), FILLED)))
    box.put(post.mail("Xin gọi lại"))
    for point in ("before_take_mail:2", "after_take_mail:1"):
        told = {
            "DONDOC_DATABASE_URL": house.ledger.url,
            "DONDOC_MAILBOX_URL": box.url,
            "DONDOC_FAILPOINT": point,
        }
        command = [sys.executable, "-c", "from cli.main import main; main()", "contacts", "mailbox"]
        killed = subprocess.run(command, env=os.environ | told, capture_output=True, check=False)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert mailbox_round.read(house.ledger, box.url) == {"mails": 1, "replies": 1}
    assert post.owed().state is ObligationState.SUBMITTED
    assert [one.kind for one in post.waiting()] == [MailReplyKind.AWAY, MailReplyKind.UNREAD]
    sent = [one.occasion for one in house.send_all(at(4, 10, 12)) if one.unit == UNIT]
    assert sorted(sent) == [Occasion.RECEIPT, Occasion.REPLY_SEEN]
