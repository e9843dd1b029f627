"""Papers that an officer hands in: read before the ledger is opened, or refused in one line with the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from documents.papers.draft.joined_papers import read_together
from documents.papers.draft.paper_facts import PaperReading
from documents.papers.intake.paper_file import paper_in
from documents.reading.handed_in import cleaned_name
from models.conferences import kept_files
from models.database.ledger import Session
from models.plans import drafts
from models.views.draft_views import DraftPaper

MOST_FILES = 10
MOST_BYTES = 20 * 1024 * 1024
"""Of one file."""
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True, slots=True)
class PapersIn:
    """Papers as they came, and what was read in them together."""

    files: tuple[tuple[str, bytes], ...]
    read: tuple[PaperReading, ...]
    """The plan with its appendices in it, then its guidance and its invitations."""


def read_papers(files: Sequence[tuple[str, bytes]]) -> PapersIn:
    """Read them together. It takes seconds: no transaction may be open meanwhile.

    Refusal: none, too many, one too large, or one in which no paper can be read, each by its name.
    """
    if not files:
        what = Told("chưa chọn tệp nào", "no file was chosen")
        raise Refusal("", what, Told("chọn văn bản cần đọc", "choose the paper that is to be read"))
    if len(files) > MOST_FILES:
        what = tell("có quá {most} tệp", "more than {most} files", most=MOST_FILES)
        raise Refusal("", what, Told("chỉ chọn văn bản của một kế hoạch", "choose the papers of one plan"))
    named = tuple(_named(files))
    papers = []
    for name, body in named:
        if len(body) > MOST_BYTES:
            most = MOST_BYTES // 1024 // 1024
            what = tell("tệp lớn hơn {most} MB", "the file is larger than {most} MB", most=most)
            raise Refusal(name, what, Told("lấy bản Word gốc", "get the original Word file"))
        papers.append(paper_in(Path(name), body))
    return PapersIn(named, read_together(papers))


def _named(files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The names without folders and signs, no two the same."""
    seen: dict[str, int] = {}
    for typed, body in files:
        ending = found[0].lower() if (found := _ENDING.search(typed)) else ""
        name = cleaned_name(typed, ending, "van-ban")
        seen[name] = times = seen.get(name, 0) + 1
        yield (
            (name if times == 1 else cleaned_name(f"{name[: -len(ending) or None]} ({times})", ending)),
            body,
        )


def keep(session: Session, number: int, handed: PapersIn, now: datetime) -> None:
    """Keep the papers of a draft as they came."""
    kept = [(name, kept_files.keep(session, body, _ANY, now)) for name, body in handed.files]
    drafts.add_papers(session, number, kept)


_ANY = "application/octet-stream"
"""No browser is ever told to open one: they are handed out to be saved."""


def body(session: Session, number: int, position: int) -> tuple[DraftPaper, bytes]:
    """A paper as it came. Refusal: the draft has none at that position."""
    for paper in drafts.papers(session, number):
        if paper.position == position:
            return paper, kept_files.body(session, paper.digest)
    what = Told("không có văn bản này", "there is no such paper")
    raise Refusal(str(position), what, Told("tải lại trang", "load the page again"))
