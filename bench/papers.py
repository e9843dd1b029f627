"""How fast papers are written, and whether we read back what we wrote: `python -m bench.papers --json`.

Seconds and megabytes on this machine: a thousand invitations of a conference, each a Word file, in one
parcel; the workbook of a nation's 260,000 duties. `round_trip_f1`: the facts of invitations and plans that we
wrote, read again as `dondoc draft` reads any paper, over the five plans; 1.0 is all of them and nothing else.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, local
from cascade.checked_cascade import cascade
from cascade.lang.vietnamese import fold
from cascade.org.unit import Level, Selector
from cascade.plan.model import Venue
from cascade.reports.obligation_states import Shown
from cascade.reports.rollup import Counts
from cascade.result.obligation import Cascade, Meeting
from documents.office.xlsx import Status, StatusRow, write_sheet
from documents.papers.draft.paper_facts import PaperReading, facts_of
from documents.papers.intake.paper_file import paper_in
from documents.plan_file.plan_day import day_of_plan
from documents.plan_file.read_plan import parents_of, read_plan
from documents.signed.conference_papers import ConferencePapers, HallOfUnits
from documents.signed.duty_papers import DutyPapers
from documents.signed.paper_frame import PaperFrame
from documents.signed.signed_paper import SignedPaper
from documents.signed.write_paper import paper_bytes
from documents.unit_file.unit_list import read_units

EXAMPLES = Path(__file__).parents[1] / "examples"
FIVE = ("dong-thap-nq06", "dong-nai-tw8", "huong-dan-nq06", "can-tho-tw6", "dang-uy-khoi-nq15")
INVITED, ROWS, BRANCHES = 1_000, 260_000, 3_300
NOW = datetime(2024, 3, 15, 2, tzinfo=UTC)
Fact = tuple[object, ...]


def main() -> None:
    """Each number in a process of its own, so that the peak is its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    found: dict[str, float] = {}
    for name, work in (("invitations", invitations), ("workbook", workbook)):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found[f"{name}_s"], found[f"{name}_peak_mb"] = pool.apply(_measured, (work,))
    found["round_trip_f1"] = round(round_trip(), 4)
    print(json.dumps(found) if args.json else found)


def _measured(work: Callable[[], None]) -> tuple[float, float]:
    began = time.perf_counter()
    work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return round(time.perf_counter() - began, 2), round(peak, 1)


def invitations() -> None:
    """To a thousand units of one hall."""
    papers = conference(compiled("can-tho-tw6"))
    venue = replace(papers.halls[0].venue or Venue("P1", "", Selector()), name="Hội trường Thành ủy")
    tree = papers.frame.result.tree
    codes = [code for code, _ in zip(_round(sorted(tree.units)), range(INVITED), strict=False)]
    hall = HallOfUnits(venue, codes)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(Path(folder, "moi.zip"), "w") as parcel:
        for place, code in enumerate(codes):
            parcel.writestr(f"{place}.docx", paper_bytes(papers.invitation(hall, code)))


def _round(codes: list[str]) -> Iterator[str]:
    while True:
        yield from codes


def workbook() -> None:
    """A nation's duties, the rows made as they are written."""
    counts = Counts(79, 60, 55, 5, open=19, overdue=4)
    branches = [(f"Đảng ủy xã {n}", counts) for n in range(BRANCHES)]
    with tempfile.TemporaryDirectory() as folder:
        write_sheet(Path(folder, "a.xlsx"), Status("Quán triệt", NOW, _rows(), branches))


def _rows() -> Iterator[StatusRow]:
    states = (Shown.ACCEPTED, Shown.SUBMITTED, Shown.LATE, Shown.OPEN)
    for n in range(ROWS):
        branch = f"Đảng ủy xã {n * BRANCHES // ROWS}"
        late = n % 4 == 2
        yield StatusRow(
            *(branch, f"Chi bộ thôn {n}", Level.GRASSROOTS.value, "D6 (cơ sở)"),
            "Báo cáo kết quả học tập, quán triệt nghị quyết",
            states[n % 4],
            due_at=NOW,
            submitted_at=NOW - timedelta(hours=n % 100) if n % 4 < 2 else None,
            days_late=3 if late else 0,
        )


def round_trip() -> float:
    """F1 over all facts of the five plans."""
    right = wrong = missed = 0
    for name in FIVE:
        for wanted, read in (*_invited(compiled(name)), _planned(compiled(name))):
            both = (wanted & read).total()
            right += both
            wrong += read.total() - both
            missed += wanted.total() - both
    return 2 * right / (2 * right + wrong + missed)


def compiled(name: str) -> Cascade:
    """An example plan."""
    path = EXAMPLES / f"{name}.yaml"
    plan = read_plan(path)
    tree = read_units(path.with_name(str(plan.units)))
    return cascade(plan, tree.as_of(day_of_plan(plan)), WorkCalendar(), parents=parents_of(plan))


def conference(result: Cascade, place: int = 0) -> ConferencePapers:
    """One of its conferences; it is given a day where the plan leaves that to an invitation."""
    meeting, start = result.meetings[place], NOW + timedelta(days=13)
    if meeting.start is None:
        meeting = replace(meeting, start=start, end=start + timedelta(hours=3))
    return ConferencePapers(PaperFrame.of(result, result.plan.issuer, NOW), meeting)


def _invited(result: Cascade) -> Iterator[tuple[Counter[Fact], Counter[Fact]]]:
    """Of each hall the invitation to its first unit, and to all of them."""
    for place in range(len(result.meetings)):
        papers = conference(result, place)
        for hall in papers.halls:
            for paper in (papers.invitation(hall), *(papers.invitation(hall, one) for one in hall.units[:1])):
                yield _told(papers, hall), _said(_read(paper), hall)


def _told(papers: ConferencePapers, hall: HallOfUnits) -> Counter[Fact]:
    meeting = papers.meeting
    assert meeting.start is not None
    assert meeting.end is not None
    start, end = local(meeting.start), local(meeting.end)
    facts: list[Fact] = [("day", start.date()), ("last", end.date()), ("starts", start.time())]
    facts += [("ends", end.time()), ("issued", day_of(NOW))]
    if hall.venue is not None:
        facts += [("venue", fold(hall.venue.name))]
        facts += [("chair", fold(hall.venue.chair))] if hall.venue.chair else []
        facts += [("comes", fold(one)) for one in hall.venue.participants]
    return Counter(facts)


def _said(read: PaperReading, hall: HallOfUnits) -> Counter[Fact]:
    facts: list[Fact] = [("issued", read.head.issued)]
    for one in read.conferences:
        facts += [("day", one.first), ("last", one.stated.last), ("starts", one.starts), ("ends", one.ends)]
        facts += [("venue", fold(one.venue or ""))] if hall.venue is not None else []
        # What the paper leaves out a reader takes from who invites.
        facts += [("chair", fold(one.chair or ""))] if hall.venue is not None and hall.venue.chair else []
    facts += [("comes", fold(one)) for hall_read in read.details.halls for one in hall_read.participants]
    facts += [("asked", duty.deadline.latest) for duty in read.duties]
    return Counter(facts)


def _planned(result: Cascade) -> tuple[Counter[Fact], Counter[Fact]]:
    """What is to be done by when; a conference is a day by which units sit in their halls."""
    papers = DutyPapers(PaperFrame.of(result, result.plan.issuer, NOW))
    days: list[date] = [one.duty.window.latest for one in papers.owed() if one.duty.window.latest]
    days += [last for one in result.meetings if (last := _last(one))]
    read = _read(papers.plan())
    return Counter(("due", day) for day in days), Counter(("due", one.deadline.latest) for one in read.duties)


def _last(meeting: Meeting) -> date | None:
    return meeting.window.latest or (day_of(meeting.end) if meeting.end else None)


def _read(paper: SignedPaper) -> PaperReading:
    return facts_of(paper_in(Path("giay-to.docx"), paper_bytes(paper)))


if __name__ == "__main__":
    main()
