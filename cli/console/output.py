"""What a command prints: lines for a person, or one JSON object for a program; never both."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from cascade.lang.told import Told
from cli.console.language import language


def put(args: argparse.Namespace, data: object, lines: Iterable[str] = ()) -> None:
    """Print the data when the caller asked for JSON, else the lines."""
    if args.json:
        print(json.dumps(data, ensure_ascii=False, indent=2, default=plain))
        return
    for line in lines:
        print(line)


def plain(value: object) -> Any:
    """What JSON has no word for: days and instants in ISO form, records as their fields."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Told):
        return value.said(language())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Columns side by side, as wide as their widest cell; nothing to see says so by having no rows."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    rule = ["─" * width for width in widths]
    return ["  ".join(_padded(row, widths)).rstrip() for row in (cells[0], rule, *cells[1:])]


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]


def warn(line: str) -> None:
    """One line beside the answer, where it does not spoil a program's reading."""
    print(line, file=sys.stderr)
