"""What somebody has typed and not sent: kept on the server, with its files, and shown when they come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from models.obligations import reports
from models.obligations.reported import report_files, unsent
from models.obligations.reported.unsent import ReportDraft
from models.views.obligation_views import ReportFile
from portal.duty.form_fields import SURE
from portal.web.visit import Visit
from services.answers.files import take_files
from services.answers.files.take_files import CheckedFile
from services.answers.own_sum import why_name
from services.answers.read_report import EARLY, NOTE, field_name

KEEP = "keep_"
"""What the name of a box begins with by which a file that is here already stays."""


@dataclass(frozen=True, slots=True)
class FormFiles:
    """The files of a form: those that are here and stay, and those that came with it."""

    kept: tuple[ReportFile, ...]
    new: tuple[CheckedFile, ...]


def files_of(visit: Visit, typed: Mapping[str, str], new: tuple[CheckedFile, ...]) -> FormFiles:
    """Of the draft's files and those of the last report, the ones whose box is ticked.

    The duty is in hand: nobody lets go of them meanwhile.
    """
    wanted = {name.removeprefix(KEEP) for name in typed if name.startswith(KEEP)}
    if not wanted:
        return FormFiles((), new)
    here = (*_of_latest(visit), *report_files.of_draft(visit.session, *_mine(visit)))
    return FormFiles(take_files.distinct(one for one in here if one.digest in wanted), new)


def found(visit: Visit) -> ReportDraft | None:
    """The visitor's draft for the duty of their link, or what a program has laid out for them."""
    draft = unsent.of(visit.session, *_mine(visit))
    if draft is None or not draft.program:
        return draft
    latest = reports.latest(visit.session, visit.obligation_id)
    # What a program laid out before a report came says nothing about it any more.
    if draft.seen != (latest.number if latest else 0):
        return None
    return replace(draft, files=_of_latest(visit))


def keep(visit: Visit, typed: Mapping[str, str], files: FormFiles, seen: int) -> None:
    """Keep what was typed in the place of what was kept before, with the files that were let in."""
    obligation_id, contact_id = _mine(visit)
    figures = reports.asked(visit.session, obligation_id)
    asked = {name for one in figures for name in (field_name(one.id), why_name(one.id))}
    fields = {
        name: _storable(value)
        for name, value in typed.items()
        if name in asked or name in (NOTE, EARLY) or name.startswith(SURE)
    }
    now, by = visit.now, visit.caller.name
    unsent.write(visit.session, obligation_id, contact_id, fields, max(seen, 0), now=now, by=by)
    before = report_files.drop_of_draft(visit.session, obligation_id, contact_id)
    take_files.keep(visit.session, files.new, now)
    whole = take_files.distinct((*files.kept, *take_files.named(files.new)))[: take_files.MOST]
    report_files.write(visit.session, obligation_id, whole, contact=contact_id, now=now, by=by)
    take_files.let_go(visit.session, before)


def drop(visit: Visit) -> None:
    """It was sent, or is not wanted any more."""
    take_files.drop_draft(visit.session, *_mine(visit))


def _of_latest(visit: Visit) -> tuple[ReportFile, ...]:
    latest = reports.latest(visit.session, visit.obligation_id)
    return report_files.of_report(visit.session, latest.id) if latest else ()


def _mine(visit: Visit) -> tuple[int, int]:
    return visit.obligation_id, visit.caller.contact_id


def _storable(text: str) -> str:
    """What no table can hold is left out; what is wrong with the rest is said when it is sent."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
