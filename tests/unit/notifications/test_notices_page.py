"""The handbook on notices names everything there is: variables, occasions, facts, blocks and outcomes."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from notifications.channels import ChannelSettings
from notifications.outcome import OutcomeKind
from notifications.wording.facts import NAMES
from notifications.wording.words import OCCASIONS, TEMPLATES

DOCS = Path(__file__).resolve().parents[3] / "docs"
VARIABLES = set(re.findall(r"DONDOC_[A-Z_]+", inspect.getsource(ChannelSettings)))
BLOCKS = set(re.findall(r"block (\w+)", (TEMPLATES / "vi/_letter.txt.j2").read_text(encoding="utf-8"))) | {
    "subject"
}


@pytest.mark.parametrize("page", ["thong-bao.md", "notices.en.md"])
def test_the_handbook_names_everything(page: str) -> None:
    told = set(re.findall(r"`([^`\n]+)`", (DOCS / page).read_text(encoding="utf-8")))
    assert told >= VARIABLES
    assert set(OCCASIONS) <= told
    assert told >= NAMES
    assert told >= BLOCKS
    assert {str(kind) for kind in OutcomeKind} <= told
