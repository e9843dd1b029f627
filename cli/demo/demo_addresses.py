"""Opens the demo, plays it, tells what it came to, and leaves it all up for whoever wants to look."""

from __future__ import annotations

import gc
import json
import time
import webbrowser
from argparse import Namespace
from typing import TYPE_CHECKING

from cascade.lang.refusal import Refusal
from cli.console.language import say
from cli.console.output import plain, warn
from cli.demo import demo_officers, totals
from cli.demo.demo_log import Program
from cli.demo.demo_mail import Mailbox
from cli.demo.play import DemoPlan, Evening
from cli.demo.script import read_script
from cli.demo.setup import DemoHouse, home_of
from models.database.ledger import Ledger

if TYPE_CHECKING:
    from flows.demo_steps import LastLook


def play(args: Namespace) -> int:
    """The whole evening, from an empty folder to the last curtain."""
    began = time.monotonic()
    acts = read_script(args.script)
    warn(say("Đang dựng sân khấu …", "Setting the stage …"))
    with DemoHouse(home_of(args.home)) as stage:
        for line in stage.addresses():
            warn(line)
        parts = [DemoPlan(act) for act in acts]
        summary = _evening(stage, parts, began)
        shown = _last_look(parts)
        summary["wrong_pictures"] = list(shown.wrong)
        if args.exit or args.json:
            print(json.dumps(summary, ensure_ascii=False, indent=2, default=plain), flush=True)
        if not args.exit:
            _stay(stage, summary, shown, opening=args.open)
    return 0


def _evening(stage: DemoHouse, parts: list[DemoPlan], began: float) -> dict[str, object]:
    from cli.serving.deploying import post

    ready = time.monotonic()
    gc.freeze()  # what is loaded stays; a tenth of the evening went into looking through it for garbage
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
        raise Refusal(plan, what, say("xem bảng theo dõi", "see the dashboard"))


def _last_look(parts: list[DemoPlan]) -> LastLook:
    from flows.demo_steps import last_look

    return last_look([part.code for part in parts if part.code])


def _stay(stage: DemoHouse, summary: dict[str, object], shown: LastLook, *, opening: bool) -> None:
    """The page most worth seeing comes first; a picture that could not be dated is named."""
    first = stage.page(shown.first)
    warn("")
    warn(
        say(
            f"Xong sau {summary['seconds']} giây. Mời xem:",
            f"Done after {summary['seconds']} s. Look around:",
        )
    )
    warn(f"  {say('Xem trước hết: toàn cảnh', 'First: a plan as a whole'):26} {first}")
    for line in [*stage.addresses(), *demo_officers.logins()]:
        warn(line)
    for code in shown.wrong:
        vi = f"{code}: toàn cảnh vẽ sai ngày (máy bận, chưa ghi được ngày diễn); các bảng vẫn đúng"
        en = f"{code}: its picture has wrong dates (too busy a machine to write them); its tables are right"
        warn(say(vi, en))
    if opening:
        webbrowser.open(first)
    warn(say("Ctrl-C để dừng tất cả.", "Ctrl-C stops everything."))
    stage.stay()
