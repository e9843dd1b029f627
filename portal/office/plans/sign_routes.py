"""The papers of a plan that somebody signs: which there are, and each as a Word file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, RedirectResponse, Response

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.notices.enclosure_kinds import Enclosure
from cascade.org.format import told_level
from cascade.org.office_roles import Right
from cascade.org.unit import Level
from cascade.plan.typed.dates import parse_day
from cascade.reports import secrecy
from documents.reading.handed_in import cleaned_name
from documents.signed.own_template import TemplateFault, faults
from documents.signed.paper_form import PaperSort
from documents.signed.template_fields import fields_of
from models.conferences import meetings
from models.messages import letter_papers
from models.org import paper_templates
from models.plans import plans
from models.views.plan_views import PlanRecord
from portal.office.plans.plan_sight import called, plan_of
from portal.office.plans.take_away_routes import MEDIA, turn
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_files import Filed
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from portal.web.security_headers import to_keep
from services.exports import paper_exports
from services.exports.paper_exports import AskedPaper
from services.targets import unit as unit_named

room = Room()
PATH = "/ke-hoach/{plan_id}/giay-to"
LONGEST = 200
_BY = Told("Hạn mới", "The new day")


@room.page(PATH, Right.LOOK)
def papers_to_sign(request: Request, plan_id: Number) -> Response:
    """All kinds, those of each conference apart."""
    with reading(request) as desk:
        return _page(request, desk, plan_of(desk, plan_id))


@room.page(PATH + "/{sort}", Right.LOOK)
def paper_to_sign(request: Request, plan_id: Number, sort: str) -> Response:
    """The file as the plan stands now; what cannot be written is told on the page."""
    wanted = next((one for one in PaperSort if one.value == sort), None)
    if wanted is None:
        raise TurnAway(404, "error.no_page")
    folder = TemporaryDirectory(prefix="dondoc-")
    path = Path(folder.name, "file")
    try:
        with turn(), reading(request) as desk:
            plan = plan_of(desk, plan_id)
            try:
                asked = _asked(desk, wanted, request.query_params)
                if request.method != "HEAD":
                    frozen = plans.record(desk.session, plan.code)
                    paper_exports.write(desk.session, frozen, desk.now, path, asked)
            except Refusal as refusal:
                folder.cleanup()
                return _page(request, desk, plan, refusal, wanted)
        path.touch()
    except BaseException:
        folder.cleanup()
        raise
    name = f"{plan.code.replace('/', '-')}-{wanted.value}.{asked.ending}"
    media = MEDIA["docx"] if asked.ending == "docx" else "application/zip"
    after = BackgroundTask(folder.cleanup)
    return FileResponse(path, headers=to_keep(name), media_type=media, background=after)


@room.act("/ke-hoach/{plan_id}/mau-giay-to", Right.WORDS)
def keep_template(request: Request, plan_id: Number, form: Filed) -> Response:
    """A template of the office's own is put in force, or taken back; one with slips is told each of them."""
    with acting(request) as desk:
        plan = plan_of(desk, plan_id)
        sort = next((one for one in PaperSort if one.value == form.typed.get("loai")), PaperSort.INVITATION)
        by = desk.officer.name
        if form.typed.get("bo"):
            paper_templates.take_back(desk.session, plan.issuer, sort.value, now=desk.now, by=by)
            return RedirectResponse(desk.href("ke-hoach", plan_id, "giay-to", xong=1), 303)
        name, body = next(iter(form.bodies()), ("", b""))
        try:
            slips = faults(body, sort)
        except Refusal as refusal:
            return _page(request, desk, plan, refusal, sort)
        if slips:
            return _page(request, desk, plan, None, sort, slips)
        name = cleaned_name(name, ".docx")
        paper_templates.keep(desk.session, plan.issuer, sort.value, name, body, now=desk.now, by=by)
    return RedirectResponse(desk.href("ke-hoach", plan_id, "giay-to", xong=1), 303)


@room.act("/ke-hoach/{plan_id}/giay-to-kem-thu", Right.WORDS)
def enclose(request: Request, plan_id: Number, form: Filled) -> Response:
    """Which papers the letters of this committee's plans carry from now on."""
    with acting(request) as desk:
        plan = plan_of(desk, plan_id)
        wanted = [one for one in Enclosure if one.value in form.all("giay")]
        letter_papers.choose(desk.session, plan.issuer, wanted, now=desk.now, by=desk.officer.name)
    return RedirectResponse(desk.href("ke-hoach", plan_id, "giay-to", xong=2), 303)


def _asked(desk: Desk, sort: PaperSort, typed: Mapping[str, str]) -> AskedPaper:
    """Refusal: there is no such unit, or the day is none."""
    unit, until = typed.get("don-vi", "").strip()[:LONGEST], typed.get("han", "").strip()[:LONGEST]
    try:
        day = parse_day(until) if until else None
    except Wrong as wrong:
        raise Refusal(_BY, wrong.what, wrong.todo) from None
    level = next((one for one in Level if one.value == typed.get("cap")), None)
    code = unit_named(desk.session, unit, desk.now).code if unit else None
    return AskedPaper(sort, typed.get("hoi-nghi") or None, code, level, day)


def _page(
    request: Request,
    desk: Desk,
    plan: PlanRecord,
    refusal: Refusal | None = None,
    sort: PaperSort | None = None,
    slips: Sequence[TemplateFault] = (),
) -> Response:
    held = [one for one in meetings.all_of(desk.session, plan.id) if one.state != "cancelled"]
    return office_page(
        *(request, desk, "sign.html"),
        status=422 if refusal or slips else 200,
        plan=plan,
        name=called(plan),
        meetings=[
            (one.conference.id, secrecy.content(one.name, one.secret, one.conference.id)) for one in held
        ],
        of_conference=[one.value for one in PaperSort if one.about_conference],
        of_plan=[one.value for one in (PaperSort.PLAN, PaperSort.ASSIGNMENTS, PaperSort.RESULTS)],
        amended=plan.revision > 1,
        levels=[(one.value, told_level(one)) for one in Level],
        typed=dict(request.query_params),
        refusal=refusal,
        refused=sort.value if sort else "",
        slips=slips,
        may_word=desk.may(Right.WORDS, plan.issuer),
        own=paper_templates.in_force(desk.session, plan.issuer),
        sorts=[one.value for one in PaperSort],
        fields=list(fields_of(PaperSort.INVITATION).items()),
        done=request.query_params.get("xong", ""),
        enclosures=list(Enclosure),
        enclosed=letter_papers.chosen(desk.session, plan.issuer),
    )
