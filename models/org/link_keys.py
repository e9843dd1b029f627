"""The keys that sign links: the newest signs, earlier ones are believed for a while longer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database import audit, stored_settings
from models.tables import SettingRow
from settings.catalogue import LINK_KEY, LINK_KEY_BEFORE

VARIABLE, BEFORE = LINK_KEY.name, LINK_KEY_BEFORE.name
PLACEHOLDER = LINK_KEY.example
"""What the settings example shows: everybody knows it."""
SHORTEST = 32
FEWEST_DIFFERENT = 10
"""32 random hexadecimal digits have fewer different ones less than once in ten thousand keys."""
OVERLAP = timedelta(days=90)
"""So long an earlier key is believed: by then whoever has something to do got a reminder with a new link."""
KEPT = "link-secret"


@dataclass(frozen=True, slots=True)
class Key:
    """One key as people may see it: never the key itself."""

    mark: str
    """The beginning of its fingerprint, so that two machines can be compared."""
    made_at: datetime | None
    until: datetime | None
    """None: it signs, or is believed until a person takes it away."""
    signs: bool


def keys(session: Session, now: datetime) -> list[str]:
    """The keys believed at that hour, the one that signs last. Refusal: a key of the settings is too weak."""
    if given := from_settings():
        return given
    kept = _kept(session, now)
    earlier = [one for one in kept.get("before", ()) if datetime.fromisoformat(one["until"]) > now]
    return [*(str(one["key"]) for one in earlier), str(kept["key"])]


def ever_known(session: Session, now: datetime) -> list[str]:
    """Every key there still is, the one that signs first: what any of them sealed can be read."""
    kept = stored_settings.get(session, KEPT) or {}
    own = [*(str(one["key"]) for one in kept.get("before", ())), *([str(kept["key"])] if kept else [])]
    return list(dict.fromkeys(reversed([*own, *keys(session, now)])))


def none_yet(session: Session) -> bool:
    """Whether no link can have been signed: the first key is made with the first link, never for a look."""
    return not from_settings() and stored_settings.get(session, KEPT) is None


def from_settings() -> list[str]:
    """The keys of DONDOC_SECRET_BEFORE and DONDOC_SECRET; none when the ledger keeps its own.

    Refusal: one of them could be guessed, or there is an earlier one without its successor.
    """
    given, before = LINK_KEY.get(), LINK_KEY_BEFORE.get()
    if before and not given:
        what = Told("có khóa cũ mà không có khóa mới", "an earlier key without a new one")
        hint = Told(f"đặt cả {VARIABLE}, hoặc bỏ biến này", f"set {VARIABLE} too, or take this away")
        raise Refusal(BEFORE, what, hint)
    for name, key in ((VARIABLE, given), (BEFORE, before)):
        if key:
            _check(name, key)
    return [key for key in (before, given) if key]


def shown(session: Session, now: datetime) -> list[Key]:
    """What signs and what is still believed, the newest first."""
    if given := from_settings():
        return [Key(_mark(key), None, None, signs=key == given[-1]) for key in reversed(given)]
    kept = _kept(session, now)
    earlier = [one for one in kept.get("before", ()) if datetime.fromisoformat(one["until"]) > now]
    return [
        Key(_mark(kept["key"]), _instant(kept.get("made")), None, signs=True),
        *(
            Key(_mark(one["key"]), _instant(one.get("made")), _instant(one["until"]), signs=False)
            for one in reversed(earlier)
        ),
    ]


def rotate(session: Session, overlap: timedelta, now: datetime, by: str) -> Key:
    """Sign with a new key from now on; the earlier ones are believed at most `overlap` longer.

    Refusal: the key comes from the settings, where only a person can change it.
    """
    if from_settings():
        what = Told(
            "khóa nằm trong phần cài đặt, không phải trong cơ sở dữ liệu", "the key is in the settings"
        )
        hint = Told(
            f"chép khóa này sang {BEFORE}, đặt {VARIABLE} mới ở mọi máy rồi khởi động lại",
            f"copy it to {BEFORE}, set a new {VARIABLE} on every machine, and start again",
        )
        raise Refusal(VARIABLE, what, hint)
    _kept(session, now)
    # Two who rotate at once: the second sees what the first wrote.
    row = session.scalars(select(SettingRow).where(SettingRow.key == KEPT).with_for_update()).one()
    until = now + overlap
    new: dict[str, Any] = {"key": secrets.token_urlsafe(32), "made": now.isoformat()}
    before = _believed(row.value, until, now)
    stored_settings.put(session, KEPT, {**new, "before": before})
    made = Key(_mark(new["key"]), now, None, signs=True)
    audit.log(session, by, "rotate_key", now=now, key=made.mark, until=until.isoformat())
    return made


def _believed(kept: Mapping[str, Any], until: datetime, now: datetime) -> list[dict[str, Any]]:
    """The keys so far, each with the hour after which it is no longer believed: never later than before."""
    last = {"key": kept["key"], "made": kept.get("made"), "until": until.isoformat()}
    earlier = [
        {**one, "until": min(datetime.fromisoformat(one["until"]), until).isoformat()}
        for one in kept.get("before", ())
    ]
    return [one for one in (*earlier, last) if datetime.fromisoformat(one["until"]) > now]


def _kept(session: Session, now: datetime) -> dict[str, Any]:
    known = stored_settings.get(session, KEPT)
    if known is None:
        new = {"key": secrets.token_urlsafe(32), "made": now.isoformat()}
        known = stored_settings.keep_first(session, KEPT, new)
    return known


def _check(name: str, key: str) -> None:
    """Long, of many different characters, and not a short piece written again and again."""
    repeated = key in (key + key)[1:-1]
    good = len(key) >= SHORTEST and len(set(key)) >= FEWEST_DIFFERENT and not repeated
    if good and key != PLACEHOLDER:
        return
    what = Told(
        f"khóa phải có ít nhất {SHORTEST} ký tự ngẫu nhiên",
        f"the key must have at least {SHORTEST} random characters",
    )
    how = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
    hint = Told(
        f"tạo bằng {how}, hoặc bỏ biến này để cơ sở dữ liệu tự giữ khóa",
        f"make one with {how}, or unset it: the ledger then keeps one",
    )
    raise Refusal(name, what, hint)


def _mark(key: str) -> str:
    return sha256(b"dondoc.mark" + key.encode()).hexdigest()[:8]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
