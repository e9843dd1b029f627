"""Puts a notice into words: subject, text, HTML and the short form for Zalo, Vietnamese or English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    StrictUndefined,
    Template,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cascade.notices.own_words import Parts
from notifications.wording import own_parts
from notifications.wording.facts import Facts, complete, plain
from notifications.wording.inline_styles import inlined
from notifications.wording.laid_out import laid_out, opened, paragraphs
from notifications.wording.sentence_filters import SENTENCE_FILTERS, brief

TEMPLATES = Path(__file__).with_name("templates")
LANGUAGES = ("vi", "en")
OCCASIONS = tuple(
    sorted(
        path.name.removesuffix(".txt.j2")
        for path in (TEMPLATES / "vi").glob("*.txt.j2")
        if not path.name.startswith("_")
    )
)
SHORT_LIMIT = 2000
"""Characters in one Zalo message."""
SUBJECT_LIMIT = 60
"""Characters that a list of mails shows on a telephone."""
HTML_LIMIT = 100_000
"""Bytes: Gmail hides what comes after 102 KB, and servers on the way add some."""
_BLOCKS = (
    "subject",
    "greeting",
    "lead",
    "dates",
    "detail",
    "ask",
    "extra",
    "enclosed",
    "door",
    "source",
    "desk",
    "close",
)
_EMPTY_LINES = re.compile(r"\n{3,}")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A worded notice."""

    subject: str
    text: str
    html: str
    short: str
    fields: Mapping[str, str]
    """The facts behind it, veiled where secret: what an approved Zalo template is filled with."""
    parts: Mapping[str, str]
    """How each part reads, whole: the subject as it was cut."""


def render(
    occasion: str,
    facts: Facts,
    *,
    lang: str = "vi",
    overrides: Path | None = None,
    own: Parts | None = None,
) -> Rendered:
    """Word one notice, some parts in an office's `own` words.

    A fact that a template needs and nobody gave raises jinja2.UndefinedError; own words that cannot be said,
    `own_parts.Unsayable`.
    """
    lang = lang if lang in LANGUAGES else "vi"
    known = complete({**facts, "lang": lang})
    room, template = environment(overrides), f"{lang}/{occasion}"
    if own:
        known |= {"own": own_parts.said(own, known, facts)}
        template = own_parts.name(template, own)
    said, html = _both(room, template, known)
    while (size := len(html.encode())) > HTML_LIMIT and len(rows := known["rows"]) > 1:
        # The count stays, and with it the words that the rest is behind the link.
        known |= {"rows": rows[: min(len(rows) * HTML_LIMIT // size, len(rows) - 1)]}
        said, html = _both(room, template, known)
    return Rendered(said["subject"], said["letter"], html, _short(said), plain(known), said)


def _both(room: Environment, template: str, known: dict[str, Any]) -> tuple[dict[str, str], str]:
    """The text, block by block, and the page that repeats its words."""
    said = _say(room.get_template(f"{template}.txt.j2"), known)
    html = room.get_template(f"{template}.html.j2").render({**known, "said": said})
    return said, html.strip() + "\n"


class _Dressed(FileSystemLoader):
    """Templates whose tags carry their style before any letter is written, not again for each."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, file, is_fresh = super().get_source(environment, template)
        return (inlined(source) if template.endswith(".html.j2") else source), file, is_fresh


@lru_cache(maxsize=8)
def environment(overrides: Path | None = None) -> Environment:
    """Templates run in a sandbox, know every fact by name, and an office's own folder comes before ours."""
    folders = [*([overrides] if overrides else []), TEMPLATES]
    room = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([_Dressed(folders), FunctionLoader(own_parts.template)]),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    room.filters |= {**SENTENCE_FILTERS, "paragraphs": paragraphs, "laid_out": laid_out, "opened": opened}
    return room


def _say(template: Template, known: dict[str, Any]) -> dict[str, str]:
    """Every block of a text template by name, and the whole letter."""
    context = template.new_context(known)
    try:
        letter = "".join(template.root_render_func(context))
        said = {name: tidy("".join(_block(context, name))) for name in _BLOCKS}
    except Exception:
        template.environment.handle_exception()  # with the template's own line in the traceback
    said["subject"] = brief(" ".join(said["subject"].split()), SUBJECT_LIMIT)
    return said | {"letter": tidy(letter) + "\n"}


def _block(context: Context, name: str) -> Iterator[str]:
    return context.blocks[name][0](context) if name in context.blocks else iter(())


def length(said: Mapping[str, str]) -> int:
    """Characters of the short form before anything is cut."""
    return sum(len(part) + 2 for part in _head_and_tail(said))


def _short(said: Mapping[str, str]) -> str:
    """What fits one Zalo message; what is cut is the middle, never the link or the telephone."""
    head, tail = _head_and_tail(said)
    tail = tail[: SHORT_LIMIT // 2]
    room = SHORT_LIMIT - len(tail) - 2
    # Zalo may count as JavaScript does, where a sign beyond the first plane is two.
    room -= len(_BEYOND.findall(head[:room] + tail))
    return "\n\n".join(part for part in (brief(head, room), tail) if part)


def _head_and_tail(said: Mapping[str, str]) -> tuple[str, str]:
    parts = ("greeting", "subject", "lead", "dates", "detail", "ask")
    head = normalize("NFC", "\n\n".join(said[name] for name in parts if said[name]))
    return head, normalize("NFC", "\n".join(said[name] for name in ("door", "desk") if said[name]))


def tidy(text: str) -> str:
    """No blanks at line ends, no more than one empty line in a row."""
    text = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
    return (_EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip()
