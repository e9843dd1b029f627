"""Holds what is locked against the known holes: pip-audit asks the registry, this says what follows from it.

python deploy/audit_locks.py [WORDS FOR PIP-AUDIT]   LOCK=requirements-dev.txt IGNORED=deploy/known-holes.toml

A hole that a newer version closes ends with 1, unless it stands in IGNORED with a reason and a last day.
Where nobody answers for our packages it says so and ends with 0.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
PATIENCE = 600
"""Seconds for all questions together."""


@dataclass(frozen=True)
class Hole:
    """One package with one hole."""

    package: str
    version: str
    names: tuple[str, ...]
    """Its number, and those under which others know it."""
    fixed: tuple[str, ...]


def ask(lock: Path, words: Sequence[str]) -> tuple[list[dict[str, Any]], str]:
    """What pip-audit found about each package; or nothing, and why."""
    asked = [*("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json")]
    command = [sys.executable, "-m", "pip_audit", *asked, "--requirement", str(lock), *words]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        found = json.loads(told.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return [], f"no answer in {PATIENCE} seconds"
    except ValueError:
        return [], (told.stderr.strip().splitlines() or ["no answer"])[-1][:200]
    known = [one for one in found if "skip_reason" not in one]
    return known, "" if known else "it knows none of our packages"


def holes(known: Sequence[Mapping[str, Any]]) -> Iterator[Hole]:
    """All that were found."""
    for package in known:
        for one in package["vulns"]:
            names = (one["id"], *one.get("aliases", ()))
            yield Hole(package["name"], package["version"], names, tuple(one["fix_versions"]))


def judged(
    found: Sequence[Hole], kept: Sequence[Mapping[str, Any]], today: date
) -> Iterator[tuple[str, bool]]:
    """A line for each hole, and whether it is to be mended; one for what is ignored and was not found."""
    used = []
    for one in found:
        mine = [rest for rest in kept if rest["id"] in one.names and rest["package"] == one.package]
        used += mine
        fixed = f"fixed in {', '.join(one.fixed)}" if one.fixed else "no version closes it yet"
        line = f"{one.package} {one.version}: {' = '.join(one.names)}: {fixed}"
        if stays := [rest for rest in mine if rest["until"] >= today]:
            yield f"{line}; stays until {stays[0]['until']}: {stays[0]['why']}", False
        else:
            yield line, bool(one.fixed)
    for rest in kept:
        if rest not in used:
            yield f"{rest['package']}: {rest['id']} is ignored and not there any more", False


def main(words: Sequence[str]) -> int:
    """Exit code."""
    lock = HERE / os.environ.get("LOCK", "requirements-dev.txt")
    kept = tomllib.loads((HERE / os.environ.get("IGNORED", "deploy/known-holes.toml")).read_text("utf-8"))
    known, silent = ask(lock, words)
    if silent:
        print(f"audit: the known holes cannot be asked for here ({silent}); nothing is held against them")
        return 0
    lines = list(judged(list(holes(known)), kept.get("ignored", ()), datetime.now(UTC).date()))
    for line, _ in lines:
        print(f"audit: {line}")
    bad = sum(grave for _, grave in lines)
    print(f"audit: {len(known)} packages of {lock.name}; {bad} to be mended")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
