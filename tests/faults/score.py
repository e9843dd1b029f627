"""Keeps the score of the suite: each test adds its own, the end of `make faults` prints the sum."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import asdict
from pathlib import Path

from tests.faults.auditor import Score

FOLDER = "DONDOC_FAULTS_SCORE"
"""Where the tests, in whatever process, leave their scores; without it nobody counts."""


def record(score: Score) -> None:
    """Add a score to the sum, good or bad."""
    if folder := os.environ.get(FOLDER):
        (Path(folder) / f"{uuid.uuid4().hex}.json").write_text(json.dumps(asdict(score)), encoding="utf-8")


def total(folder: Path) -> Score:
    """All scores together."""
    found = Score()
    for path in sorted(folder.glob("*.json")):
        found.add(Score(**json.loads(path.read_text(encoding="utf-8"))))
    return found


def line(score: Score) -> str:
    """What is published, in one line."""
    facts = asdict(score) | {"failpoints": len(set(score.failpoints))}
    del facts["details"]
    return json.dumps(facts)
