"""Writing Markdown that says what was meant, whatever a unit has put into its own name or note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tasks.board import prefect_names

_LONG = 20_000
_SPECIAL = re.compile(r"([\\`*_\[\]|#~])")


def plain(text: object) -> str:
    """The text as text: on one line, without markup and without HTML, which the UI would obey."""
    line = prefect_names.one_line(text, _LONG)
    return _SPECIAL.sub(r"\\\1", line).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def paragraph(text: str) -> str:
    """A text of several lines inside a cell of a table."""
    return "<br>".join(plain(line) for line in text.splitlines())


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], right: int = 99) -> str:
    """A table; columns from number `right` on are aligned to the right."""
    rule = ["---:" if number >= right else "---" for number in range(len(heads))]
    lines = [heads, rule, *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def link(text: str, address: str) -> str:
    """A link to a page of the UI."""
    return f"[{plain(text)}]({address})"


def mermaid(lines: Iterable[str]) -> str:
    """A drawing; the UI draws it itself, without the internet."""
    return "\n".join(["```mermaid", *lines, "```"])


def label(text: str) -> str:
    """Text inside a box of a drawing."""
    cleaned = prefect_names.one_line(text)
    return '"' + cleaned.replace('"', "'").replace("<", "‹").replace(">", "›").replace("#", "＃") + '"'
