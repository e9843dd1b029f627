"""What sealing the log costs, beside the mails that leave meanwhile: `python -m bench.chain [--json]`.

CPU seconds of our own process; others on the machine do not count. The share is an upper bound: it takes
a row of the log for every mail, as if each were told to have arrived; only Zalo's are.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import mailing
from bench.drainer import mail_url
from bench.measuring import median_cpu, side_by_side
from bench.sink import Sink
from models.database import audit, audit_chain, chain_check
from models.database.ledger import Ledger
from notifications.channels import Channels, ChannelSettings
from services.auditing import sealed_log
from services.dispatch.dispatcher import Dispatcher

MAILS, ROWS = 500, 20_000
GOALS = {
    "send_ms_per_mail": "",
    "bind_us_per_row": "",
    "bind_share_of_sending": "≤ 0.1",
    "send_while_sealed_over_alone": "≤ 1.1",
    "check_us_per_row": "",
    "check_s_per_million": "",
}


def measure() -> dict[str, float]:
    """Sending with and without somebody who seals after every round; then binding and checking alone."""
    with Sink() as sink, mailing.sqlite(MAILS) as fresh:
        works = [partial(_send, fresh, sink, sealed=sealed) for sealed in (False, True)]
        works[0]()  # what is loaded once is nobody's cost
        alone, beside = (seconds / MAILS for seconds in side_by_side(*works, runs=7))
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-chain-") as name:
        ledger = _acted(Path(name), ROWS)
        bind = median_cpu(lambda: sealed_log.seal(ledger, mailing.NOW, None), 1) / ROWS
        check = median_cpu(lambda: _checked(ledger), 3) / ROWS
        ledger.dispose()
    return {
        "send_ms_per_mail": alone * 1e3,
        "bind_us_per_row": bind * 1e6,
        "bind_share_of_sending": bind / alone,
        "send_while_sealed_over_alone": beside / alone,
        "check_us_per_row": check * 1e6,
        "check_s_per_million": check * 1e6,
    }


def _send(fresh: Callable[[], str], sink: Sink, *, sealed: bool) -> None:
    ledger = Ledger(fresh())
    with Channels(ChannelSettings(mail=mail_url(sink.port))) as channels:
        Dispatcher(ledger, channels).drain()
    if sealed:
        for _ in range(12):  # an hour of sweeps
            with ledger.begin() as session:
                audit_chain.bind(session, mailing.NOW)
    ledger.dispose()


def _acted(folder: Path, rows: int) -> Ledger:
    ledger = Ledger(f"sqlite:///{folder / 'log.db'}")
    ledger.upgrade()
    with ledger.begin() as session:
        for number in range(rows):
            audit.log(session, "Zalo", "delivered", now=mailing.NOW, unit=f"h{number}", obligation_id=number)
    return ledger


def _checked(ledger: Ledger) -> None:
    with ledger.read() as session:
        report = chain_check.check(session)
    assert (report.links, report.found) == (ROWS, 0)


def main(work: Callable[[], dict[str, float]] = measure) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.chain", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    asked, found = parser.parse_args(), work()
    rounded = {name: round(found[name], 3) for name in GOALS}
    if asked.json:
        print(json.dumps(rounded))
        return
    for name, goal in GOALS.items():
        print(f"{name:30} {rounded[name]:>10}   {goal}")


if __name__ == "__main__":
    main()
