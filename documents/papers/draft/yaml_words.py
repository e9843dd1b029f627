"""Values as a plan file writes them: words, days, hours, groups on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from cascade.lang.vietnamese import decomposed
from documents.papers.layout.block import Source


def code_of(words: str) -> str:
    """A code that can stand in addresses: "KH 45-KH/ĐU" -> "kh-45-kh-du"."""
    plain = decomposed(words.replace("Đ", "D").replace("đ", "d"))
    return (
        re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")[:60]
        or "ke-hoach"
    )


def pair(name: str, value: Any) -> str:
    """`name: value` on one line."""
    return f"{name}: {scalar(value)}"


def flow(fields: Mapping[str, Any]) -> str:
    """A group on one line, without what is absent."""
    shown = (f"{name}: {scalar(value)}" for name, value in fields.items() if value is not None)
    return "{" + ", ".join(shown) + "}"


def scalar(value: Any) -> str:
    """A value as plan files write it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return flow(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(scalar(one) for one in value) + "]"
    if isinstance(value, date | int):
        return str(value)
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    return (
        str(value)
        if re.fullmatch(r"[\w./-]+", value) and not value[0].isdigit()
        else json.dumps(value, ensure_ascii=False)
    )


def one_line(file: str) -> str:
    """The name of a file on one line: a system lets it hold breaks."""
    return " ".join(file.split())


def where(source: Source, *, quoted: bool = True) -> str:
    """The remark that says where a fact was read, with its words."""
    place = f"{one_line(source.file)}:{source.line}" + (f" (tr. {source.page})" if source.page else "")
    return f"# {place}: «{' '.join(source.phrase.split())}»" if quoted else f"# {place}"
