"""The columns of a unit list and the keys of plan and behaviour files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cascade.lang.refusal import Wrong
from documents.behaviour_file import read_behaviour
from documents.plan_file.read_plan import read_plan
from documents.reading.part import Part
from documents.unit_file.columns import COLUMNS
from documents.unit_file.unit_list import read_units
from tests.unit.doors.values import Door, refused

READ_BY = (read_plan, read_behaviour)
"""What they import are all the parts there are."""

CELLS: Mapping[str, str] = {
    **dict.fromkeys(("code", "parent", "vertical", "successor"), "code"),
    **dict.fromkeys(("name", "group", "contact", "role"), "name"),
    **dict.fromkeys(("valid_from", "valid_to"), "day"),
    **{
        "level": "level",
        "kind": "word",
        "lang": "language",
        "mail": "mail",
        "zalo": "chat",
        "phone": "phone",
    },
}


def list_doors(folder: Path) -> Iterator[Door]:
    for column in COLUMNS:

        def bring(typed: str, lang: str, name: str = column.name) -> object:
            row = {"code": "tinh", "name": "Tỉnh ủy", "level": "province", "contact": "Bà A", name: typed}
            path = folder / "don-vi.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([list(row), list(row.values())])
            tree = read_units(path)
            if name in ("mail", "zalo", "phone"):
                return list(tree.contacts["tinh"][0].channels)
            if name in ("contact", "role"):
                return getattr(tree.contacts["tinh"][0], {"contact": "name"}.get(name, name))
            return getattr(tree.unit("tinh"), name)

        yield Door(f"column {column.name}", CELLS[column.name], bring)


KEYS: Mapping[str, str] = {
    **dict.fromkeys(("Text", "Texts"), "line"),
    **dict.fromkeys(("Code", "Codes"), "code"),
    **{"LevelWord": "level", "Wall": "wall", "Day": "day", "Clock": "hour", "Flag": "yes"},
    **dict.fromkeys(
        ("Year", "DayNumber", "MonthNumber", "Sessions", "Minutes", "Days", "Months", "Seed", "Seats"),
        "count",
    ),
    **dict.fromkeys(
        ("Month", "Quarter", "Weekday", "Anchor", "Relayed", "Distance", "Span", "DayRange"), "word"
    ),
    **dict.fromkeys(("Every", "MonthPart", "ActionWord", "KindWord", "Kind"), "word"),
    **dict.fromkeys(("FigureWord", "Target", "Occasion"), "word"),
}
"""What the annotation of a key says."""


def parts(base: type[Part] = Part) -> Iterator[type[Part]]:
    for one in base.__subclasses__():
        yield one
        yield from parts(one)


def annotated(part: type[Part]) -> Iterator[tuple[str, str]]:
    for name, said in part.__annotations__.items():
        if name in part.model_fields:
            bare = re.sub(r"\s*\|\s*None$", "", said)
            yield part.model_fields[name].alias or name, bare


def key_doors() -> Iterator[Door]:
    for part in parts():
        for key, said in annotated(part):
            if said in {one.__name__ for one in parts()} or "[" in said:
                continue  # a group of keys, or a list of them
            if said == "object":
                continue  # an answer: read once more where it goes
            assert said in KEYS, f"{part.__name__}.{key}: {said}: say which kind of value it is"

            def bring(typed: str, lang: str, of: Any = (part, key)) -> object:
                part, key = of
                try:
                    part.model_validate({key: typed})
                except ValidationError as wrong:
                    for one in wrong.errors():
                        found = one.get("ctx", {}).get("error")
                        if one["loc"][:1] == (key,) and isinstance(found, Wrong):
                            raise refused(found.told.said(lang)) from None
                return None

            yield Door(f"key {part.__name__}.{key}", KEYS[said], bring)
