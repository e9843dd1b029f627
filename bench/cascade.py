"""Measures the rules and the ledger at the size of a country: `python -m bench.cascade [--json]`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from bench import generate, ledger, rules
from bench.measuring import side_by_side

Report = dict[str, float | None]

GOALS = {
    "us_per_obligation": "≤ 25",
    "us_per_obligation_old": "≤ 25",
    "growth_10x": "≤ 12",
    "peak_mb": "< 1024",
    "rehearse_province_s": "≤ 10",
    "issue_ratio_sqlite": "≤ 2",
    "issue_ratio_postgres": "≤ 2",
    "idle_sweep_ratio": "≤ 1.3",
    "idle_sweep_ms": "≤ 50",
    "amend_ms_nation": "follows the affected",
}


def measure_rules() -> Report:
    """Compiling and rehearsing."""
    nation, tenth = rules.Compiling(generate.NATION), rules.Compiling(generate.NATION, 10)
    large, small = side_by_side(nation.once, tenth.once)
    old = rules.Compiling(generate.NATION_OF_OLD)
    (old_seconds,) = side_by_side(old.once)
    return {
        "us_per_obligation": large / nation.obligations * 1e6,
        "us_per_obligation_old": old_seconds / old.obligations * 1e6,
        "growth_10x": large / small,
        "peak_mb": rules.peak_mb(),
        "rehearse_province_s": rules.rehearsing(),
    }


def measure_ledger() -> Report:
    """Issuing, sweeping and amending a nation."""
    nation, tenth = ledger.size(), ledger.size(10)
    found: Report = {}
    with ledger.sqlite(nation) as fresh, ledger.sqlite(tenth) as fresh_tenth:
        found["issue_ratio_sqlite"] = ledger.issue_ratio(nation, fresh)
        large, small = ledger.issued(nation, fresh()), ledger.issued(tenth, fresh_tenth())
        idle = ledger.idle_sweep_ms(large)
        found |= {"idle_sweep_ms": idle, "idle_sweep_ratio": idle / ledger.idle_sweep_ms(small)}
        found["amend_ms_nation"] = ledger.amend_ms(nation, large)
        found["amend_ms_tenth"] = ledger.amend_ms(tenth, small)
        large.dispose()
        small.dispose()
    found["issue_ratio_postgres"] = _where_there_is_one(lambda: _on_postgres(nation))
    return found


def _on_postgres(nation: ledger.Size) -> float:
    with ledger.postgres(nation) as fresh:
        return ledger.issue_ratio(nation, fresh)


def _where_there_is_one(measure: Callable[[], float]) -> float | None:
    """PostgreSQL comes with the development packages; without them there is nothing to measure."""
    try:
        return measure()
    except ImportError:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--rules", action="store_true", help="only what needs no database")
    args = parser.parse_args()
    found = measure_rules() | ({} if args.rules else measure_ledger())
    if args.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        shown = "-" if value is None else f"{value:.2f}"
        print(f"{name:24} {shown:>10}   {GOALS.get(name, '')}")


if __name__ == "__main__":
    main()
