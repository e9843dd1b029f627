"""How fast notices leave, against stock Apprise and bare smtplib: `python -m bench.mail [--json]`."""

from __future__ import annotations

import argparse
import json
import smtplib
import statistics
import time
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.message import Message as MimeMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime

from apprise import Apprise, AppriseAsset

from bench import mailing
from bench.drainer import mail_url
from bench.mail_files import measure_files
from bench.mailing import Drainer
from bench.measuring import RUNS, wall
from bench.sink import Sink
from models import outbox
from models.database import clock
from models.database.ledger import Ledger
from notifications.channels import Channels, ChannelSettings
from notifications.message import Message, message_id_for
from services.dispatch.compose import compose
from services.dispatch.dispatcher import Dispatcher

MAILS = 1_000
BACKLOG = 50_000
FOR_FOUR = 2_000
SENDER = "btg@example.vn"
GOALS = {
    "speedup_vs_apprise": "≥ 8",
    "slowdown_vs_smtplib": "≤ 2",
    "slowdown_vs_email_message": "(no goal)",
    "slowdown_vs_ready_bytes": "(no goal)",
    "drain_peak_mb": "< 300",
    "drain_last_over_first": "≤ 1.2",
    "four_dispatchers_over_one": "≥ 1.5",
    "ours_per_s": "",
    "apprise_per_s": "",
    "smtplib_per_s": "",
    "backlog_per_s": "",
    "letter_ms": "",
    "letter_with_form_ms": "",
    "letter_with_invitation_ms": "",
    "letter_kb": "",
    "letter_with_form_kb": "",
    "letter_with_invitation_kb": "",
}


def measure_speed(runs: int = RUNS) -> dict[str, float]:
    """Several ways to send the same letters, taken in turn; ours words them and writes everything down.

    Bare smtplib gets them in words and wraps them with the cheapest means of the standard library; beside it
    stand the means its manual shows, which take three times as long, and bytes made beforehand.
    """
    with Sink() as sink, mailing.sqlite(MAILS) as fresh:
        letters = _worded(fresh())
        shares = [letters[turn::runs] for turn in range(runs)]
        rounds = [
            (
                _ours(fresh(), sink),
                _each(lambda share: _by_apprise(share, sink), shares[turn]),
                _each(lambda all_: _by_smtplib(all_, sink, _by_mime), letters),
                _each(lambda all_: _by_smtplib(all_, sink, _by_email_message), letters),
                _ready_by_smtplib(letters, sink),
            )
            for turn in range(runs)
        ]
    ours, stock, bare, shown, ready = (statistics.median(column) for column in zip(*rounds, strict=True))
    return {
        "speedup_vs_apprise": stock / ours,
        "slowdown_vs_smtplib": ours / bare,
        "slowdown_vs_email_message": ours / shown,
        "slowdown_vs_ready_bytes": ours / ready,
        "ours_per_s": 1 / ours,
        "apprise_per_s": 1 / stock,
        "smtplib_per_s": 1 / bare,
    }


def _worded(url: str) -> list[Message]:
    """The letters of the queue in words, made once: only ours has to word them while it is timed."""
    ledger = Ledger(url)
    with ledger.begin() as session:
        now = clock.now(session)
        claimed = outbox.claim(session, now, "bench", limit=MAILS)
    ledger.dispose()
    return [compose(one, now).message for one in claimed]


def _ours(url: str, sink: Sink) -> float:
    """Seconds for one mail, from the ledger to the sink, every commit included."""
    ledger = Ledger(url)
    with Channels(ChannelSettings(mail=mail_url(sink.port))) as channels:
        before = sink.counts()[0]
        seconds = wall(lambda: Dispatcher(ledger, channels).drain())
        assert sink.counts()[0] - before == MAILS
    ledger.dispose()
    return seconds / MAILS


def _each(send: Callable[[Sequence[Message]], None], letters: Sequence[Message]) -> float:
    return wall(lambda: send(letters)) / len(letters)


def _by_apprise(letters: Sequence[Message], sink: Sink) -> None:
    """One object for each letter: one that is used again waits 5.5 s before its second mail."""
    asset = AppriseAsset(async_mode=False)
    where = f"mailto://127.0.0.1:{sink.port}?mode=insecure&from={SENDER}&format=html&to="
    for letter in letters:
        stock = Apprise(asset=asset)
        stock.add(where + letter.address)
        assert stock.notify(body=letter.html or "", title=letter.subject)


def _by_smtplib(letters: Sequence[Message], sink: Sink, write: Callable[[Message], MimeMessage]) -> None:
    """What anybody writes first: the standard library's mail, one connection, nothing written down."""
    with smtplib.SMTP("127.0.0.1", sink.port) as client:
        for letter in letters:
            client.send_message(write(letter))


def _ready_by_smtplib(letters: Sequence[Message], sink: Sink) -> float:
    """The least that can be done: bytes that were made before the clock was started."""
    ready = [(letter.address, _by_mime(letter).as_bytes()) for letter in letters]
    with smtplib.SMTP("127.0.0.1", sink.port) as client:
        send = client.sendmail
        return wall(lambda: [send(SENDER, [address], content) for address, content in ready]) / len(ready)


def _by_mime(letter: Message) -> MimeMessage:
    """The cheapest mail of two readings that the standard library makes."""
    mail = MIMEMultipart("alternative")
    _head(mail, letter)
    mail.attach(MIMEText(letter.text, "plain", "utf-8"))
    mail.attach(MIMEText(letter.html or "", "html", "utf-8"))
    return mail


def _by_email_message(letter: Message) -> MimeMessage:
    """The same in the way its manual shows."""
    mail = EmailMessage()
    _head(mail, letter)
    mail.set_content(letter.text)
    mail.add_alternative(letter.html or "", subtype="html")
    return mail


def _head(mail: MimeMessage, letter: Message) -> None:
    mail["Date"] = format_datetime(letter.dated or mailing.NOW)
    mail["From"], mail["To"], mail["Subject"] = SENDER, letter.address, letter.subject
    mail["Message-ID"] = message_id_for(letter.key)


def measure_backlog(notices: int = BACKLOG) -> dict[str, float]:
    """A queue that has grown for days, by one dispatcher."""
    with Sink() as sink, mailing.sqlite(notices) as fresh:
        drainer = Drainer(fresh(), sink, notices)
        drainer.go()
        found = drainer.report()
        assert sink.counts() == (notices, notices), "each notice once"
    tenth = len(found["times"]) // 10
    first, last = (statistics.median(part) for part in (found["times"][:tenth], found["times"][-tenth:]))
    return {
        "drain_peak_mb": found["peak_mb"],
        "drain_last_over_first": last / first,
        "backlog_per_s": 1 / statistics.mean(found["times"]),
    }


def measure_four(runs: int = 3) -> dict[str, float]:
    """Four dispatchers against one on PostgreSQL, in turn."""
    with mailing.postgres(FOR_FOUR) as fresh:
        rounds = [(_together(1, fresh()), _together(4, fresh())) for _ in range(runs)]
    one, four = (statistics.median(column) for column in zip(*rounds, strict=True))
    return {"four_dispatchers_over_one": one / four}


def _together(workers: int, url: str) -> float:
    """Seconds until the queue is empty; no notice may have left twice."""
    with Sink() as sink:
        drainers = [Drainer(url, sink, FOR_FOUR) for _ in range(workers)]
        start = time.perf_counter()
        for drainer in drainers:
            drainer.go()
        sent = [drainer.report()["sent"] for drainer in drainers]
        seconds = time.perf_counter() - start
        assert sum(sent) == FOR_FOUR
        assert sink.counts() == (FOR_FOUR, FOR_FOUR), "each notice once"
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.mail", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    asked = parser.parse_args()
    found = measure_speed() | measure_four() | measure_backlog() | measure_files()
    rounded = {name: round(found[name], 2) for name in GOALS}
    if asked.json:
        print(json.dumps(rounded))
        return
    for name, goal in GOALS.items():
        print(f"{name:28} {rounded[name]:>10}   {goal}")


if __name__ == "__main__":
    main()
