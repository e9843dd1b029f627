"""What the doctor sees of the machines together: who is at work, and where two are not set up alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cascade.notices.kinds import Channel
from cli.console import desk_ledger
from cli.console.language import moment, say
from cli.machine.health import HealthVerdict

if TYPE_CHECKING:
    from models.channels.presence import Present


def machines() -> Iterator[HealthVerdict]:
    """Processes that went silent without a goodbye; channels, links and keys that differ."""
    from models import outbox
    from models.channels import presence
    from models.database import clock

    with desk_ledger.reading() as session:
        found = presence.everybody(session)
        unspoken = outbox.unspoken(session, clock.now(session))
    now = clock.machine()
    fresh = [one for one in found if one.fresh(now)]
    yield from (_silent(one) for one in found if not one.fresh(now) and one.role not in presence.PASSING)
    yield from _differences(fresh)
    yield from (_nobody(channel) for channel in unspoken)
    names = ", ".join(f"{one.role} {one.name}" for one in fresh)
    yield HealthVerdict(
        say("đang chạy", "at work"), "ok", names or say("không có tiến trình nào", "no process")
    )


def _silent(one: Present) -> HealthVerdict:
    told = say(
        f"im từ {moment(one.at)}; đã dừng đột ngột hay không tới được cơ sở dữ liệu?",
        f"silent since {moment(one.at)}: did it die, or can it not reach the ledger?",
    )
    return HealthVerdict(f"{one.role} {one.name}", "warning", told)


def _nobody(channel: str) -> HealthVerdict:
    told = say(
        "có thông báo chờ, không tiến trình nào đang chạy được cấu hình kênh này",
        "notices wait, and no process at work is set up for this channel",
    )
    return HealthVerdict(
        say(f"kênh {channel}", f"channel {channel}"), "warning" if channel == Channel.OPS else "bad", told
    )


def _differences(fresh: Sequence[Present]) -> Iterator[HealthVerdict]:
    senders = [one for one in fresh if one.channels]
    for channel in sorted({name for one in senders for name in one.channels}):
        without = [one for one in senders if channel not in one.channels]
        if without:
            told = say(f"không có ở {_names(without)}", f"missing at {_names(without)}")
            yield HealthVerdict(say(f"kênh {channel}", f"channel {channel}"), "warning", told)
    yield from _unlike(say("địa chỉ cổng báo cáo", "portal address"), {one: one.portal for one in fresh})
    yield from _unlike(say("khóa ký đường dẫn", "key of the links"), {one: one.key for one in fresh})


def _unlike(what: str, values: Mapping[Present, str]) -> Iterator[HealthVerdict]:
    """Links made by one machine and read by another must be of one kind."""
    kinds = sorted(set(values.values()))
    if len(kinds) < 2:
        return
    where = {kind: _names(one for one, its in values.items() if its == kind) for kind in kinds}
    shown = "; ".join(f"{kind or say('của cơ sở dữ liệu', 'the ledger’s')} ({where[kind]})" for kind in kinds)
    yield HealthVerdict(what, "bad", say("khác nhau: ", "differs: ") + shown)


def _names(some: Iterable[Present]) -> str:
    return ", ".join(f"{one.role} {one.name}" for one in some)
