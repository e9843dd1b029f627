"""What the doctor sees of each process: as `up` tends it, and as it shows itself in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cascade.org.format import counted
from cli.console import desk_ledger
from cli.console.language import moment, say
from cli.machine.health import HealthVerdict, begun
from settings.catalogue import HOME

if TYPE_CHECKING:
    from cli.serving.one_up import ProcessState

SHOWN = (("dispatcher", "bộ gửi", "dispatcher"), ("portal", "cổng báo cáo", "portal"))
"""Those that show themselves in the ledger, from any machine; Prefect knows of the others."""


def processes() -> Iterator[HealthVerdict]:
    """Every process that this office needs; where nothing has ever run here, nothing is missed."""
    from cli.serving import one_up
    from models.channels import presence
    from models.database import clock

    yield from (_tended(one) for one in one_up.states(HOME.get().resolve()))
    with desk_ledger.reading() as session:
        shown, now = presence.everybody(session), clock.machine()
    missed = "bad" if begun() else "warning"
    for role, vi, en in SHOWN:
        fresh = [one.name for one in shown if one.role == role and one.fresh(now)]
        told = ", ".join(fresh) or say("không có tiến trình nào đang chạy", "no process is running")
        yield HealthVerdict(say(vi, en), "ok" if fresh else missed, told)


def _tended(one: ProcessState) -> HealthVerdict:
    told = say(f"số {one.pid}, từ {moment(one.since)}", f"number {one.pid}, since {moment(one.since)}")
    if not one.up:
        told = say(f"đang dừng từ {moment(one.since)}", f"down since {moment(one.since)}")
    if one.deaths:
        told += say(
            f"; đã tự dừng {one.deaths} lần, lần cuối {one.why}: xem logs/{one.name}.log",
            f"; died {counted(one.deaths, 'time')}, the last time by {one.why}: see logs/{one.name}.log",
        )
    level = "bad" if not one.up else "warning" if one.deaths else "ok"
    return HealthVerdict(say(f"tiến trình {one.name}", f"process {one.name}"), level, told)
