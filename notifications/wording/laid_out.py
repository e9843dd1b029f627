"""Lays the lines of a letter's text out as HTML, so that each word stands once, in the text's template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from markupsafe import Markup, escape

from notifications.wording.inline_styles import inlined

_PAIR = re.compile(r"([^:;.“”\"]{1,40}): (\S.*)")
_POINT = re.compile(r"(-|\d{1,3}\.) (\S.*)")


def _styled(tags: str) -> Markup:
    """Our own tags, each with its style."""
    return Markup(inlined(tags))


_TABLE = _styled(
    '<table role="presentation" class="list" width="100%" border="0" cellpadding="0" cellspacing="0">'
)
_GAP = _styled('</table>\n<div class="space">&nbsp;</div>')
_OF_PAIR = _styled(
    '<tr valign="top"><td class="c small" width="34%">{}:</td><td class="c"><b>{}</b></td></tr>'
)
_OF_POINT = _styled('<tr valign="top"><td class="c" width="24">{}</td><td class="c">{}</td></tr>')
_DOOR = _styled('<a class="path" href="{0}">{0}</a>')
_PARAGRAPH, _BREAK = _styled("<p>{}</p>"), "<br>\n"
_OPENED, _CLOSED = _PARAGRAPH.split("{}")


def paragraphs(text: str) -> Markup:
    """Plain text as HTML paragraphs; a single line break stays one."""
    parts = [part.replace("\n", _BREAK) for part in str(escape(text)).split("\n\n") if part.strip()]
    return Markup("\n".join([f"{_OPENED}{part}{_CLOSED}" for part in parts]))


def laid_out(text: str) -> Markup:
    """Lines `Thời gian: 07 giờ 30` as a table of two columns, `1. …` or `- …` as points; others stay."""
    parts = [part.split("\n") for part in text.split("\n\n") if part.strip()]
    return Markup("\n").join(group for part in parts for group in _groups(part))


def opened(html: Markup, address: str) -> Markup:
    """The same with that address as a link, where the text says it."""
    return Markup(html.replace(escape(address), _DOOR.format(address))) if address else html


def _groups(lines: Iterable[str]) -> Iterator[Markup]:
    for kind, group in groupby(lines, _kind):
        if kind is None:
            yield _PARAGRAPH.format(_lines(group))
        else:
            shape, row = kind
            yield Markup("\n").join([_TABLE, *(row.format(*_found(shape, line)) for line in group), _GAP])


def _kind(line: str) -> tuple[re.Pattern[str], Markup] | None:
    """A point may hold a colon, so it is asked for first."""
    if _POINT.fullmatch(line):
        return _POINT, _OF_POINT
    return (_PAIR, _OF_PAIR) if _PAIR.fullmatch(line) else None


def _found(shape: re.Pattern[str], line: str) -> tuple[str, ...]:
    found = shape.fullmatch(line)
    if found is None:
        return (line,)
    first, rest = found.groups()
    return first, _cell(rest) if shape is _PAIR else rest


def _cell(value: str) -> str:
    """Without the stop that ends a line of text, where it is the only one."""
    return value if ". " in value or value.endswith(("..", "v.v.")) else value.removesuffix(".")


def _lines(lines: Iterable[str]) -> Markup:
    return Markup(_BREAK).join(escape(line) for line in lines)
