"""What a workbook sums up by itself: branches by status, totals as formulas, the charts beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cascade.lang.told import Told
from cascade.reports.obligation_states import Shown
from documents.office.sheet_rows import row_height
from documents.office.xlsx_reports import Head

FIRST = 3
"""The row below the heads, as xlsxwriter counts."""
MOST_CELLS = 3_000_000
"""Comparisons that a workbook makes without anybody waiting; of more the numbers stand for themselves."""
BRANCH_WIDTH = 36
"""Letters of the column of branches."""
CHARTED = 25
"""Branches whose names can still be read beside their bars."""
NAME = Told("Theo tình trạng", "By status")
_BRANCH, _ALL = Told("Đảng bộ", "Branch"), Told("Tổng cộng", "All")
_OF_ALL = Told("Tình hình báo cáo", "How reports stand")
_BY_BRANCH = Told("Báo cáo theo đảng bộ", "Reports by branch")
_GREEN, _AMBER, _GREY = "#2E7D32", "#E69F00", "#C4C7CC"


@dataclass
class BranchTally:
    """How many duties of each branch stand how, counted while the rows are written."""

    counts: dict[str, Counter[Shown]] = field(default_factory=dict)
    rows: int = 0

    def add(self, branch: str, state: Shown) -> None:
        """One row more."""
        self.counts.setdefault(branch, Counter())[state] += 1
        self.rows += 1


def write_pivot(
    sheet: Any,
    tally: BranchTally,
    rows_sheet: str,
    lang: str,
    styles: Mapping[str, Any],
    head: Head,
) -> None:
    """Branches down, statuses across; each number a formula over the rows, while there are not too many."""
    states = [one for one in Shown if any(one in counts for counts in tally.counts.values())]
    names = [*(one.told.said(lang) for one in states), _ALL.said(lang)]
    head(sheet, NAME.said(lang), [(_BRANCH.said(lang), BRANCH_WIDTH), *((name, 14) for name in names)])
    counted = len(tally.counts) * max(1, len(states)) * tally.rows <= MOST_CELLS
    for line, (branch, counts) in enumerate(tally.counts.items(), FIRST):
        sheet.set_row(line, row_height((branch,), (BRANCH_WIDTH,)))
        sheet.write_string(line, 0, branch, styles["words"])
        for column, state in enumerate(states, 1):
            if counted:
                formula = _count(rows_sheet, tally.rows, line, column)
                sheet.write_formula(line, column, formula, styles["number"], counts[state])
            else:
                sheet.write_number(line, column, counts[state], styles["number"])
        across = f"=SUM({_cell(line, 1)}:{_cell(line, len(states))})"
        sheet.write_formula(line, len(states) + 1, across, styles["sum"], counts.total())
    last = FIRST + len(tally.counts)
    sheet.write_string(last, 0, _ALL.said(lang), styles["sum"])
    totals = [sum(counts[state] for counts in tally.counts.values()) for state in states]
    write_totals(sheet, last, [*totals, tally.rows], styles["sum"])
    sheet.autofilter(FIRST - 1, 0, last - 1, len(states) + 1)
    for column in range(1, len(states) + 1):
        bar = {"type": "data_bar", "bar_color": "#C9D6E8", "bar_solid": True}
        sheet.conditional_format(FIRST, column, max(last - 1, FIRST), column, bar)


def write_totals(sheet: Any, line: int, totals: Sequence[int], style: Any) -> None:
    """A last row that adds up what stands above it."""
    for column, total in enumerate(totals, 1):
        if line == FIRST:
            sheet.write_number(line, column, total, style)
        else:
            above = f"=SUM({_cell(FIRST, column)}:{_cell(line - 1, column)})"
            sheet.write_formula(line, column, above, style, total)


def rate_formula(line: int) -> str:
    """Received of expected: never 100% while one is missing, never 0% while one is there."""
    expected, received = _cell(line, 1), _cell(line, 2)
    rounded = f"ROUND({received}/{expected},3)"
    full = f"AND({received}<{expected},{rounded}>=1)"
    some = f"AND({received}>0,{rounded}=0)"
    return f'=IF({expected}=0,"",IF({full},0.999,IF({some},0.001,{rounded})))'


def add_charts(book: Any, sheet: Any, name: str, branches: int, columns: int, lang: str) -> None:
    """Beside the sums: how all of it stands, and each branch; readable without colours by their order."""
    if not branches:
        return
    last = FIRST + branches
    whole = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    each = book.add_chart({"type": "bar", "subtype": "stacked"})
    below = min(last, FIRST + CHARTED) - 1
    for column, colour in ((3, _GREEN), (4, _AMBER), (7, _GREY)):
        series = {
            "name": [name, FIRST - 1, column],
            "fill": {"color": colour},
            "border": {"color": "#333333"},
        }
        shown = {"data_labels": {"value": True}}
        whole.add_series(series | shown | {"values": [name, last, column, last, column]})
        each.add_series(
            series
            | {"values": [name, FIRST, column, below, column], "categories": [name, FIRST, 0, below, 0]}
        )
    whole.set_title({"name": _OF_ALL.said(lang), "name_font": {"size": 12}})
    whole.set_y_axis({"visible": False})
    each.set_title({"name": _BY_BRANCH.said(lang), "name_font": {"size": 12}})
    each.set_y_axis({"reverse": True})
    for chart, height in ((whole, 190), (each, 160 + 22 * (below - FIRST + 1))):
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 620, "height": height})
    sheet.insert_chart(2, columns + 1, whole, {"object_position": 3, "description": _OF_ALL.said(lang)})
    sheet.insert_chart(13, columns + 1, each, {"object_position": 3, "description": _BY_BRANCH.said(lang)})


def _count(sheet: str, rows: int, line: int, column: int) -> str:
    """Compared letter by letter: a name with a sign that spreadsheets read as a rule is only a name."""
    first, last = FIRST + 1, FIRST + max(rows, 1)
    branch = f"'{sheet}'!$A${first}:$A${last}=$A{line + 1}"
    state = f"'{sheet}'!$G${first}:$G${last}={_letter(column)}${FIRST}"
    return f"=SUMPRODUCT(({branch})*({state}))"


def _cell(line: int, column: int) -> str:
    return f"{_letter(column)}{line + 1}"


def _letter(column: int) -> str:
    return chr(ord("A") + column)
