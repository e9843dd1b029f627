"""What a report says, read by one set of rules at every door: figures that add up, or what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.plan.model import Figure
from cascade.plan.typed import texts
from cascade.reports import figures as reported
from cascade.reports import report_form, secrecy
from cascade.reports.figures import Value

NOTE, EARLY, FILES = "note", "early", "files"
"""What else may be wrong with a report, besides its figures."""
NOT_CONFIRMED = Wrong(
    Told("chưa xác nhận là nhiệm vụ đã hoàn thành", "it is not confirmed that it is done"),
    Told("xác nhận, hoặc chờ đến khi đó rồi báo cáo", "confirm it, or report when that has happened"),
)


def field_name(figure: str) -> str:
    """The name of a figure's field, in a form and in what is told to be wrong with it: "f_members"."""
    return f"f_{figure}"


@dataclass(frozen=True, slots=True)
class ReadReport:
    """The figures by their ids, and the note; `problems` by field: "f_members", "note", "early".

    Only one without problems is ever handed in.
    """

    figures: Mapping[str, Value]
    note: str
    problems: Mapping[str, Wrong]


def read(
    figures: Sequence[Figure],
    typed: Mapping[str, str],
    note: str,
    hidden: Collection[str] = (),
    *,
    in_words: bool = False,
    must_say: bool = False,
    early: bool = False,
) -> ReadReport:
    """Read what was typed for each figure, by its id, then compare each figure with its total.

    `in_words`: the note is the report. `hidden`: numbers of secret documents, which no text may name.
    `must_say`: what the duty hangs on has not happened; `early`: the unit says that it reports all the same.
    """
    values, wrong = reported.read_all(figures, typed)
    wrong |= {name: reported.NOT_ASKED for name in typed.keys() - {figure.id for figure in figures}}
    problems = {field_name(name): found for name, found in wrong.items()}
    said = _read(partial(texts.text, most=texts.LONGEST_NOTE), note, problems)
    if in_words and said == "":
        problems[NOTE] = report_form.EMPTY
    if must_say and not early:
        problems[EARLY] = NOT_CONFIRMED
    words = {field_name(figure.id): values.get(figure.id) for figure in figures}
    for name, text in (*words.items(), (NOTE, said)):
        if isinstance(text, str) and (betrays := secrecy.betrayed(text, hidden)):
            problems[name] = betrays
    return ReadReport(values, said or "", problems)


def _read(read: Callable[[str], str], typed: str, problems: dict[str, Wrong]) -> str | None:
    try:
        return read(typed)
    except Wrong as wrong:
        problems[NOTE] = wrong
        return None
