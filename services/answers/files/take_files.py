"""Files that come with a report: looked into before anything is written, kept by content, let go again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.plan.model import FileRule
from documents.reading import handed_in, report_papers
from documents.reading.handed_in import FileKind
from models.conferences import kept_files
from models.database.ledger import Session
from models.obligations.reported import report_files, unsent
from models.views.obligation_views import ReportFile
from services.answers.files import virus_scan

MOST = 20
"""Files that one form may carry, whatever its requirement says."""
UNTITLED = "tep"
AHEAD = timedelta(days=2)
"""So long a file that a program has sent waits for the report that names it."""
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it came: what its sender calls it, and its content."""

    name: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One that was looked into and may be kept."""

    name: str
    kind: FileKind
    body: bytes = field(repr=False)


def check(files: Iterable[NewFile]) -> tuple[tuple[CheckedFile, ...], Wrong | None]:
    """Those that may be kept, and what is wrong with the first that may not. Nothing is written.

    It may take a while, as long as the scanner takes: nobody is in a transaction meanwhile.
    """
    taken: list[CheckedFile] = []
    wrong: Wrong | None = None
    for one in files:
        try:
            kind = report_papers.kind_of(one.body)
            virus_scan.refuse_if_infected(one.body)
        except Wrong as found:
            wrong = wrong or about(one.name, found)
        else:
            taken.append(CheckedFile(handed_in.cleaned_name(one.name, kind.ending, UNTITLED), kind, one.body))
    return tuple(taken), wrong


def about(name: str, wrong: Wrong) -> Wrong:
    """What is wrong with the file of that name."""
    ending = _ENDING.search(name)
    shown = handed_in.cleaned_name(name, ending[0] if ending else "", UNTITLED)
    what = tell("tệp “{name}”: {what}", "the file “{name}”: {what}", name=shown, what=wrong.what)
    return Wrong(what, wrong.todo)


def misfit(rule: FileRule, files: Sequence[ReportFile | CheckedFile]) -> Wrong | None:
    """What the requirement does not let through: too many, too large, another kind, or none at all."""
    if rule.required and rule.most and not files:
        return _NONE
    if len(files) > rule.most:
        what = tell(
            "có {n} tệp, nhiều hơn {most}",
            "{n} files are more than {most}",
            n=str(len(files)),
            most=str(rule.most),
        )
        return Wrong(what, _FEWER if rule.most else _NO_FILES)
    for one in files:
        size = len(one.body) if isinstance(one, CheckedFile) else one.size
        if size > rule.megabytes * 1024 * 1024:
            what = tell("lớn hơn {most} MB", "it is larger than {most} MB", most=str(rule.megabytes))
            return about(one.name, Wrong(what, _SMALLER))
        if str(one.kind) not in rule.kinds:
            what = tell("ở đây không nhận {kind}", "no {kind} is taken here", kind=str(one.kind))
            todo = tell("gửi dạng {kinds}", "send one of {kinds}", kinds=", ".join(rule.kinds))
            return about(one.name, Wrong(what, todo))
    return None


_NONE = Wrong(
    Told("báo cáo này phải kèm tệp", "this report must come with a file"),
    Told("chọn ít nhất một tệp", "choose at least one"),
)
_FEWER = Told("bỏ bớt tệp, hoặc gộp vào một tệp", "leave some out, or join them into one")
_NO_FILES = Told("bỏ tệp ra rồi gửi lại", "take them out, then send it again")
_SMALLER = Told("nén tệp, hoặc chụp lại nhỏ hơn", "make it smaller")


def named(files: Sequence[CheckedFile]) -> tuple[ReportFile, ...]:
    """As the ledger names them: by their content."""
    return tuple(
        ReportFile(0, sha256(one.body).hexdigest(), one.name, one.kind, len(one.body)) for one in files
    )


def keep(session: Session, files: Sequence[CheckedFile], now: datetime) -> None:
    """Keep their content, once, whoever sends it again; whoever calls says in the same act whose they are."""
    for one in files:
        kept_files.keep(session, one.body, one.kind, now)


def let_go(session: Session, digests: Collection[str]) -> None:
    """Forget the content that nothing names any more."""
    for digest in sorted(report_files.unused(session, digests)):
        kept_files.forget(session, digest)


def drop_draft(session: Session, obligation_id: int, contact_id: int) -> None:
    """A draft and its files are gone; what was sent of it stays."""
    if unsent.drop(session, obligation_id, contact_id):
        let_go(session, report_files.drop_of_draft(session, obligation_id, contact_id))


def clear_forgotten(session: Session, now: datetime) -> int:
    """Drop drafts that nobody has touched for a month, and what programs sent for reports that never came.

    How many drafts.
    """
    found = unsent.forgotten(session, now)
    for obligation_id, contact_id in found:
        drop_draft(session, obligation_id, contact_id)
    let_go(session, report_files.drop_left_over(session, now - AHEAD))
    return len(found)


def distinct(files: Iterable[ReportFile]) -> tuple[ReportFile, ...]:
    """Each content once, under the name it has had last."""
    return tuple({one.digest: one for one in files}.values())
