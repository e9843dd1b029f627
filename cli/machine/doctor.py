"""Looks whether this machine has what dondoc needs, and whether what runs here is well."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from cli.console import desk_ledger
from cli.console.language import moment, say
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


def add_parser(parser: ArgumentParser) -> None:
    """It needs nothing told."""


def run(args: Namespace) -> int:
    verdicts = [verdict for look in LOOKS for verdict in _safe(look)]
    marks = {"ok": "✓", "warning": "!", "bad": "✗"}
    put(args, verdicts, [f"{marks[verdict.level]} {verdict.what}: {verdict.told}" for verdict in verdicts])
    return 1 if any(verdict.level == "bad" for verdict in verdicts) else 0


def _safe(look: Callable[[], Iterator[HealthVerdict]]) -> Iterator[HealthVerdict]:
    """A doctor does not faint: whatever goes wrong while looking is itself what was found."""
    try:
        yield from look()
    except Exception as trouble:  # a database driver, a server and a file system all fail in their own ways
        yield HealthVerdict(look.__name__.strip("_"), "bad", " ".join(str(trouble).split())[:200])


def _python() -> Iterator[HealthVerdict]:
    enough = sys.version_info >= (3, 11)
    yield HealthVerdict("Python", "ok" if enough else "bad", sys.version.split()[0])


def _packages() -> Iterator[HealthVerdict]:
    for name in NEEDED:
        try:
            yield HealthVerdict(name, "ok", version(name))
        except PackageNotFoundError:
            yield HealthVerdict(name, "bad", say("chưa cài; chạy make", "not installed; run make"))


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


LOOKS: tuple[Callable[[], Iterator[HealthVerdict]], ...] = (
    *(
        _python,
        _packages,
        _ledger,
        surroundings.database,
        surroundings.counter,
        surroundings.mailbox,
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
