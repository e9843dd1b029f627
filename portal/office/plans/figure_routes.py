"""What came of a plan and of those that follow it: the sentence, the tables, the pictures, their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from fastapi import Request
from starlette.responses import Response

from cascade.org.format import told_level
from cascade.org.office_roles import Right
from cascade.org.tree import Level
from cascade.reports import secrecy
from documents.office.figures_workbook import COUNT_HEADS
from documents.picture.svg import to_stand_in_a_page
from models.plans import plans
from portal.office.plans.plan_sight import called, may_at, plan_of
from portal.office.plans.take_away_routes import turn
from portal.office.web.desk import Desk, reading
from portal.office.web.office_pages import office_page, office_speech
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from portal.web.security_headers import to_keep
from services.exports import figure_files
from services.exports.figure_files import PlanPicture
from services.figures import plan_figures
from services.figures.plan_figures import PlanFigures

room = Room()
PICTURES: Mapping[str, PlanPicture] = MappingProxyType(
    {"tien-do": PlanPicture.PROGRESS, "dang-bo": PlanPicture.BRANCHES, "so-do": PlanPicture.CASCADE}
)
_MEDIA = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@room.page("/ke-hoach/{plan_id}/so-lieu", Right.LOOK)
def figures_page(request: Request, plan_id: Number) -> Response:
    """The whole plan, or the requirement that `?nhiem-vu=` names."""
    with reading(request) as desk:
        found = _look(request, desk, plan_id)
        lang = office_speech(request, desk.officer.lang).lang
        days = plan_figures.days(desk.session, found)
        drawn = (
            ("tien-do", figure_files.progress(desk.session, found, days, lang)),
            ("dang-bo", figure_files.branches(found, lang)),
        )
        return office_page(
            request,
            desk,
            "figures.html",
            plan=found.plan,
            name=called(found.plan),
            found=found,
            asked=_asked(request),
            requirements=_requirements(found),
            heads=COUNT_HEADS,
            levels={level: told_level(level) for level in Level},
            pictures=[(name, PICTURES[name].told, to_stand_in_a_page(svg)) for name, svg in drawn],
            days=days,
            drawable=figure_files.drawable(found),
            follower_name=figure_files.follower_name,
            open_plans=may_at(desk, {one.follower.plan.issuer for one in found.followers}),
        )


@room.page("/ke-hoach/{plan_id}/so-lieu/{kind}", Right.LOOK)
def figures_file(request: Request, plan_id: Number, kind: str) -> Response:
    """One picture, "tien-do.svg" or "dang-bo.png"; or all numbers, "xlsx"."""
    name, _, end = kind.rpartition(".")
    if end not in _MEDIA or (end == "xlsx") != (not name) or (name and name not in PICTURES):
        raise TurnAway(404, "error.no_page")
    with turn(), reading(request) as desk:
        found = _look(request, desk, plan_id)
        if PICTURES.get(name) is PlanPicture.CASCADE and not figure_files.drawable(found):
            raise TurnAway(404, "error.no_page")
        lang = office_speech(request, desk.officer.lang).lang
        body = b"" if request.method == "HEAD" else _file(desk, found, PICTURES.get(name), end, lang)
        file = f"{found.plan.code.replace('/', '-')}-{kind if name else 'so-lieu.xlsx'}"
    return Response(body, headers=to_keep(file), media_type=_MEDIA[end])


def _file(desk: Desk, found: PlanFigures, picture: PlanPicture | None, end: str, lang: str) -> bytes:
    if picture is None:
        with TemporaryDirectory(prefix="dondoc-") as folder:
            path = Path(folder, "file.xlsx")
            figure_files.workbook(desk.session, found, desk.now, path, lang)
            return path.read_bytes()
    if end == "png":
        return figure_files.as_png(desk.session, found, picture, desk.now, lang)
    return figure_files.svg(desk.session, found, picture, desk.now, lang).encode()


def _look(request: Request, desk: Desk, plan_id: int) -> PlanFigures:
    plan = plans.frozen(desk.session, plan_of(desk, plan_id))
    asked = _asked(request)
    if asked and asked not in {one.id for one in plan.plan.requirements}:
        raise TurnAway(404, "error.no_page")
    return plan_figures.look(desk.session, plan, desk.now, requirement=asked or None)


def _asked(request: Request) -> str:
    return request.query_params.get("nhiem-vu", "")[:100]


def _requirements(found: PlanFigures) -> list[tuple[str, str]]:
    """What can be looked at alone, by its number and what it asks."""
    paper = found.plan.plan
    return [
        (one.id, secrecy.content(f"{one.id}: {one.action}", secrecy.is_secret(paper, one), one.id))
        for one in paper.requirements
    ]
