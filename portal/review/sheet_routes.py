"""The workbook for all units below: downloaded for one duty, uploaded filled in, and told row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.plan.typed import texts
from documents.office import units_workbook
from documents.office.file_names import file_name
from documents.reading import filled_units
from documents.reading.filled_units import FilledUnits
from models.obligations.below import desk_lines
from models.obligations.below.desk_scope import DeskScope
from portal.review import desk_page
from portal.review.desk_routes import router
from portal.talk.uploads import Sent, one_of_few
from portal.web.form_input import Number
from portal.web.pages import page, speech
from portal.web.refusals import TurnAway
from portal.web.security_headers import to_keep
from portal.web.visit import Here, acting, looking
from services.answers.below import on_behalf, units_sheet
from services.answers.below.units_sheet import SheetTaken

TOGETHER = 100
"""Rows of one transaction, where each stands for itself: nobody waits long for the ledger."""
MOST_WHOLE = 1_000
"""Rows of a table of which all or none are taken: so long nobody else can write."""
TOO_LONG = Wrong(
    Told(
        "bảng có hơn 1.000 dòng, không ghi tất cả trong một lần được",
        "the table has more than 1,000 rows, too many for all or none",
    ),
    Told(
        "xóa bớt các dòng không đổi, hoặc chọn ghi những dòng đúng",
        "delete the rows that are left as they were, or take the rows that are right",
    ),
)
NO_FILE = Wrong(
    Told("chưa chọn tệp", "no file was chosen"), Told("chọn tệp rồi gửi", "choose one, then send")
)


@router.api_route("/d/{token}/truc-thuoc/bang", methods=["GET", "HEAD"])
def sheets(request: Request, token: str) -> Response:
    """Which tables there are, and where a filled one goes."""
    return _page(request, token)


@router.api_route("/d/{token}/truc-thuoc/bang/{duty_id}", methods=["GET", "HEAD"])
def fetch_sheet(request: Request, token: str, duty_id: Number) -> Response:
    """The table of a duty, to be kept; a secret one has none."""
    with looking(request, token) as visit:
        lang = speech(request).lang
        form = units_sheet.form_for(visit.session, visit.caller.unit, duty_id, visit.now, lang)
    if form is None:
        raise TurnAway(404, "error.no_page")
    with one_of_few():
        body = units_workbook.write(form)
    name = f"{file_name(form.title)}.xlsx"
    return Response(body, media_type=units_workbook.MEDIA_TYPE, headers=to_keep(name, "bang-don-vi.xlsx"))


@router.post("/d/{token}/truc-thuoc/bang")
def send_sheet(request: Request, token: str, sent: Sent) -> Response:
    """Every row is taken or explained; or none is taken if one is not, as whoever sends it chose."""
    whole, sure = sent.typed.get("how") == "all", bool(sent.typed.get("sure"))
    try:
        if sent.file is None:
            raise NO_FILE
        with one_of_few():
            body = sent.body()
            filled = filled_units.read(body)
        if whole and len(filled.units) > MOST_WHOLE:
            raise TOO_LONG
        note = texts.text(sent.typed.get("note", ""))
        parts = [filled] if whole else _portions(filled)
        once = sha256(body + note.encode()).hexdigest()[:40]
        done = SheetTaken()
        for part in parts:
            done += _take(request, token, part, note, once, sure=sure, whole=whole)
    except Wrong as wrong:
        return _page(request, token, 422, wrong=wrong, note=sent.typed.get("note", ""), whole=whole)
    if whole and done.left:
        done = SheetTaken(0, done.untouched, done.left)
    return _page(request, token, 422 if done.left else 200, done=done, note=note, whole=whole)


def _take(
    request: Request, token: str, filled: FilledUnits, note: str, once: str, *, sure: bool, whole: bool
) -> SheetTaken:
    with acting(request, token) as visit:
        caller = visit.caller
        done = units_sheet.take(
            visit.session,
            filled,
            unit=caller.unit,
            note=note,
            sure=sure,
            now=visit.now,
            by=on_behalf.signed(caller.name, caller.unit_name),
            once=once,
        )
        if whole and done.left:
            visit.session.rollback()
    return done


def _portions(filled: FilledUnits) -> Sequence[FilledUnits]:
    """The rows of one unit stay together, so that a unit that stands there twice is seen."""
    rows = sorted(filled.units, key=lambda one: one.obligation_id)
    cuts = [0]
    while cuts[-1] < len(rows):
        end = min(cuts[-1] + TOGETHER, len(rows))
        while end < len(rows) and rows[end].obligation_id == rows[end - 1].obligation_id:
            end += 1
        cuts.append(end)
    made = [replace(filled, units=tuple(rows[a:b]), strange=()) for a, b in pairwise(cuts)]
    first = replace(made[0] if made else filled, strange=filled.strange)
    return [first, *made[1:]]


def _page(
    request: Request,
    token: str,
    status: int = 200,
    *,
    done: SheetTaken | None = None,
    wrong: Wrong | None = None,
    note: str = "",
    whole: bool = False,
) -> Response:
    with looking(request, token) as visit:
        scope = DeskScope.of(visit.session, visit.caller.unit)
        here, t = Here.of(request, token), speech(request)
        tables = [
            (desk_page.duty_name(duty, t), here.unit(desk_page.BELOW, "bang", str(duty.id)))
            for duty in desk_lines.duties_below(visit.session, scope)
            if not duty.secret
        ]
        return page(
            request,
            "sheets.html",
            status,
            caller=visit.caller,
            here=here,
            tables=tables,
            done=done,
            wrong=wrong,
            typed={"note": note, "how": "all" if whole else "each"},
        )
