"""What a report is asked for: the plan's figures; where it has none, what was done and by which document."""

from __future__ import annotations

from collections.abc import Sequence

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.plan.figure_kinds import FigureKind
from cascade.plan.model import Figure

_DOCUMENT = (
    ("document", Told("Số, ký hiệu văn bản", "Number of the document"), FigureKind.TEXT),
    ("document_date", Told("Ngày văn bản", "Date of the document"), FigureKind.DATE),
)
_NOTE = Told("Ghi chú", "Note")
_DONE = Told("Đã làm gì, kết quả ra sao", "What was done, and with what result")
_REFERENCE = Told("Số, ký hiệu và ngày của văn bản đã gửi", "Number and date of the document sent")
EMPTY = Wrong(
    Told("chưa ghi đã làm gì", "it does not say what was done"),
    Told(
        "ghi một câu, kèm số và ngày văn bản nếu có",
        "say it in one sentence, with a document's number and date if there is one",
    ),
)


def asked(figures: Sequence[Figure], lang: str = "vi") -> tuple[Figure, ...]:
    """The figures of the form. A duty without any asks for a document, besides the sentence of its note."""
    if figures:
        return tuple(figures)
    return tuple(Figure(name, told.said(lang), required=False, kind=kind) for name, told, kind in _DOCUMENT)


def in_words(figures: Sequence[Figure], secret: bool) -> bool:
    """Whether the note is the report: no figures are asked for, or they go on paper."""
    return secret or not figures


def note_label(figures: Sequence[Figure], secret: bool) -> Told:
    """What the note is asked for."""
    if secret:
        return _REFERENCE
    return _NOTE if figures else _DONE
