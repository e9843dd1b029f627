"""The shapes of a unit's people: addresses only as far as their owner knows them again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, StrictBool, StrictInt, StrictStr

from portal.api.act_shapes import Day, SentBody

Short = Annotated[StrictStr, Field(max_length=500)]
Row = Annotated[StrictInt, Field(ge=1, lt=2**63, description="`id` of a contact; none: somebody new")]


class ContactShape(BaseModel):
    """Somebody who serves in the unit today."""

    id: int
    name: str
    role: str
    ways: Annotated[list[str], Field(description="like na…@tinh.vn, …321")]
    works: Annotated[bool, Field(description="one of the addresses still takes letters")]
    stands_in_until: date | None


class ContactList(BaseModel):
    """Whoever serves in the unit, the one who is written to first."""

    items: list[ContactShape]


class ContactRequestShape(BaseModel):
    """Something asked about the people of a unit; the answers to acts name the fields alone."""

    id: int
    unit: str
    contact: int | None
    fields: list[str]
    wanted: Annotated[
        dict[str, str],
        Field(description="for whoever may decide; for the unit itself with veiled addresses"),
    ] = {}
    state: Annotated[str, Field(description="waits, done, refused or replaced")]
    at: datetime
    by: str


class ContactRequestList(BaseModel):
    """What waits to be decided, the oldest first."""

    items: list[ContactRequestShape]


class ContactBody(SentBody):
    """What a contact is to be; what is left out stays. With `since` and `until`: who stands in for them."""

    contact: Row | None = None
    name: Short = ""
    role: Short = ""
    mail: Annotated[Short, Field(description="one address, or several with a semicolon between")] = ""
    phone: Annotated[Short, Field(description="a mobile number that has Zalo")] = ""
    first: Annotated[StrictBool, Field(description="is written to before all others of the unit")] = False
    left: Annotated[StrictBool, Field(description="serves there no more")] = False
    since: Day | None = None
    until: Day | None = None


class VerdictBody(SentBody):
    """Whether what was asked is done."""

    agreed: StrictBool


class StandInEnd(BaseModel):
    """Whoever was away is back."""

    contact: int
    ended: bool


class EndBody(SentBody):
    """From today on the stand-in is written to no more."""
