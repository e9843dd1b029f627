"""Writes the style of each tag into the tag itself: where a mail is read, `<style>` is often thrown away.

Tried instead: css-inline 0.24, which parses and writes the page anew, and on the way takes the escapes out of
attributes: a unit called `<script>` stood as such in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_SHEET = Path(__file__).with_name("templates") / "_mail.css"
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TAG = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*?)?)(\s*/?)>")
_CLASS = re.compile(r'\bclass="([^"]*)"')
_STYLE = re.compile(r'\sstyle="([^"]*)"')


def inlined(html: str) -> str:
    """The same page, each tag with the declarations of `_mail.css` that are for it; its own come last."""
    return _TAG.sub(_dressed, html)


def _dressed(tag: re.Match[str]) -> str:
    name, given, end = tag.groups()
    classes, own = _CLASS.search(given), _STYLE.search(given)
    style = _style(name, classes[1] if classes else "")
    if not style:
        return tag[0]
    if own:
        style, given = f"{style};{own[1]}", given.replace(own[0], "", 1)
    return f'<{name}{given} style="{style}"{end}>'


@lru_cache(maxsize=256)
def _style(tag: str, classes: str) -> str:
    """What the sheet says of a tag with these classes; of one property the later word."""
    said: dict[str, str] = {}
    for (of_tag, of_class), declared in _rules():
        if of_tag in ("", tag) and (not of_class or of_class in classes.split()):
            said |= declared
    return ";".join(f"{name}:{value}" for name, value in said.items())


@lru_cache(maxsize=1)
def _rules() -> list[tuple[tuple[str, str], dict[str, str]]]:
    sheet = _COMMENT.sub("", _SHEET.read_text(encoding="utf-8"))
    found: Iterable[re.Match[str]] = _RULE.finditer(sheet)
    return [(_selector(one), _declared(rule[2])) for rule in found for one in rule[1].split(",")]


def _selector(text: str) -> tuple[str, str]:
    tag, _, of_class = text.strip().partition(".")
    return tag, of_class


def _declared(text: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in text.split(";") if one.strip())
    # Quotes would end the attribute that it is written into.
    return {name.strip(): value.strip().replace('"', "'") for name, _, value in pairs}
