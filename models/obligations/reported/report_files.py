"""The files of reports and of drafts: which they are, and by what name. The content is in `kept_files`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from models.database import sql
from models.tables import ReportFileRow
from models.views.obligation_views import ReportFile


def of_reports(session: Session, reports: Sequence[int]) -> dict[int, tuple[ReportFile, ...]]:
    """The files of some reports, by report, in the order they came."""
    found: dict[int, list[ReportFile]] = {}
    for some in sql.chunks(list(reports)):
        query = select(ReportFileRow).where(ReportFileRow.report_id.in_(some)).order_by(ReportFileRow.id)
        for row in session.scalars(query):
            found.setdefault(row.report_id or 0, []).append(_file(row))
    return {report: tuple(files) for report, files in found.items()}


def of_report(session: Session, report_id: int) -> tuple[ReportFile, ...]:
    """The files of one report."""
    return of_reports(session, [report_id]).get(report_id, ())


def of_draft(session: Session, obligation_id: int, contact_id: int | None) -> tuple[ReportFile, ...]:
    """The files that somebody has put with what they have not sent yet; of no contact: that programs sent."""
    query = select(ReportFileRow).where(*_draft(obligation_id, contact_id)).order_by(ReportFileRow.id)
    return tuple(_file(row) for row in session.scalars(query))


def find(session: Session, obligation_id: int, file_id: int) -> ReportFile | None:
    """A file of a report of that duty; those of drafts nobody fetches."""
    query = select(ReportFileRow).where(
        ReportFileRow.id == file_id,
        ReportFileRow.obligation_id == obligation_id,
        ReportFileRow.report_id.is_not(None),
    )
    row = session.scalars(query).one_or_none()
    return _file(row) if row else None


def write(
    session: Session,
    obligation_id: int,
    files: Sequence[ReportFile],
    *,
    report: int | None = None,
    contact: int | None = None,
    now: datetime,
    by: str,
) -> None:
    """Say that these files are of that report, or of that contact's draft."""
    rows = [
        {
            "obligation_id": obligation_id,
            "report_id": report,
            "contact_id": contact,
            "digest": one.digest,
            "name": one.name,
            "kind": one.kind,
            "size": one.size,
            "at": now,
            "by": by,
        }
        for one in files
    ]
    if rows:
        session.execute(insert(ReportFileRow), rows)


def drop_of_draft(
    session: Session, obligation_id: int, contact_id: int | None, digests: Collection[str] | None = None
) -> frozenset[str]:
    """They are of no draft any more: all, or those digests. The digests of what may be let go."""
    gone = delete(ReportFileRow).where(*_draft(obligation_id, contact_id)).returning(ReportFileRow.digest)
    if digests is not None:
        gone = gone.where(ReportFileRow.digest.in_(digests))
    return frozenset(session.scalars(gone))


def drop_left_over(session: Session, before: datetime) -> frozenset[str]:
    """The same of all that programs sent before then and no report has named."""
    row = ReportFileRow
    left = delete(row).where(row.report_id.is_(None), row.contact_id.is_(None), row.at < before)
    return frozenset(session.scalars(left.returning(row.digest)))


def unused(session: Session, digests: Collection[str]) -> frozenset[str]:
    """Those of them that no report and no draft names."""
    if not digests:
        return frozenset()
    query = select(ReportFileRow.digest).where(ReportFileRow.digest.in_(digests))
    return frozenset(digests) - frozenset(session.scalars(query))


def of_digest(session: Session, obligation_id: int, digest: str) -> ReportFile | None:
    """The same by its content; what a program has sent for a report to come is found, too."""
    row = ReportFileRow
    theirs = row.report_id.is_not(None) | row.contact_id.is_(None)
    query = select(row).where(row.obligation_id == obligation_id, row.digest == digest, theirs)
    found = session.scalars(query.order_by(row.id.desc()).limit(1)).one_or_none()
    return _file(found) if found else None


def _draft(obligation_id: int, contact_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return (
        ReportFileRow.obligation_id == obligation_id,
        ReportFileRow.contact_id == contact_id,
        ReportFileRow.report_id.is_(None),
    )


def _file(row: ReportFileRow) -> ReportFile:
    return ReportFile(row.id, row.digest, row.name, row.kind, row.size)
