"""A report of a program, handed in as through the form; what is wrong or unusual with it named by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.reports.obligation_states import ReportDoor
from cascade.reports.unusual import SanityQuestion
from models.views.obligation_views import Report, ReportFile
from portal.api.act_frame import field_of
from portal.api.act_shapes import ReportContent
from portal.api.api_frame import ClientSeat
from portal.api.problems import Problem
from services.answers import hand_in
from services.answers.files import sent_ahead
from services.answers.hand_in import HandInResult, SentReport

NO_FILE = Wrong(
    Told("chưa có tệp nào mang dấu băm này", "no file of that digest is here"),
    Told("gửi tệp lên trước (PUT …/files/<sha256>)", "send the file first (PUT …/files/<sha256>)"),
)


def write(seat: ClientSeat, obligation_id: int, body: ReportContent, seen: int, by: str) -> Report:
    """Hand it in. Problem: what is wrong with it, or what is unusual and not confirmed."""
    done = look(seat, obligation_id, body, seen, by)
    if done.problems:
        raise Problem(422, "api.invalid", faults(done))
    if done.report is None:
        raise Problem(
            422, "api.unusual", {f"figures.{one.figure}:{one.kind}": _confirm(one) for one in done.questions}
        )
    return done.report


def look(seat: ClientSeat, obligation_id: int, body: ReportContent, seen: int, by: str) -> HandInResult:
    """The same, with all that is wrong or asked in the result; whoever only looks undoes the transaction."""
    sent = SentReport(
        typed={name: str(value) for name, value in body.figures.items()},
        note=body.note,
        kept=_files(seat, obligation_id, body.files),
        reasons=body.reasons,
        early=body.early,
        confirmed=body.confirmed,
        door=ReportDoor.API,
        seen=seen,
    )
    done = hand_in.hand_in(seat.session, obligation_id, sent, now=seat.now, by=by)
    if done.report is not None and body.files:
        sent_ahead.taken(seat.session, obligation_id, body.files)
    return done


def faults(done: HandInResult) -> Mapping[str, Wrong]:
    """What is wrong, by the place in what was sent."""
    return {field_of(name): wrong for name, wrong in done.problems.items()}


def _files(
    seat: ClientSeat, obligation_id: int, wanted: Sequence[str] | None
) -> tuple[ReportFile, ...] | None:
    if wanted is None:
        return None
    here = sent_ahead.known(seat.session, obligation_id)
    missing = {f"files.{place}": NO_FILE for place, one in enumerate(wanted) if one not in here}
    if missing:
        raise Problem(422, "api.invalid", missing)
    return tuple(here[one] for one in dict.fromkeys(wanted))


def _confirm(asked: SanityQuestion) -> Wrong:
    todo = Told(
        f"nếu đúng, gửi lại kèm “{asked.key}” trong “confirmed”",
        f"if it is right, send it again with “{asked.key}” in “confirmed”",
    )
    return Wrong(asked.told, todo)
