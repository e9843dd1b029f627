"""The shapes of conferences: what a unit answers about one, and what it has answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StrictBool, StrictInt

from portal.api.act_shapes import SentBody, Text

Heads = Annotated[StrictInt, Field(ge=0, le=9_999)]
Short = Annotated[str, Field(strict=True, max_length=200)]


class ConferenceShape(BaseModel):
    """A conference of a plan; of a secret one its number and its hours."""

    id: int
    plan: int
    name: str
    state: Annotated[str, Field(description="open, fixed or cancelled")]
    invited: Annotated[bool, Field(description="whether invitations have gone out")]
    start: datetime | None
    end: datetime | None
    line_test_at: datetime | None


class ConferenceList(BaseModel):
    """The conferences of a plan, the next one first."""

    items: list[ConferenceShape]


class GivenShape(BaseModel):
    """When something was answered and by whom."""

    at: datetime
    by: str
    counts: Annotated[bool, Field(description="whether it is about the day that holds now")]


class ReplyShape(GivenShape):
    """Whether a unit comes, with how many or whom."""

    coming: bool
    reason: str
    delegates: Annotated[dict[str, int], Field(description="how many, by kind; without a kind: by “”")]
    names: str
    stand_in: str


class LineTestShape(GivenShape):
    """How the line of its hall is."""

    good: bool
    note: str
    technician: str
    phone: str


class AttendanceShape(GivenShape):
    """Who came."""

    called: int
    present: int
    excused: int | None


class SeatShape(BaseModel):
    """One invited unit: its hall, what it may answer now, and what it has answered."""

    conference: int
    unit: str
    unit_name: str
    hall: str
    host: Annotated[str, Field(description="the unit that runs the hall")]
    delegates: Annotated[list[str], Field(description="kinds of delegates that the hall asks for")]
    may: Annotated[list[str], Field(description="what is answered now: reply, line_test, attendance")]
    reply: ReplyShape | None
    line_test: LineTestShape | None
    attendance: AttendanceShape | None


class SeatPage(BaseModel):
    """Some invited units, and the cursor of the next page."""

    items: list[SeatShape]
    next: str | None


class ReplyBody(SentBody):
    """Whether the unit comes."""

    coming: StrictBool
    reason: Text = ""
    delegates: Annotated[dict[Short, Heads], Field(max_length=50, default_factory=dict)]
    names: Text = ""
    stand_in: Short = ""


class LineTestBody(SentBody):
    """How the line is; a fault says what it is."""

    good: StrictBool
    note: Text = ""
    technician: Short = ""
    phone: Short = ""


class AttendanceBody(SentBody):
    """Who came, of those that were called."""

    called: Annotated[StrictInt, Field(ge=0)]
    present: Annotated[StrictInt, Field(ge=0)]
    excused: Annotated[StrictInt, Field(ge=0)] | None = None
