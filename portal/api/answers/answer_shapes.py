"""The shapes of files, questions and drafts; of what is secret only codes, numbers and dates."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from portal.api.api_shapes import FileShape, SumsShape
from portal.api.problems import FieldFault


class KeptFileShape(FileShape):
    """A file and where it is named."""

    reports: Annotated[list[int], Field(description="numbers of the reports; none: it waits for one")]


class FileList(BaseModel):
    """The files of one duty, those of its reports first."""

    items: list[KeptFileShape]


class AskShape(BaseModel):
    """What a unit asked about a duty, and what came of it."""

    id: int
    obligation: int
    plan: int
    plan_code: str
    duty: str
    unit: str
    unit_name: str
    kind: Annotated[str, Field(description="later_day or other_unit")]
    until: datetime | None
    to_unit: str | None
    why: str
    at: datetime
    by: str
    decider: Annotated[str, Field(description="the unit that was asked first")]
    state: Annotated[str, Field(description="waits, granted, declined, replaced or taken_back")]
    live: Annotated[bool, Field(description="it waits, and an answer would still change something")]
    answer: str
    decided_at: datetime | None
    decided_by: str | None


class AskPage(BaseModel):
    """Some of what was asked, and the cursor of the next page."""

    items: list[AskShape]
    next: str | None


class AskList(BaseModel):
    """All that was asked about one duty, the latest first."""

    items: list[AskShape]


class DraftShape(BaseModel):
    """What a program has laid out for the people of a unit, letter for letter."""

    figures: dict[str, str]
    note: str
    reasons: dict[str, str]
    seen: Annotated[int, Field(description="number of the last report then; after another it is not shown")]
    at: datetime
    people: Annotated[int, Field(description="before how many people of the unit it lies")]


class QuestionShape(BaseModel):
    """A figure that is merely unusual; sent again with the key in `confirmed` it is taken."""

    key: str
    figure: str
    kind: str
    detail: str


class WeighedReport(BaseModel):
    """What would come of a report that was not handed in."""

    taken: Annotated[bool, Field(description="sent now it would be taken as it is")]
    errors: list[FieldFault]
    questions: list[QuestionShape]
    below: SumsShape | None
