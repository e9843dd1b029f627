"""An office's own words for parts of a letter: read within narrow bounds, said in place of ours.

A part is plain text with facts in braces and conditions. It knows no loop, no call and no look into a fact:
it ends as soon as it is read through, and what it says is text, which the page escapes like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cascade.lang.vietnamese import fold
from cascade.notices.own_words import MOST_LETTERS, Parts
from notifications.wording.facts import PLAIN, Facts
from notifications.wording.sentence_filters import SENTENCE_FILTERS

_NAMES = frozenset({"paper", "papers", "paper_kind", "task", "hall", "please"})
TEXTS = PLAIN - {"lang", "desk_tel", "plan_code", "weekly_title"} | _NAMES
"""Facts that own words may name: texts and numbers."""
FILTERS = {name: SENTENCE_FILTERS[name] for name in ("capfirst", "by", "plainly", "date", "comrade")}
MOST_SAID = 6000
"""Characters of one part once it is worded; facts may be long, and a condition may name one many times."""
DEEPEST = 24
"""Conditions within conditions, brackets within brackets."""
_MAY_STAND = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter),
    *(nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
)
_NAME = re.compile(r"own:([a-z+]+):((?:vi|en)/\w+)\.(txt|html)\.j2")
_SHORTEST = 12
"""Letters of a secret text that an office cannot have written by chance."""


class Unsayable(Exception):
    """Own words that cannot be said of these facts; the line of the part, and why."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


@lru_cache(maxsize=1)
def room() -> ImmutableSandboxedEnvironment:
    """Where own words run: facts and five filters, nothing else."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters, made.globals, made.tests = dict(FILTERS), {}, {}
    return made


def name(template: str, own: Parts) -> str:
    """Of the template that says these parts in own words and all others in ours."""
    return f"own:{'+'.join(sorted(own))}:{template}"


def template(named: str) -> str | None:
    """Its source, in which nothing of the office's stands: that is worded before and comes as text."""
    found = _NAME.fullmatch(named)
    if found is None:
        return None
    parts, base, kind = found[1].split("+"), found[2], found[3]
    said = {part: f"{{{{ own.{part} }}}}" for part in parts}
    if kind == "html":
        said = {"date": "{{ said.dates | paragraphs }}"} if "dates" in parts else {}
    blocks = "".join(f"{{% block {block} %}}{text}{{% endblock %}}" for block, text in said.items())
    return f'{{% extends "{base}.{kind}.j2" %}}{blocks}'


def said(own: Parts, known: Mapping[str, Any], given: Facts) -> dict[str, str]:
    """Every part as it reads with these facts. Raises Unsayable, or what Jinja raises."""
    told = {part: say(text, known) for part, text in own.items()}
    if known["secret"] or any(row["secret"] for row in known["rows"]):
        spoken = fold(" ".join(told.values()))
        if any(text in spoken for text in _secrets(given)):
            raise Unsayable(1, "it says what is secret")
    return told


def say(text: str, known: Mapping[str, Any]) -> str:
    """One part with these facts."""
    pieces, size = [], 0
    for piece in _made(text).generate(known):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_SAID:
            raise Unsayable(1, f"more than {MOST_SAID} characters")
    return "".join(pieces).strip()


@lru_cache(maxsize=512)
def _made(text: str) -> Template:
    tree = read(text)
    for node, what in strange(tree):
        raise Unsayable(node.lineno, what)
    return room().from_string(text)


def read(text: str) -> nodes.Template:
    """As Jinja reads it. Raises Unsayable, or what Jinja raises."""
    if len(text) > MOST_LETTERS:
        raise Unsayable(1, f"more than {MOST_LETTERS} characters")
    try:
        tree = room().parse(text)
    except RecursionError:
        raise Unsayable(1, "brackets within brackets") from None
    _need_flat(tree)
    return tree


def strange(tree: nodes.Template) -> Iterator[tuple[nodes.Node, str]]:
    """What may not stand in own words, where it stands: a name, a filter or a whole way of speaking."""
    for node in _all(tree):
        match node:
            case nodes.Name() if node.name not in TEXTS:
                yield node, node.name
            case nodes.Filter() if node.name not in FILTERS or node.args or node.kwargs:
                yield node, node.name
            case _ if not isinstance(node, _MAY_STAND):
                yield node, type(node).__name__


def _all(tree: nodes.Template) -> Iterator[nodes.Node]:
    yield tree
    yield from tree.find_all(nodes.Node)


def _need_flat(tree: nodes.Template) -> None:
    level: list[nodes.Node] = [tree]
    for _ in range(DEEPEST):
        level = [below for node in level for below in node.iter_child_nodes()]
    if level:
        raise Unsayable(level[0].lineno, "brackets within brackets")


def _secrets(given: Facts) -> Iterator[str]:
    """What a secret letter may not say, however it came to stand in own words."""
    rows = [row for row in _list(given.get("rows")) if isinstance(row, Mapping) and row.get("secret")]
    named = [row.get("action") for row in rows]
    if given.get("secret"):
        named += [given.get(one) for one in ("plan_title", "action", "conference", "topic", "reason")]
    yield from (text for one in named if len(text := fold(str(one or "")).strip(". ")) >= _SHORTEST)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
