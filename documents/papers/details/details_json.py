"""What `dondoc draft --json` tells beside plan, deadlines and conferences: `details`, keys that stay."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from documents.papers.details.paper_details import PaperDetails
from documents.papers.layout.block import Source


def details_json(details: PaperDetails) -> dict[str, Any]:
    """The details of one paper; what it does not say is empty or None."""
    return {
        "undated_duties": [
            {
                **place_json(one.source),
                "responsible": one.owner.words,
                "recipient": one.addressee.to if one.addressee else None,
                "via": one.addressee.via if one.addressee else None,
                "after": one.after.phrase if one.after else None,
            }
            for one in details.undated
        ],
        "assignments": [
            {"office": one.office, "line": one.source.line, "duties": [_said(duty) for duty in one.duties]}
            for one in details.assignments
        ],
        "figures": [
            {
                **place_json(one.source),
                "what": one.what,
                "done": one.done,
                "total": one.total,
                "percent": one.rate,
                "as_of": one.as_of.isoformat() if one.as_of else None,
            }
            for one in details.figures
        ],
        "secrecy": [place_json(one) for one in details.secrecy],
        "program": _program(details),
    }


def _program(details: PaperDetails) -> dict[str, Any]:
    wall = details.backdrop
    return {
        "halls": [
            {
                "venue": one.venue,
                "chair": one.chair,
                "participants": list(one.participants),
                "exceptions": list(one.exceptions),
                "line": one.source.line,
            }
            for one in details.halls
        ],
        "talks": [
            {"topic": one.topic, "speaker": one.speaker, "minutes": one.minutes, "line": one.source.line}
            for one in details.talks
        ],
        "backdrop": {
            "lines": list(wall.lines),
            "background": wall.ground,
            "letters": wall.letters,
            "date_line": wall.date_line,
            "line": wall.source.line,
        }
        if wall
        else None,
        "line_tests": [
            {**place_json(one.source), "at": f"{one.at:%H:%M}" if one.at else None}
            for one in details.line_tests
        ],
    }


def place_json(source: Source) -> dict[str, Any]:
    """Where a fact stands; how sure of it and which part of the page, where the page is a scan."""
    return {
        "verbatim": source.phrase,
        "file": source.file,
        "page": source.page,
        "line": source.line,
        "confidence": source.confidence,
        "box": asdict(source.box) if source.box else None,
    }


def _said(source: Source) -> str:
    return " ".join(source.phrase.replace("*", "").split())
