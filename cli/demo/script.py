"""The script of the demo: which plans are issued when, and what the board decides on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from cascade.lang.refusal import Refusal
from cli.console.language import say
from cli.console.target_args import moment

MORNING = "08:05"
"""The rungs of a ladder come at eight."""
ACTS = ("fix", "attend", "extend", "exempt", "accept", "close")


@dataclass(frozen=True)
class Decision:
    """One thing the board does at one instant."""

    at: datetime
    act: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """One plan of the evening, from its issue to its closing."""

    file: Path
    behaviour: Path
    issued: datetime
    decisions: tuple[Decision, ...]
    stops: tuple[datetime, ...]
    """When the plan's flow runs beside the days of decisions: mornings on which something falls due."""


def read_script(path: Path) -> tuple[Act, ...]:
    """The acts of a script; what cannot be read is refused with the plan it stands at."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(_act(path.parent, entry) for entry in told["plans"])
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as trouble:
        what = say(f"kịch bản không đọc được ({trouble})", f"the script cannot be read ({trouble})")
        raise Refusal(str(path), what, say("xem examples/demo.yaml", "see examples/demo.yaml")) from None


def _act(folder: Path, entry: Mapping[str, Any]) -> Act:
    decisions = sorted((_decision(each) for each in entry["decisions"]), key=lambda each: each.at)
    return Act(
        file=folder / entry["plan"],
        behaviour=folder / entry["behaviour"],
        issued=moment(str(entry["issue"])),
        decisions=tuple(decisions),
        stops=tuple(sorted(moment(f"{day} {MORNING}") for day in entry.get("stops", ()))),
    )


def _decision(entry: Mapping[str, Any]) -> Decision:
    rest = {name: value for name, value in entry.items() if name not in ("at", "do")}
    if entry["do"] not in ACTS:
        raise ValueError(say(f"không có việc “{entry['do']}”", f"nobody knows how to do “{entry['do']}”"))
    return Decision(moment(str(entry["at"])), entry["do"], rest)
