"""Files that a program sends for a duty before the report that names them: kept until then, or two days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database.ledger import Session
from models.obligations import report_reading, reports
from models.obligations.reported import report_files
from models.views.obligation_views import ReportFile
from services.answers.files import take_files
from services.answers.files.take_files import CheckedFile

TOO_MANY = Told("đã có quá nhiều tệp chờ báo cáo", "too many files wait for a report")


def put(session: Session, obligation_id: int, file: CheckedFile, *, now: datetime, by: str) -> ReportFile:
    """Keep a file until a report names it by its digest; the same content again is the same file.

    Refusal: as many as a report may carry wait already.
    """
    reports.hold(session, obligation_id)
    (named,) = take_files.named((file,))
    waiting = {one.digest: one for one in waits(session, obligation_id)}
    if named.digest in waiting:
        return waiting[named.digest]
    if len(waiting) >= take_files.MOST:
        todo = Told("gửi báo cáo, hoặc xóa bớt tệp", "send the report, or delete some")
        raise Refusal("", TOO_MANY, todo)
    take_files.keep(session, (file,), now)
    report_files.write(session, obligation_id, (named,), now=now, by=by)
    return named


def waits(session: Session, obligation_id: int) -> tuple[ReportFile, ...]:
    """Those that no report has named yet."""
    return report_files.of_draft(session, obligation_id, None)


def known(session: Session, obligation_id: int) -> dict[str, ReportFile]:
    """By digest, all that a report on the duty may name: what waits, and the files of its reports."""
    before = [file for one in report_reading.every(session, obligation_id) for file in one.files]
    return {one.digest: one for one in (*before, *waits(session, obligation_id))}


def taken(session: Session, obligation_id: int, digests: Collection[str]) -> None:
    """A report has them now."""
    report_files.drop_of_draft(session, obligation_id, None, digests)


def drop(session: Session, obligation_id: int, digest: str) -> bool:
    """It is not wanted any more; False: no such file waits. What a report has named stays with the report."""
    reports.hold(session, obligation_id)
    if digest not in {one.digest for one in waits(session, obligation_id)}:
        return False
    take_files.let_go(session, report_files.drop_of_draft(session, obligation_id, None, (digest,)))
    return True
