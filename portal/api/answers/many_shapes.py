"""What a program sends about many duties at once, and what it hears of each."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from portal.api.act_shapes import ReportContent, SentBody
from portal.api.cursors import LARGEST
from portal.api.problems import FieldFault

MOST = 200
"""Duties of one call: so long nobody else can write into a ledger of one file."""
Row = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Seen = Annotated[
    int, Field(strict=True, ge=0, le=LARGEST, description="number of the last report that was seen; 0: none")
]
Together = Annotated[StrictBool, Field(description="nothing is written unless all of it can be")]


class OneReport(ReportContent):
    """The report of one unit."""

    obligation: Row
    seen: Seen


class ManyReports(SentBody):
    """The reports of many units."""

    together: Together = False
    reports: Annotated[list[OneReport], Field(min_length=1, max_length=MOST)]


class ReadReportBody(BaseModel):
    """A report that was read."""

    model_config = ConfigDict(extra="forbid")

    obligation: Row
    number: Annotated[int, Field(strict=True, ge=1, le=LARGEST, description="of the report that was read")]


class ManyAcceptances(SentBody):
    """The reports that are to be taken in."""

    together: Together = False
    reports: Annotated[list[ReadReportBody], Field(min_length=1, max_length=MOST)]


class OneOutcome(BaseModel):
    """What came of one of them."""

    obligation: int
    done: bool
    number: Annotated[int | None, Field(description="of the report; none: nothing was written")] = None
    receipt: str | None = None
    code: Annotated[str | None, Field(description="why not, as the `code` of a problem")] = None
    detail: Annotated[str | None, Field(description="the same for people")] = None
    errors: list[FieldFault] = []


class ManyOutcomes(BaseModel):
    """What came of all of them, in the order in which they were sent."""

    done: int
    left: int
    items: list[OneOutcome]
