"""The traps that people found in the papers are pointed out before anybody issues a plan."""

from __future__ import annotations

import pytest

from cascade.result.obligation import Severity
from tests.gold.papers import EXAMPLES, compiled

TRAPS = [
    ("dong-nai-tw8", "rest_day", "D2", "trước ngày 18/3/2024 is a Sunday when read strictly"),
    ("dong-nai-tw8", "report_same_day", "D6", "finish teaching and report the same day"),
    ("dong-nai-tw8", "period_ends_on_rest_day", "C1", "31/3/2024 is a Sunday"),
    ("dong-nai-tw8", "tentative_date", "C1", "the day comes with a letter later"),
    ("dong-nai-tw8", "backdrop_date_blank", "C1", "the day on the backdrop is left blank"),
    ("dong-nai-tw8", "secret_topic", "C1", "notices about topic 3 carry no content"),
    ("dong-nai-tw8", "missing_date", "U2", "a duty without a date"),
    ("can-tho-tw6", "guidance_older", None, "the guidance is older than what it guides"),
    ("can-tho-tw6", "rest_day", "D6", "29/01/2023 is a Sunday"),
    ("can-tho-tw6", "after_long_break", "D6", "nothing but Tết before it"),
    ("can-tho-tw6", "programme_after_presentation", "D6", "due after the half day that presents it"),
    ("can-tho-tw6", "report_next_day", "D7", "one day after the last day of teaching"),
    ("can-tho-tw6", "break_inside", "C3", "thirteen working days before Tết"),
    ("can-tho-tw6", "date_from_policy", "D9", "định kỳ without a day"),
    ("dang-uy-khoi-nq15", "report_before_work", "D5", "the report is due before the teaching ends"),
    ("dang-uy-khoi-nq15", "tentative_date", "C1", "hangs on a regular meeting"),
    ("huong-dan-nq06", "tentative_date", "C1", "dự kiến vào ngày 17 và 18 tháng 5"),
    ("huong-dan-nq06", "date_from_policy", "D3", "hằng năm without a day"),
    ("dong-thap-nq06", "date_from_policy", "U1", "a report without a date"),
    ("quang-ninh-nq99", "rest_day", "D5", "24/11/2026 is Ngày Văn hóa Việt Nam, new that year"),
    ("quang-ninh-nq99", "rest_day", "D3", "29/11/2026 is a Sunday"),
    ("quang-ninh-nq99", "rest_day", "D8", "19/12/2026 is a Saturday"),
    ("quang-ninh-nq99", "month_end_meant", "D3", "trước ngày 30/11 leaves out the last day of the month"),
    ("quang-ninh-nq99", "missing_date", "U2", "a duty without a date"),
    ("quang-ninh-nq99", "date_from_policy", "U1", "a report to the centre without a date"),
    ("dong-thap-nq06", "date_from_policy", "U2", "a report to the centre without a date"),
]


@pytest.mark.parametrize(("paper", "code", "requirement", "why"), TRAPS)
def test_a_trap_is_pointed_out(paper: str, code: str, requirement: str | None, why: str) -> None:
    found = [each for each in compiled(paper).findings if each.code == code]
    assert requirement in {each.requirement for each in found}, why
    assert all(each.message.vi and each.suggestion for each in found)


@pytest.mark.parametrize("paper", sorted({paper for paper, *_ in TRAPS}))
def test_a_finding_about_a_requirement_leads_to_its_line(paper: str) -> None:
    lines = (EXAMPLES / f"{paper}.yaml").read_text().splitlines()
    for each in compiled(paper).findings:
        if each.requirement:
            assert each.line is not None
            start = max(n for n, line in enumerate(lines[: each.line]) if line.startswith("  - id: "))
            assert lines[start] == f"  - id: {each.requirement.partition('/')[0]}"


@pytest.mark.parametrize("paper", sorted({paper for paper, *_ in TRAPS}))
def test_no_real_paper_is_so_wrong_that_it_could_not_be_issued(paper: str) -> None:
    assert not [each for each in compiled(paper).findings if each.severity is Severity.ERROR]


def test_the_plan_of_2026_raises_the_alarms_it_was_written_with_and_no_other() -> None:
    meant = [(code, about) for paper, code, about, _ in TRAPS if paper == "quang-ninh-nq99"]
    assert sorted((each.code, each.requirement) for each in compiled("quang-ninh-nq99").findings) == sorted(
        meant
    )


@pytest.mark.parametrize("name", ["hoc-tap", "bao-cao-thang", "ke-hoach-hanh-dong"])
def test_a_plan_without_a_fault_raises_no_alarm(name: str) -> None:
    assert compiled(f"clean/{name}").findings == ()
