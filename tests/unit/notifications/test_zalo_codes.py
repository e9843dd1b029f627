"""Every code that Zalo documents has a meaning for us, and the meaning fits Zalo's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from notifications.outcome import Hold, OutcomeKind
from notifications.zalo.zalo_codes import judge, table

LATER, NEVER, OURS = OutcomeKind.LATER, OutcomeKind.NEVER, OutcomeKind.OURS
FITS = {
    "auth_refresh": {OURS},
    "transient": {LATER},
    "quota": {LATER},
    "night_ban": {LATER},
    "needs_human": {OURS},
    # "permanent" says that another try is useless, not whose fault it is: a bad template is ours.
    "permanent": {NEVER, OURS},
}


@pytest.mark.parametrize(
    ("surface", "code", "kind"),
    [
        ("zbs", -118, NEVER), ("zbs", -108, NEVER), ("zbs", -139, NEVER), ("zbs", -1122, NEVER),
        ("zbs", -109, OURS), ("zbs", -131, OURS), ("zbs", -137, OURS), ("zbs", -135, OURS),
        ("zbs", -124, OURS), ("zbs", -99999, LATER),
        ("zbs", -144, LATER), ("zbs", -133, LATER), ("zbs", -32, LATER), ("zbs", -100, LATER),
        ("oa", -216, OURS), ("oa", -213, NEVER), ("oa", -218, LATER), ("oa", -240, OURS),
        ("bot", 400, NEVER), ("bot", 401, OURS), ("bot", 403, LATER), ("bot", 429, LATER), ("bot", 404, OURS),
        ("oauth", -14002, OURS),
    ],
)  # fmt: skip
def test_what_a_code_means(surface: str, code: int, kind: OutcomeKind) -> None:
    assert judge(surface, code, "words").kind is kind


def test_only_codes_about_the_person_mark_the_contact() -> None:
    assert judge("zbs", -118, "").blames_contact
    assert not judge("zbs", -1122, "").blames_contact
    assert judge("bot", 400, "Bad Request: chat not found").blames_contact
    assert not judge("bot", 400, "text is too long").blames_contact


def test_quota_and_night_hold_the_whole_channel_for_as_long_as_it_takes() -> None:
    assert (judge("zbs", -144, "").hold, judge("zbs", -144, "").pauses_channel) == (Hold.TOMORROW, True)
    assert (judge("zbs", -133, "").hold, judge("zbs", -133, "").pauses_channel) == (Hold.MORNING, True)
    assert judge("bot", 429, "", retry_after=7.0).retry_after == 7.0


def test_only_a_dead_token_asks_for_a_new_one() -> None:
    asking = {(s, c) for s, codes in table().items() for c in codes if judge(s, c, "").refresh_token}
    assert asking == {("zbs", -124), ("oa", -216), ("oa", -220)}


def test_a_reason_is_one_short_line() -> None:
    reason = judge("zbs", -118, "a\nb" * 500).reason
    assert reason is not None
    assert len(reason) < 200
    assert "\n" not in reason


def test_the_table_agrees_with_what_was_collected(shared: Path) -> None:
    facts = json.loads((shared / "zalo-errors.json").read_text(encoding="utf-8"))
    mine = [one for one in facts["errors"] if one["surface"] in table() and one["code"] != 0]
    assert len(mine) > 100
    for one in mine:
        assert one["code"] in table()[one["surface"]], one
        assert judge(one["surface"], one["code"], "").kind in FITS[one["retry_class"]], one
