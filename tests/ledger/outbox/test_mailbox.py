"""There and back: a notice by SMTP, its bounce in our mailbox, read by IMAP from a real server."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

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
from tests.ledger.world import House, at
from tests.ops_told import woken

CONFIGURED = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_location = maildir:{folder}/Maildir
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password=mat-khau
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Box:
    """Our own mailbox, on a server of its own."""

    folder: Path
    port: int
    user: str

    @property
    def url(self) -> str:
        """As it is set."""
        return f"imap://btg%40example.vn:mat-khau@127.0.0.1:{self.port}/INBOX?mode=insecure"

    def put(self, mail: str) -> None:
        """What a mail server does with a mail for us."""
        new = self.folder / "Maildir" / "new"
        name = f"{len(list(new.iterdir())) + 1:06d}.{os.getpid()}.here"
        (self.folder / "Maildir" / "tmp" / name).write_text(mail, encoding="utf-8")
        if os.geteuid() == 0:
            shutil.chown(self.folder / "Maildir" / "tmp" / name, self.user)
        (self.folder / "Maildir" / "tmp" / name).rename(new / name)


@pytest.fixture
def box() -> Iterator[Box]:
    dovecot = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if dovecot is None:
        pytest.skip("no dovecot on this machine (Debian: apt install dovecot-imapd)")
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    # Not below pytest's own folder: that is closed to the user who owns the mailbox.
    folder, port = Path(tempfile.mkdtemp(prefix="dondoc-imap-")), processes.free_port()
    for name in ("", "run", "state", "Maildir", "Maildir/new", "Maildir/cur", "Maildir/tmp"):
        (folder / name).mkdir(mode=0o755, exist_ok=True)
        (folder / name).chmod(0o755)
        os.chown(folder / name, owner.pw_uid, owner.pw_gid)
    group = grp.getgrgid(owner.pw_gid).gr_name
    told = CONFIGURED.format(user=owner.pw_name, group=group, port=port, folder=folder)
    (folder / "dovecot.conf").write_text(told, encoding="ascii")
    running = subprocess.Popen([dovecot, "-F", "-c", str(folder / "dovecot.conf")], stdin=subprocess.DEVNULL)
    try:
        _until_it_listens(port, running, folder / "log")
        yield Box(folder, port, owner.pw_name)
    finally:
        running.terminate()
        running.wait()
        shutil.rmtree(folder)


def _until_it_listens(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    while running.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            continue
    pytest.fail(log.read_text(encoding="utf-8") if log.is_file() else "dovecot does not start")


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
    assert mailbox_round.read(house.ledger, box.url) == {"mails": 1, "mended": 1}
    assert given_up(house) == []


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
