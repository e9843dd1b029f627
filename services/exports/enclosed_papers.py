"""The papers that go with the letters of a plan, out of the ledger as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cascade.lang.told import Told
from cascade.notices.enclosure_kinds import PAPERS, Enclosure
from cascade.org.unit import UnitKind
from cascade.plan.responsible import root_of
from cascade.result.obligation import Cascade
from documents.office.file_names import file_name
from documents.signed.conference_papers import ConferencePapers, HallOfUnits
from documents.signed.own_template import filled
from documents.signed.paper_form import PaperSort
from documents.signed.paper_frame import PaperFrame
from documents.signed.pressing_letter import pressing_letter
from documents.signed.signed_paper import SignedPaper
from documents.signed.write_paper import paper_bytes
from models.database.ledger import Session
from models.org import paper_templates
from models.plans import plans
from models.stats.duty_counts import WHOLE, CountedPart
from models.views.conference_views import HeldMeeting
from models.views.plan_views import FrozenPlan
from services.exports import backdrops, conference_files, paper_exports, result_facts, write_exports
from services.exports.paper_exports import AskedPaper

MOST_BELOW = 5_000
"""Units of one pressing letter; of more the superior takes it from the page of its plan."""
_CALLED = {
    PaperSort.INVITATION: PAPERS[Enclosure.INVITATION][0],
    PaperSort.PROGRAMME: PAPERS[Enclosure.HALL][0],
    PaperSort.PRESSING: PAPERS[Enclosure.PRESSING][0],
    PaperSort.AMENDMENT: PAPERS[Enclosure.AMENDMENT][0],
    PaperSort.RESULTS: PAPERS[Enclosure.RESULTS][0],
}
_FILES = {
    PaperSort.INVITATION: "Giấy mời",
    PaperSort.PROGRAMME: "Chương trình",
    PaperSort.PRESSING: "Công văn đôn đốc",
    PaperSort.AMENDMENT: "Thông báo điều chỉnh",
    PaperSort.RESULTS: "Thông báo kết quả",
}
_WALL = PAPERS[Enclosure.HALL][1]


@dataclass(frozen=True, slots=True)
class EnclosedPaper:
    """A file, and what a letter calls it."""

    called: Told
    name: str
    """With its ending."""
    content: bytes


@dataclass(frozen=True, slots=True)
class DrawnPlan:
    """A plan as it is worked out and called today, with the templates of its issuer."""

    plan: FrozenPlan
    result: Cascade
    own: Mapping[PaperSort, bytes | None]

    @staticmethod
    def of(session: Session, code: str, now: datetime) -> DrawnPlan:
        """Dear for a large plan: it is worked out."""
        plan = plans.record(session, code)
        drawn = write_exports.as_called(session, plans.recompile(session, code), plan, now)
        own = {sort: paper_templates.body(session, plan.issuer, sort.value) for sort in _FILES}
        return DrawnPlan(plan, drawn, own)

    def file(self, sort: PaperSort, paper: SignedPaper, whose: str = "") -> EnclosedPaper:
        """One paper, in the issuer's own template where there is one."""
        own = self.own[sort]
        name = file_name(f"{_FILES[sort]} - {whose}" if whose else _FILES[sort])
        return EnclosedPaper(_CALLED[sort], f"{name}.docx", filled(own, paper) if own else paper_bytes(paper))


@dataclass(frozen=True, slots=True)
class DrawnConference:
    """A conference with who goes to which hall."""

    papers: ConferencePapers
    held: HeldMeeting
    seats: Mapping[str, HallOfUnits]

    @staticmethod
    def of(session: Session, drawn: DrawnPlan, conference: str, now: datetime) -> DrawnConference:
        """Refusal: the plan has it no more."""
        found, held = conference_files.papers_of(session, drawn.plan, drawn.result, conference, now)
        return DrawnConference(found, held, {code: hall for hall in found.halls for code in hall.units})


def of_guest(drawn: DrawnPlan, conference: DrawnConference, unit: str) -> Iterator[EnclosedPaper]:
    """The invitation of one unit; none where the plan seats it nowhere."""
    hall = conference.seats.get(unit)
    if hall is not None:
        paper = conference.papers.invitation(hall, unit)
        yield drawn.file(PaperSort.INVITATION, paper, drawn.result.tree.unit(unit).name)


def of_host(
    session: Session, drawn: DrawnPlan, conference: DrawnConference, unit: str, now: datetime
) -> Iterator[EnclosedPaper]:
    """Programme and backdrop for whoever runs a hall. Refusal: this machine has no font for the backdrop."""
    hall, held = conference.seats.get(unit), conference.held
    runs = hall is not None and hall.venue is not None and hall.venue.host in (None, unit)
    if not runs and held.conference.host != unit:
        return
    if held.conference.agenda:
        yield drawn.file(PaperSort.PROGRAMME, conference.papers.programme())
    own = backdrops.hall_of(session, held, unit)
    whose = f" - {drawn.result.tree.unit(unit).name}" if unit in drawn.result.tree else ""
    for _, content in backdrops.files(session, held, [own], ("pdf",), now):
        yield EnclosedPaper(_WALL, f"{file_name(f'Ma-két{whose}')}.pdf", content)


def pressing(session: Session, drawn: DrawnPlan, unit: str, now: datetime) -> Iterator[EnclosedPaper]:
    """The letter a superior may sign to those below it who are late; of its own office for all of them."""
    tree, plan = drawn.result.tree, drawn.plan
    root = root_of(drawn.result.plan, tree)
    whole = unit not in tree or unit == root or tree.unit(unit).kind is UnitKind.OFFICE
    writer = plan.desk or plan.issuer if whole else unit
    below = () if whole else tuple(one.code for one in tree.subtree(unit) if one.code != unit)
    if not whole and not 0 < len(below) <= MOST_BELOW:
        return
    part = WHOLE if whole else CountedPart(units=below)
    late = result_facts.late_of(session, plan, part, now, None, None)
    if late.many:
        frame = PaperFrame.of(drawn.result, writer, now, plan.issuer_name)
        yield drawn.file(PaperSort.PRESSING, pressing_letter(frame, late, now))


def same_for_all(session: Session, drawn: DrawnPlan, sort: PaperSort, now: datetime) -> EnclosedPaper:
    """The notice of amendment, the notice of results. Refusal: the plan was never amended."""
    paper = next(paper_exports.papers(session, drawn.plan, now, AskedPaper(sort))).paper
    return drawn.file(sort, paper)


SAME = {Enclosure.AMENDMENT: PaperSort.AMENDMENT, Enclosure.RESULTS: PaperSort.RESULTS}
"""What every recipient gets alike."""
