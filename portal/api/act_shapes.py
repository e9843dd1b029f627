"""What a program sends with an act; a field that we do not know is refused, not passed over."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from cascade.plan.typed.dates import YEARS
from models.views.ask_views import AskKind

Text = Annotated[StrictStr, Field(max_length=16_000)]
Id = Annotated[StrictStr, Field(min_length=1, max_length=200)]
Digest = Annotated[StrictStr, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of a file")]
By = Annotated[StrictStr, Field(max_length=200, description="the person who does it, for the log")]
Day = Annotated[
    date,
    Field(ge=date(YEARS[0], 1, 1), le=date(YEARS[-1], 12, 31), description="YYYY-MM-DD, a day in Việt Nam"),
]


class SentBody(BaseModel):
    """What all acts have in common."""

    model_config = ConfigDict(extra="forbid")

    by: By = ""


class ReportContent(BaseModel):
    """What a report says: a number as a number or as people write it, a day as YYYY-MM-DD or as people do."""

    model_config = ConfigDict(extra="forbid")

    figures: Annotated[dict[Id, StrictInt | Text], Field(max_length=200)] = {}
    note: Text = ""
    files: Annotated[
        list[Digest] | None,
        Field(
            max_length=20,
            description="all files that go with it, by their SHA-256; none given: those of the report before",
        ),
    ] = None
    reasons: Annotated[
        dict[Id, Text] | None,
        Field(max_length=200, description="why a figure is not the sum from below; none: the note says"),
    ] = None
    early: Annotated[StrictBool, Field(description="it is done before what it hangs on has happened")] = False
    confirmed: Annotated[
        list[Annotated[str, Field(max_length=200)]],
        Field(
            max_length=400, description="keys of unusual figures that are right, as `api.unusual` named them"
        ),
    ] = []


class ReportBody(ReportContent, SentBody):
    """A report on the duty of the address."""


class DraftBody(BaseModel):
    """What a program knows already, for a person of the unit to check, complete and send."""

    model_config = ConfigDict(extra="forbid")

    figures: Annotated[dict[Id, StrictInt | Text], Field(max_length=200)] = {}
    note: Text = ""
    reasons: Annotated[
        dict[Id, Text], Field(max_length=200, description="why a figure is not the sum from below")
    ] = {}


class AcknowledgeBody(SentBody):
    """The unit says that it is at it."""


class PromiseBody(SentBody):
    """The day by which a late unit expects to be done."""

    day: Day
    note: Text = ""


class AcceptBody(SentBody):
    """The report is taken in."""


class ReturnBody(SentBody):
    """The report goes back: why, and until the end of which day it is owed again."""

    reason: Text
    until: Day | None = None


class ExtendBody(SentBody):
    """A later date."""

    until: Day
    why: Text


class AskBody(SentBody):
    """More time (`until`), or another unit in its place (`to_unit`, by code or name; empty: unknown)."""

    kind: Annotated[AskKind, Field(description="later_day or other_unit")]
    until: Day | None = None
    to_unit: Annotated[StrictStr, Field(max_length=200)] = ""
    why: Text = ""


class RecallBody(SentBody):
    """What was asked is taken back."""


class GrantBody(SentBody):
    """As it was asked, or until another day, to another unit."""

    until: Day | None = None
    to_unit: Annotated[StrictStr, Field(max_length=200)] = ""


class DeclineBody(SentBody):
    """Nothing changes, and the unit reads why."""

    why: Text = ""
