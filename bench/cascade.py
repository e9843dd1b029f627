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
    "amend_ms_nation": "follows the tree",
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


def measure_sqlite() -> Report:
    """Issuing, sweeping and amending a nation in a file."""
    nation, tenth = ledger.size(), ledger.size(10)
    with ledger.sqlite(nation) as fresh, ledger.sqlite(tenth) as fresh_tenth:
        ratio = ledger.issue_ratio(nation, fresh)
        large, small = ledger.issued(nation, fresh()), ledger.issued(tenth, fresh_tenth())
        idle = ledger.idle_sweep_ms(large)
        return {
            "issue_ratio_sqlite": ratio,
            "idle_sweep_ms": idle,
            "idle_sweep_ratio": idle / ledger.idle_sweep_ms(small),
            "amend_ms_nation": ledger.amend_ms(nation, large),
            "amend_ms_tenth": ledger.amend_ms(tenth, small),
        }


def measure_postgres() -> Report:
    """Issuing a nation on a server; without the development packages there is none to ask."""
    nation = ledger.size()
    try:
        with ledger.postgres(nation) as fresh:
            return {"issue_ratio_postgres": ledger.issue_ratio(nation, fresh)}
    except ImportError:
        return {"issue_ratio_postgres": None}


PARTS: dict[str, Callable[[], Report]] = {
    "rules": measure_rules,
    "sqlite": measure_sqlite,
    "postgres": measure_postgres,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part; may be repeated")
    args = parser.parse_args()
    found: Report = {}
    for part in args.part or PARTS:
        found |= PARTS[part]()
    if args.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        shown = "-" if value is None else f"{value:.2f}"
        print(f"{name:24} {shown:>10}   {GOALS.get(name, '')}")


if __name__ == "__main__":
    main()
