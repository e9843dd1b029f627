"""A plan's papers as files to be signed: one Word file, or all invitations of a conference in one parcel."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.unit import Level
from cascade.plan.responsible import root_of
from cascade.result.obligation import Cascade
from documents.signed.change_notice import ChangedLine, change_notice, changes
from documents.signed.duty_papers import DutyPapers
from documents.signed.own_template import filled
from documents.signed.paper_form import PaperSort
from documents.signed.paper_frame import PaperFrame
from documents.signed.pressing_letter import pressing_letter
from documents.signed.result_papers import result_notice, result_report
from documents.signed.signed_paper import SignedPaper
from documents.signed.write_paper import paper_bytes
from models.database.ledger import Session
from models.org import paper_templates
from models.plans import plans, revisions
from models.views.plan_views import FrozenPlan
from services.exports import conference_files, result_facts, write_exports
from services.exports.conference_files import NamedPaper

_MADE = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """What is to be written, and of which part of the plan."""

    sort: PaperSort
    conference: str | None = None
    """None: the next that is to come, as `conference_files.chosen` says."""
    unit: str | None = None
    """An invitation's recipient; the committee that is pressed; who reports. None: everybody, the desk."""
    level: Level | None = None
    """Only those who are late at that level."""
    answer_by: date | None = None

    @property
    def ending(self) -> str:
        """All invitations come in one parcel."""
        return "zip" if self.sort is PaperSort.INVITATION and self.unit is None else "docx"


def write(
    session: Session,
    plan: FrozenPlan,
    now: datetime,
    path: Path,
    asked: AskedPaper,
    template: bytes | None = None,
) -> None:
    """The file, in that template, else in the issuer's own, else in our form.

    Refusal: the plan has no such conference, unit or amendment; the template holds what it may not.
    """
    found = papers(session, plan, now, asked)
    own = template or paper_templates.body(session, plan.issuer, asked.sort.value)
    if asked.ending == "docx":
        path.write_bytes(_written(next(found).paper, own))
        return
    with zipfile.ZipFile(path, "w") as parcel:
        for one in found:
            parcel.writestr(zipfile.ZipInfo(f"{one.name}.docx", _MADE), _written(one.paper, own))


def _written(paper: SignedPaper, own: bytes | None) -> bytes:
    return filled(own, paper) if own else paper_bytes(paper)


def papers(session: Session, plan: FrozenPlan, now: datetime, asked: AskedPaper) -> Iterator[NamedPaper]:
    """What was asked for, one after the other. Refusal: the plan has no such unit."""
    drawn = write_exports.as_called(session, plans.recompile(session, plan.code), plan, now)
    if asked.unit is not None and asked.unit not in drawn.tree:
        what = Told("không có đơn vị này trong kế hoạch", "the plan has no such unit")
        raise Refusal(asked.unit, what, Told("kiểm tra mã đơn vị", "check the code of the unit"))
    if asked.sort.about_conference:
        yield from _of_conference(session, plan, drawn, now, asked)
        return
    yield NamedPaper(asked.sort.value, _one(session, plan, drawn, now, asked))


def _of_conference(
    session: Session, plan: FrozenPlan, drawn: Cascade, now: datetime, asked: AskedPaper
) -> Iterator[NamedPaper]:
    found, held = conference_files.papers_of(session, plan, drawn, asked.conference, now)
    match asked.sort:
        case PaperSort.INVITATION:
            yield from conference_files.invitations(found, asked.unit)
        case PaperSort.PROGRAMME:
            yield NamedPaper(asked.sort.value, found.programme())
        case _:
            said = conference_files.said(session, held)
            yield NamedPaper(asked.sort.value, found.delegates(said, now))


def _one(session: Session, plan: FrozenPlan, drawn: Cascade, now: datetime, asked: AskedPaper) -> SignedPaper:
    issuer = PaperFrame.of(drawn, plan.issuer, now, plan.issuer_name)
    match asked.sort:
        case PaperSort.PLAN:
            return DutyPapers(issuer).plan()
        case PaperSort.ASSIGNMENTS:
            return DutyPapers(issuer).assignments()
        case PaperSort.AMENDMENT:
            changed, why = _changes(session, plan)
            return change_notice(issuer, changed, why)
        case _:
            return _of_results(session, plan, drawn, now, asked)


def _of_results(
    session: Session, plan: FrozenPlan, drawn: Cascade, now: datetime, asked: AskedPaper
) -> SignedPaper:
    """In the name of whoever follows the plan; a report of a committee below in that committee's."""
    root = root_of(drawn.plan, drawn.tree)
    desk = PaperFrame.of(drawn, plan.desk or plan.issuer, now, plan.issuer_name)
    part = result_facts.part_below(drawn.tree, root, asked.unit, asked.level)
    if asked.sort is PaperSort.PRESSING:
        late = result_facts.late_of(session, plan, part, now, asked.unit, asked.answer_by)
        if not late.many:
            what = Told("không có đơn vị nào quá hạn", "nobody is overdue")
            raise Refusal(plan.code, what, Told("không cần đôn đốc", "there is nobody to press"))
        return pressing_letter(desk, late, now)
    results = result_facts.results_of(session, plan, drawn, part, now)
    if asked.sort is PaperSort.RESULTS:
        return result_notice(desk, results)
    below = asked.unit is not None and asked.unit != root
    writer = PaperFrame.of(drawn, asked.unit, now, plan.issuer_name) if below and asked.unit else desk
    return result_report(writer, results)


def _changes(session: Session, plan: FrozenPlan) -> tuple[list[ChangedLine], str]:
    """Between the revision before and today's. Refusal: it was never amended."""
    if plan.revision < 2:
        what = Told("kế hoạch chưa điều chỉnh lần nào", "the plan was never amended")
        raise Refusal(plan.code, what, Told("không có gì để thông báo", "there is nothing to say"))
    was, now = (revisions.row(session, plan.id, number) for number in (plan.revision - 1, plan.revision))
    return changes(revisions.drawn(session, was), revisions.drawn(session, now)), now.why
