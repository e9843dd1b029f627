"""Looks whether this machine has what dondoc needs, and whether what runs here is well."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, version

from cascade.notices.audit_kinds import AuditKind
from cli.console import desk_ledger
from cli.console.language import language, moment, say
from cli.console.output import put
from cli.machine import (
    file_modes,
    health,
    machine_differences,
    process_health,
    settings_in_force,
    surroundings,
)
from cli.machine.health import HealthVerdict

NEEDED = ("prefect", "apprise", "sqlalchemy", "fastapi", "pendulum", "holidays", "jinja2")


Look = Callable[[], Iterator[HealthVerdict]]
HEALTH_TELLS = frozenset(
    {
        AuditKind.CHANNEL_STOPPED,
        AuditKind.CHANNEL_SILENT,
        AuditKind.NOTICE_WAITS,
        AuditKind.RUNG_NOT_CALLED,
        AuditKind.SWEEP_SILENT,
        AuditKind.DISK_LOW,
    }
)
"""What has a line of its own among the looks, also while all is well."""
_GRAVE = "bad"
_MILD = {AuditKind.BACKUP_MISSING: "warning", AuditKind.CERTIFICATE_ENDS: "warning"}


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--fix",
        action="store_true",
        help=say(
            "sửa những chỗ sửa được mà không mất gì: mức nhắc, lượt của tiến trình đã chết, số tổng hợp",
            "fix what is safe to fix: reminders, leases of the dead, sums that are kept",
        ),
    )


def run(args: Namespace) -> int:
    looks: tuple[Look, ...] = (*LOOKS, partial(_audited, mend=args.fix))
    behind = list(_safe(_behind))
    # Whoever looks changes no table: older processes may be at work on them, and a backup comes first.
    verdicts = behind + [verdict for look in (APART if behind else looks) for verdict in _safe(look)]
    marks = {"ok": "✓", "warning": "!", "bad": "✗"}
    put(args, verdicts, [f"{marks[verdict.level]} {verdict.what}: {verdict.told}" for verdict in verdicts])
    return 1 if any(verdict.level == "bad" for verdict in verdicts) else 0


def _safe(look: Look) -> Iterator[HealthVerdict]:
    """A doctor does not faint: whatever goes wrong while looking is itself what was found."""
    try:
        yield from look()
    except Exception as trouble:  # a database driver, a server and a file system all fail in their own ways
        name = getattr(look, "__name__", "audit").strip("_")
        yield HealthVerdict(name, "bad", " ".join(str(trouble).split())[:200])


def _python() -> Iterator[HealthVerdict]:
    enough = sys.version_info >= (3, 11)
    yield HealthVerdict("Python", "ok" if enough else "bad", sys.version.split()[0])


def _packages() -> Iterator[HealthVerdict]:
    for name in NEEDED:
        try:
            yield HealthVerdict(name, "ok", version(name))
        except PackageNotFoundError:
            yield HealthVerdict(name, "bad", say("chưa cài; chạy make", "not installed; run make"))


def _behind() -> Iterator[HealthVerdict]:
    """Nothing, but where an older version has made the tables."""
    from services.auditing import upgrading

    with desk_ledger.as_it_stands() as session:
        seen = upgrading.outlook(session) if session else None
    if seen is not None and seen.found and seen.known and seen.pending:
        told = say(
            f"bảng ở bản {seen.found}, bản dondoc này cần {seen.ours}; chưa đổi gì: dondoc upgrade --check",
            f"tables at {seen.found}, this dondoc needs {seen.ours}; nothing changed: dondoc upgrade --check",
        )
        yield HealthVerdict(say("cơ sở dữ liệu", "ledger"), "bad", told)


def _ledger() -> Iterator[HealthVerdict]:
    from cascade.org.format import counted
    from models.database import clock
    from models.database.ledger import default_url
    from models.plans import plans

    with desk_ledger.reading() as session:
        kind = default_url().partition(":")[0]
        count = len(plans.all_plans(session))
        told = say(f"{count} kế hoạch", counted(count, "plan"))
        yield HealthVerdict(say("cơ sở dữ liệu", "ledger"), "ok", f"{kind}, {told}")
        if (shown := clock.shown(session)) is not None:
            told = say(f"đang đặt tay: {moment(shown)}", f"set by hand: {moment(shown)}")
            yield HealthVerdict(say("đồng hồ", "clock"), "warning", told)


def _keys() -> Iterator[HealthVerdict]:
    from models.database import clock
    from models.org import link_keys

    what = say("khóa ký đường dẫn", "key for links")
    with desk_ledger.writing() as session:
        found = link_keys.shown(session, clock.now(session))
    told = ", ".join(one.mark for one in found)
    yield HealthVerdict(what, "ok", say(f"dấu {told}", f"mark {told}"))


def _audited(*, mend: bool) -> Iterator[HealthVerdict]:
    """What the auditor finds, and what of it was mended here."""
    from cascade.notices.reasons import said
    from models.database import clock
    from services.auditing import auditor, follow_up
    from services.auditing.machine_checks import Around

    with desk_ledger.ledger() as ledger:
        with ledger.read() as session:
            now = clock.now(session)
            found = auditor.look(session, now, Around(board=health.board))
        left = found
        if mend:
            with ledger.begin() as session:
                left = follow_up.mend(session, found, now)
    what = say("đối chiếu", "audit")
    for one in found:
        told = said(one.why, language())
        if one not in left:
            yield HealthVerdict(what, "ok", f"{say('đã sửa', 'fixed')}: {told.partition(' → ')[0]}")
        elif one.kind not in HEALTH_TELLS:
            yield HealthVerdict(what, _MILD.get(one.kind, _GRAVE), told)
    if not found:
        yield HealthVerdict(what, "ok", say("không có gì bất thường", "nothing amiss"))


APART: tuple[Look, ...] = (_python, _packages, settings_in_force.set_here, settings_in_force.misspelt)
"""What can be looked at without the ledger."""
LOOKS: tuple[Look, ...] = (
    *(
        _python,
        _packages,
        _ledger,
        surroundings.database,
        surroundings.counter,
        surroundings.mailbox,
        surroundings.second_factor,
        file_modes.locks,
        _keys,
    ),
    *(settings_in_force.set_here, settings_in_force.misspelt, settings_in_force.unset_channels),
    *(
        health.channels,
        health.waiting,
        health.passed_over,
        health.unheard,
        health.swept,
        health.uncalled,
        health.hindered,
        health.disk,
        process_health.processes,
        health.prefect,
    ),
    machine_differences.machines,
)
