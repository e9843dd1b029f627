"""Findings about documents: guidance older than what it guides, and what is secret but not treated so."""

from __future__ import annotations

from collections.abc import Iterator

from cascade import words
from cascade.duty import Finding
from cascade.findings.sight import Sight, tell
from cascade.plan import Conference, Plan, Reference

_GUIDES = ("-HD", "-KH", "-CV")
"""Kinds of document that exist to carry out another one; a regulation may well be older."""


def look(sight: Sight) -> Iterator[Finding]:
    """All findings about the documents a plan rests on and what it keeps secret."""
    plan = sight.outline.plan
    for paper in plan.follows:
        yield from _older(paper, plan)
        yield from _newer_than_plan(paper, plan)
    for requirement in plan.requirements:
        if requirement.attachment is not None and (requirement.secret or plan.secret):
            yield tell("secret_attachment", requirement.id, requirement.line, name=requirement.id)
    for conference in plan.conferences:
        yield from _secrets(conference, plan)


def _older(paper: Reference, plan: Plan) -> Iterator[Finding]:
    if paper.date is None or not any(kind in paper.number.upper() for kind in _GUIDES):
        return
    younger = [
        f"{covered.number} {words.day(covered.date)}"
        for covered in plan.covers
        if covered.date is not None and covered.date > paper.date and covered.number != paper.number
    ]
    if younger:
        yield tell(
            "guidance_older", None, paper.line, number=paper.number, day=paper.date, others=", ".join(younger)
        )


def _newer_than_plan(paper: Reference, plan: Plan) -> Iterator[Finding]:
    if plan.issued is not None and paper.date is not None and paper.date > plan.issued:
        yield tell(
            "issued_before_guidance",
            None,
            paper.line,
            issued=plan.issued,
            number=paper.number,
            day=paper.date,
        )


def _secrets(conference: Conference, plan: Plan) -> Iterator[Finding]:
    hidden = [paper.number for paper in (*plan.covers, *plan.follows) if paper.secret]
    for topic in conference.agenda:
        line = topic.line or conference.line
        # The title of a secret topic is itself kept out of findings.
        name = topic.code or conference.id
        if topic.secret or plan.secret:
            if topic.attachment is not None:
                yield tell("secret_attachment", conference.id, line, name=name)
            elif topic.secret:
                yield tell("secret_topic", conference.id, line, name=name)
            if topic.code is None and topic.secret:
                yield tell("secret_topic_without_code", conference.id, line)
            continue
        for number in hidden:
            if number in topic.title:
                yield tell(
                    "secret_not_marked", conference.id, line, name=topic.code or topic.title, number=number
                )
