"""Texts that people type: what cannot be shown is refused, and what is longer than anybody reads."""

from __future__ import annotations

from cascade.lang import brought
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.org import format

LONGEST_NAME = 300
"""Letters. The longest name of a unit we were ever given has a hundred and twenty."""
LONGEST_TEXT = 2_000
LONGEST_NOTE = 4_000


def text(typed: str, most: int = LONGEST_TEXT) -> str:
    """A text of several lines, in one spelling. Refusal: what nobody can be meant to have written, or a book.

    `most`: letters.
    """
    return _short_enough(_let_in(typed.replace("\r\n", "\n").replace("\r", "\n")).strip(), most)


def line(typed: str, most: int = LONGEST_TEXT) -> str:
    """The same on one line, with single spaces. Refusal: as for a text."""
    return _short_enough(" ".join(_let_in(typed).split()), most)


def _let_in(typed: str) -> str:
    if (wrong := brought.fault(typed)) is not None:
        raise Wrong(wrong.what, wrong.todo)
    return brought.cleaned(typed)


def name(typed: str) -> str:
    """What somebody or something is called. Refusal: as for a text; nothing at all."""
    found = line(typed, LONGEST_NAME)
    if not found:
        raise Wrong(Told("còn để trống", "it is empty"), Told("ghi tên", "give a name"))
    return found


def reason(typed: str) -> str:
    """Why something is done; whoever it concerns reads it. Refusal: as for a text; nothing at all."""
    found = text(typed)
    if not found:
        raise Wrong(Told("còn để trống", "it is empty"), Told("ghi lý do", "say why"))
    return found


def _short_enough(typed: str, most: int) -> str:
    if len(typed) > most:
        what = tell(
            "dài {length} ký tự, quá {most}",
            "{length} characters long, more than {most}",
            length=format.told_number(len(typed)),
            most=format.told_number(most),
        )
        todo = Told(
            "rút gọn, để phần dài trong tệp kèm theo",
            "shorten it and leave the long part to an attached file",
        )
        raise Wrong(what, todo)
    return typed
