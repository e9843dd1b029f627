"""The figures that Prometheus fetches: their names, what they mean, and where they come from."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cli.watching.figure_names import OF_LEDGER, OF_PROCESS
from models.database.ledger import Ledger
from models.stats.ledger_figures import LedgerFigures, figures
from services.keeping.newest_backup import NewestBackup, newest_backup

KEPT = 15.0
"""Seconds for which the ledger is not asked again, however many fetch."""
MOST_PLANS = 50
"""Plans with a line of their own, the latest first; the others are summed up under `REST`."""
REST = "*"


PAGE_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SEND_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0)
Kind = TypeVar("Kind", Counter, Histogram)
log = logging.getLogger("dondoc.watching")


class LedgerMetrics(Collector):
    """What the ledger knows, asked for at most every `KEPT` seconds."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        self._until = 0.0
        self._known: list[Metric] = []

    def collect(self) -> Iterable[Metric]:
        """The figures as they were a moment ago; a ledger that does not answer is a figure too."""
        with self._lock:
            if monotonic() >= self._until:
                self._known = self._ask()
                self._until = monotonic() + KEPT
            return self._known

    def _ask(self) -> list[Metric]:
        try:
            with self._ledger.read() as session:
                found, backup = figures(session), newest_backup(session)
        except Exception:
            log.exception("không đọc được số đo từ cơ sở dữ liệu")
            return [_family("dondoc_ledger_up", {(): 0.0})]
        return [_family(name, values) for name, values in told(found, backup).items()]


def told(found: LedgerFigures, backup: NewestBackup | None) -> dict[str, dict[tuple[str, ...], float]]:
    """Name -> labels -> value; what nobody knows yet is left out."""
    queue = found.queue.items()
    age = {"rung": _age(found.rung_since, found.now), "sweep": _age(found.swept_at, found.machine)}
    return {
        "dondoc_ledger_up": {(): 1.0},
        "dondoc_queue_ready": {(name,): one.ready for name, one in queue},
        "dondoc_queue_later": {(name,): one.later for name, one in queue},
        "dondoc_queue_oldest_seconds": {(name,): _age(one.since, found.now) or 0.0 for name, one in queue},
        "dondoc_notices_in_hand": {(): found.in_hand},
        "dondoc_notices_lost_in_hand": {(): found.lost},
        "dondoc_channel_stopped": {(one.name,): float(one.stopped_why is not None) for one in found.channels},
        "dondoc_channel_quota_left": {
            (one.name,): one.quota_left for one in found.channels if one.quota_left is not None
        },
        "dondoc_rungs_due": {(): found.rungs},
        "dondoc_rung_oldest_seconds": {(): age["rung"] or 0.0},
        "dondoc_late_units": {(plan,): many for plan, many in bounded(found.late_units)},
        "dondoc_office_sessions": {(): found.sessions},
        "dondoc_processes": {(role,): many for role, many in found.processes.items()},
        "dondoc_plans_held_up": {(): found.hindered},
        "dondoc_sweep_age_seconds": _if_known(age["sweep"]),
        "dondoc_sweep_seconds": _if_known(found.sweep_seconds),
        "dondoc_backup_age_seconds": _if_known(backup.age.total_seconds() if backup else None),
    }


def bounded(plans: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """The plans with most late units, and the sum of the others: Prometheus keeps every label for good."""
    by_many = sorted(plans.items(), key=lambda one: (-one[1], one[0]))
    yield from by_many[:MOST_PLANS]
    if rest := by_many[MOST_PLANS:]:
        yield REST, sum(many for _, many in rest)


def _family(name: str, values: Mapping[tuple[str, ...], float]) -> Metric:
    family = GaugeMetricFamily(name, OF_LEDGER[name].help, labels=OF_LEDGER[name].labels)
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family


def _age(since: datetime | None, now: datetime) -> float | None:
    return max(0.0, (now - since).total_seconds()) if since is not None else None


def _if_known(value: float | None) -> dict[tuple[str, ...], float]:
    return {} if value is None else {(): value}


class Figures:
    """The figures of one process: the ledger's, its own work, and what the machine gives it."""

    def __init__(self, ledger: Ledger) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(LedgerMetrics(ledger))
        self.registry.register(_Build())
        ProcessCollector(registry=self.registry)
        self._sends = self._own(Counter, "dondoc_sends")
        self._send_seconds = self._own(Histogram, "dondoc_send_seconds", buckets=SEND_SECONDS)
        self._pages = self._own(Counter, "dondoc_pages")
        self._page_seconds = self._own(Histogram, "dondoc_page_seconds", buckets=PAGE_SECONDS)

    def _own(self, kind: type[Kind], name: str, **more: Any) -> Kind:
        shown = OF_PROCESS[name]
        return kind(name, shown.help, shown.labels, registry=self.registry, **more)

    def page(self, route: str, method: str, status: int, seconds: float) -> None:
        """One answer of the portal; `route`: the template of its address, never the address."""
        self._pages.labels(route, method, str(status)).inc()
        self._page_seconds.labels(route).observe(seconds)

    def sent(self, channel: str, outcome: str, seconds: float) -> None:
        """One attempt of the dispatcher."""
        self._sends.labels(channel, outcome).inc()
        self._send_seconds.labels(channel).observe(seconds)


class _Build(Collector):
    def collect(self) -> Iterable[Metric]:
        python = ".".join(map(str, sys.version_info[:3]))
        yield _family("dondoc_build_info", {(version("dondoc"), python): 1.0})
