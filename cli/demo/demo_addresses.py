"""Opens the demo, plays it, tells what it came to, and leaves it all up for whoever wants to look."""

from __future__ import annotations

import json
import time
from argparse import Namespace

from cascade.lang.refusal import Refusal
from cli.console.language import say
from cli.console.output import plain, warn
from cli.demo import totals
from cli.demo.demo_log import Program
from cli.demo.demo_mail import Mailbox
from cli.demo.play import DemoPlan, Evening
from cli.demo.script import read_script
from cli.demo.setup import DemoHouse, home_of
from models.database.ledger import Ledger


def play(args: Namespace) -> int:
    """The whole evening, from an empty folder to the last curtain."""
    began = time.monotonic()
    acts = read_script(args.script)
    warn(say("Đang dựng sân khấu …", "Setting the stage …"))
    with DemoHouse(home_of(args.home)) as stage:
        for line in stage.addresses():
            warn(line)
        summary = _evening(stage, [DemoPlan(act) for act in acts], began)
        if args.exit or args.json:
            print(json.dumps(summary, ensure_ascii=False, indent=2, default=plain), flush=True)
        if not args.exit:
            _stay(stage, summary)
    return 0


def _evening(stage: DemoHouse, parts: list[DemoPlan], began: float) -> dict[str, object]:
    from cli.serving.deploying import post

    ready = time.monotonic()
    ledger, mailbox, program = Ledger(), Mailbox(stage.mail_web), Program(ready)
    ledger.upgrade()
    try:
        Evening(ledger, parts, program, _advance, post, mailbox).run()
        return totals.summary(ledger, mailbox.received(), program, began, ready)
    finally:
        mailbox.close()
        ledger.dispose()


def _advance(plan: str) -> None:
    """One real run of the plan's deployment; where it breaks, the evening is over."""
    from flows.demo_steps import advance

    state = advance(plan)
    if state.is_failed() or state.is_crashed():
        told = f"{state.name} {state.message or ''}"
        what = say(f"lượt chạy hỏng: {told}", f"the run failed: {told}")
        raise Refusal(plan, what, say("xem bảng theo dõi", "see the board"))


def _stay(stage: DemoHouse, summary: dict[str, object]) -> None:
    warn("")
    warn(
        say(
            f"Xong sau {summary['seconds']} giây. Mời xem:",
            f"Done after {summary['seconds']} s. Look around:",
        )
    )
    for line in stage.addresses():
        warn(line)
    warn(say("Ctrl-C để dừng tất cả.", "Ctrl-C stops everything."))
    stage.stay()
