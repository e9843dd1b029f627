"""What SpamAssassin makes of our letters, with the rules that Debian ships, asking nobody outside."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import format_datetime
from pathlib import Path

import pytest

from notifications.email.mime import compose
from notifications.message import message_id_for
from tests.notifications.arriving import EVERY, OFFICE, RECIPIENT, SENDER, message

ENOUGH = 2.0
"""Points; most servers call a mail spam from five on."""
GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
"""What every filter must take for spam, or it did not look."""
SPAM = "<gtube@example.vn>"
# An address of the world that a Vietnamese provider has: those for examples cost a point by themselves.
HOST, OUTSIDE, HERE = "mail.tinhuy.example.vn", "113.160.12.34", "mx.long-thanh.example.vn"


def hops(way: str, at: str) -> bytes:
    """What the recipient's server writes before a mail, and before it the office's own where it relays."""
    lines = [
        f"Return-Path: <{SENDER}>",
        f"Delivered-To: {RECIPIENT}",
        f"Received: from {HOST} ({HOST} [{OUTSIDE}])",
    ]
    lines += [f"\tby {HERE} (Postfix) with ESMTPS id 4ZkD2x1Bz", f"\tfor <{RECIPIENT}>; {at}"]
    if way == "relayed":
        lines += ["Received: from dondoc.tinhuy.example.vn (dondoc.tinhuy.example.vn [10.20.0.5])"]
        lines += [f"\tby {HOST} (Postfix) with ESMTPSA id 7F2C91A0", f"\tfor <{RECIPIENT}>; {at}"]
    return "\r\n".join([*lines, ""]).encode()


def mails(now: datetime) -> Iterator[bytes]:
    """One mail an occasion and language, and one that is spam."""
    for occasion, lang in EVERY:
        yield compose(message(occasion, lang, now), SENDER, name=OFFICE, reply_to="btg@tinhuy.example.vn")
    yield f"Subject: x\r\nDate: {format_datetime(now)}\r\nMessage-ID: {SPAM}\r\n\r\n{GTUBE}\r\n".encode()


def mailbox(way: str) -> bytes:
    """All of them as one file (mbox), each as received by that way."""
    now = datetime.now(UTC).replace(microsecond=0)
    start = f"From {SENDER} {now:%a %b %d %H:%M:%S %Y}\n".encode()
    arrived = (hops(way, format_datetime(now)) + mail for mail in mails(now))
    return b"".join(start + mail.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n\n" for mail in arrived)


def judged(program: str, home: Path, way: str) -> dict[str, tuple[float, str]]:
    """Points, and the rules that gave them, by Message-ID; once for all mails, for it is slow to start."""
    prefs = home / "prefs"
    # What a machine has learned of other mails says nothing of ours.
    prefs.write_text("use_bayes 0\nreport_safe 0\n", encoding="ascii")
    asked = [program, "--local", "--mbox", "--nocreate-prefs", f"--prefspath={prefs}"]
    around = {"HOME": str(home), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
    answer = subprocess.run(
        asked, input=mailbox(way), capture_output=True, env=around, timeout=280, check=True
    )
    back = (message_from_bytes(mail) for mail in re.split(rb"^From .*\n", answer.stdout, flags=re.M)[1:])
    return {mail["Message-ID"]: read(mail["X-Spam-Status"]) for mail in back}


def read(status: str) -> tuple[float, str]:
    """`No, score=0.0 required=5.0 tests=HTML_MESSAGE autolearn=no …`"""
    found = re.search(r"score=(-?[\d.]+) .*tests=(.*?)\s*autolearn", " ".join(status.split()))
    assert found, status
    return float(found[1]), found[2].replace(" ", "")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", ["relayed", "direct"])
def test_no_letter_looks_like_spam(tmp_path: Path, way: str) -> None:
    program = shutil.which("spamassassin")
    if program is None:
        pytest.skip("no SpamAssassin on this machine (Debian: apt install spamassassin)")
    scores = judged(program, tmp_path, way)
    assert scores.pop(SPAM)[0] > 900
    domain = SENDER.rpartition("@")[2]
    ours = {which: scores.pop(message_id_for("-".join(which), domain)) for which in EVERY}
    assert scores == {}
    print(f"at most {max(ours.values())}")
    assert {which: said for which, said in ours.items() if said[0] >= ENOUGH} == {}
