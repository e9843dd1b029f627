"""What is said of something secret: its number and its dates, never its content. Every way out asks here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.lang.vietnamese import fold
from cascade.plan.model import Plan, Requirement, Topic

T = TypeVar("T")

WITHHELD = frozenset(
    {
        "plan_title",
        "action",
        "phrase",
        "derived",
        "reason",
        "conference",
        "chair",
        "participants",
        "topic",
        "speaker",
        "changes",
        "figures",
    }
)
"""Facts of a notice that no template sees when its matter is secret, whatever it asks for."""
WITHHELD_OF_LINE = frozenset({"phrase"})
"""Facts of one line of a list; its action gives way to its number."""


def is_secret(plan: Plan, item: Requirement | Topic) -> bool:
    """A secret plan makes all of it secret; otherwise each topic and requirement stands for itself."""
    return plan.secret or item.secret


def content(value: T, secret: bool, instead: T) -> T:
    """What may be shown: the content, or, of something secret, what stands in its place."""
    return instead if secret else value


def plan_name(name: str, *, number: str | None, code: str, secret: bool) -> str:
    """How a plan is called outside: a secret one by its number, else its code."""
    return content(name, secret, number or code)


def action(name: str, *, number: str, secret: bool) -> str:
    """How a duty is called outside: a secret one by the number its paper gives it."""
    return content(name, secret, number)


def topic(title: str, *, code: str | None, secret: bool) -> str:
    """How an item of an agenda is called outside: a secret one by its code, or not at all."""
    return content(title, secret, code or "")


def names(text: str, number: str) -> bool:
    """Whether a text names the document of that number: "4-NQ/TW" is not in "44-NQ/TW", whatever the dash."""
    return _token(number).search(_plain(text)) is not None


def hidden(plan: Plan) -> tuple[str, ...]:
    """Numbers of the secret documents that a plan speaks of; of a secret plan nothing is told anyway."""
    papers = () if plan.secret else (*plan.covers, *plan.follows)
    return tuple(paper.number for paper in papers if paper.secret)


def betrayed(text: str, numbers: Iterable[str]) -> Wrong | None:
    """What is wrong with a text that is to leave and names a secret document; None where it names none."""
    for number in numbers:
        if names(text, number):
            what = Told(f"nhắc đến {number} là văn bản mật", f"it names {number}, which is secret")
            todo = "leave the number out; what is secret goes on paper, in its own way"
            return Wrong(
                what, Told("bỏ số văn bản; nội dung mật gửi bằng văn bản giấy theo chế độ mật", todo)
            )
    return None


_DASHES = re.compile(r"\s*[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]\s*")


@lru_cache(maxsize=256)
def _token(number: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/-])0*{re.escape(_plain(number).lstrip('0'))}(?![\w/-]*\w)")


def _plain(text: str) -> str:
    """Dashes and slashes of one kind with nothing around them, no capitals."""
    return re.sub(r"\s*/\s*", "/", _DASHES.sub("-", fold(text)))
