"""Freezing plans, trees and policies as JSON when they are issued, and thawing them unchanged years later."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Json = Any
"""What json.dumps takes: dict, list, str, int, float, bool, None."""


def to_json(value: object) -> str:
    """One canonical line of JSON; fields that still have their default are left out."""
    return json.dumps(pack(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def pack(value: object) -> Json:
    """The value as JSON data."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): pack(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [pack(item) for item in value]
    return {
        field.name: pack(item)
        for field in dataclasses.fields(cast("Any", value))
        if (item := getattr(value, field.name)) != _default(field)
    }


def unpack(kind: type[T], data: Json) -> T:
    """The value of that class from JSON data."""
    return cast("T", _reader(cast("Any", kind))(data))


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


@cache
def _reader(kind: Any) -> Callable[[Json], Any]:
    """How to read one annotated type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(next(part for part in inner if part is not types.NoneType))
    if origin is tuple:
        return _tuple(inner)
    if origin is not None and issubclass(origin, Mapping):
        read = _reader(inner[1])
        return lambda data: {key: read(item) for key, item in data.items()}
    if dataclasses.is_dataclass(kind):
        return _dataclass(cast("type[Any]", kind))
    if kind in (date, datetime, time):
        return cast("Callable[[Json], Any]", kind.fromisoformat)
    return cast("Callable[[Json], Any]", kind)


def _optional(kind: Any) -> Callable[[Json], Any]:
    read = _reader(kind)
    return lambda data: None if data is None else read(data)


def _tuple(inner: tuple[Any, ...]) -> Callable[[Json], Any]:
    if inner[1:] == (...,):
        each = _reader(inner[0])
        return lambda data: tuple(each(item) for item in data)
    readers = [_reader(part) for part in inner]
    return lambda data: tuple(read(item) for read, item in zip(readers, data, strict=True))


def _dataclass(kind: type[Any]) -> Callable[[Json], Any]:
    readers: dict[str, Callable[[Json], Any]] = {}

    def read(data: Json) -> Any:
        if not readers:
            hints = get_type_hints(kind)
            readers.update({field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)})
        unknown = data.keys() - readers.keys()
        if unknown:
            raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}")
        return kind(**{name: readers[name](item) for name, item in data.items()})

    return read
