"""Puts a notice into words: subject, text, HTML and the short form for Zalo, Vietnamese or English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.wording.facts import Facts, complete, plain
from notifications.wording.inline_styles import inlined
from notifications.wording.laid_out import laid_out, paragraphs

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
    "door",
    "source",
    "desk",
    "close",
)
_BY = {"vi": ("đến hết ngày", "chậm nhất"), "en": ("by the end of", "by")}
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_HOUR = re.compile(r"\d giờ|\d:\d")
_WEEKDAY = re.compile(r"(?<=, )ngày | \((?:thứ \w+|Chủ nhật)\)|\b\w+day, ")
_DATE = re.compile(r"\d{2}/\d{1,2}/\d{4}|\d{1,2} \w+ \d{4}")
_PERSON = re.compile(r"[A-ZĐÀ-Ỹ]\w*(?: [A-ZĐÀ-Ỹ]\w*){1,5}")
_OFFICES = re.compile(r"Ban|Phòng|Văn|Sở|Ủy|Đảng|Chi|Trưởng|Phó|Bí|Giám|Chủ|Cán|Lãnh")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A worded notice."""

    subject: str
    text: str
    html: str
    short: str
    fields: Mapping[str, str]
    """The facts behind it, veiled where secret: what an approved Zalo template is filled with."""


def render(occasion: str, facts: Facts, *, lang: str = "vi", overrides: Path | None = None) -> Rendered:
    """Word one notice. A fact that a template needs and nobody gave raises jinja2.UndefinedError."""
    lang = lang if lang in LANGUAGES else "vi"
    known = complete({**facts, "lang": lang})
    room = environment(overrides)
    said, html = _both(room, f"{lang}/{occasion}", known)
    while (size := len(html.encode())) > HTML_LIMIT and len(rows := known["rows"]) > 1:
        # The count stays, and with it the words that the rest is behind the link.
        known |= {"rows": rows[: min(len(rows) * HTML_LIMIT // size, len(rows) - 1)]}
        said, html = _both(room, f"{lang}/{occasion}", known)
    return Rendered(said["subject"], said["letter"], html, _short(said), plain(known))


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
        loader=_Dressed(folders),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    room.filters |= {"brief": brief, "capfirst": capfirst, "by": by}
    room.filters |= {"paragraphs": paragraphs, "laid_out": laid_out}
    room.filters |= {"plainly": plainly, "date": day_alone, "comrade": comrade}
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


def _short(said: dict[str, str]) -> str:
    """What fits one Zalo message; what is cut is the middle, never the link or the telephone."""
    parts = ("greeting", "subject", "lead", "dates", "detail", "ask")
    head = normalize("NFC", "\n\n".join(said[name] for name in parts if said[name]))
    tail = normalize("NFC", "\n".join(said[name] for name in ("door", "desk") if said[name]))
    tail = tail[: SHORT_LIMIT // 2]
    room = SHORT_LIMIT - len(tail) - 2
    # Zalo may count as JavaScript does, where a sign beyond the first plane is two.
    room -= len(_BEYOND.findall(head[:room] + tail))
    return "\n\n".join(part for part in (brief(head, room), tail) if part)


def tidy(text: str) -> str:
    """No blanks at line ends, no more than one empty line in a row."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+(?=\n|$)", "", text)).strip()


def brief(text: str, limit: int = 80) -> str:
    """At most so many characters, cut between words."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if " " in kept and not text[limit - 1].isspace():
        kept = kept.rsplit(None, 1)[0]
    return kept.rstrip(" ,;:-") + "…"


@pass_context
def by(context: Context, day: str) -> str:
    """A day counts to its end, which spares the quarrel over it and the next; an hour is what it is."""
    before = _BY[context["lang"]]
    return f"{before[1 if _HOUR.search(day) else 0]} {day}"


def plainly(moment: str) -> str:
    """ "07 giờ 30, 28/3/2024": without its weekday, to stand in a heading or between brackets."""
    return _WEEKDAY.sub("", moment)


def day_alone(moment: str) -> str:
    """The day of it: "28/3/2024"."""
    return found[0] if (found := _DATE.search(moment)) else moment


def comrade(name: str) -> str:
    """ "đồng chí Nguyễn Văn An"; "Cán bộ theo dõi" and other posts stand for themselves."""
    is_person = _PERSON.fullmatch(name) and not _OFFICES.match(name)
    return f"đồng chí {name}" if is_person else name


def capfirst(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]
