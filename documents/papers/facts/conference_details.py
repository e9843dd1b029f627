"""What stands beside the day of a conference: hours, form, venue and chair, by labels and by sentences."""

from __future__ import annotations

import re
from datetime import time

from documents.papers.facts.mention import Mention
from documents.papers.layout.block import Block
from documents.papers.times.time_tokens import tokens_of

_EVENT = (
    r"(?:hội nghị|đại hội|diễn đàn|hội thảo|tọa đàm|lễ |buổi (?:tập huấn|lễ|làm việc|gặp)|lớp (?:học"
    r"|tập huấn|bồi dưỡng)|cuộc họp"
    r"|phiên (?:họp|toàn thể|trù bị)|sinh hoạt (?:chi bộ|công dân|chính trị)|tập huấn|giao ban"
    r"|(?<!\w)họp(?!\w))"
)
EVENT_NAMED = re.compile(_EVENT)
_BOTH = re.compile(
    r"trực tiếp,? (?:và|\+|kết hợp|hoặc)(?: với)? trực tuyến|trực tuyến (?:và|kết hợp"
    r"|hoặc)(?: \w+)? ?trực tiếp|kết hợp trực tuyến"
)
RELAY = re.compile(r"điểm cầu|(?:hội nghị|tổ chức|tham dự|hình thức)[^.;]{0,40} trực tuyến")
_FORMS = (
    ("trực tiếp kết hợp trực tuyến", _BOTH),
    ("trực tuyến", RELAY),
    ("trực tiếp", re.compile(r"trực tiếp (?:tại|tập trung|$)|hình thức:? ?trực tiếp")),
)
_VENUE_LABEL = re.compile(
    r"^[\s\-+*•]*(?:\d[\d.]*[.)-]? ?)?(?:tại )?địa điểm(?: tổ chức)?[^:]{0,20}: ?"
    r"|(?:điểm cầu (?:chính|trung tâm)|địa điểm):? ?(?:tại )?(?=phòng|hội trường|trung tâm|nhà|trụ sở)"
)
_HALL = re.compile(
    r"(?:hội trường|phòng họp|trung tâm (?:hội nghị|văn hóa|chính trị)|nhà (?:văn hóa|đa năng|thi đấu)"
    r"|quảng trường|dưới sân cờ|trụ sở|nhà quốc hội)"
)
_CHAIR_LABEL = re.compile(r"(?<!\w)chủ trì(?: hội nghị)?:? ?(?:giao )?(?=[^\W\d_])")
_CHAIRED = re.compile(r"do ((?:(?!,| do )[^.;:]){3,90}?)(?: trung ương đảng)? (?:chủ trì|tổ chức)")


def hours_of(mention: Mention, near: list[Block]) -> tuple[time | None, time | None]:
    """The hour with the day, else the first hours said beside it."""
    own = [
        hour
        for token in mention.phrase.tokens
        if (hour := token.point.hour if token.point is not None else token.clock)
    ]
    if own:
        return own[0], own[1] if len(own) > 1 else None
    for block in [
        mention.block,
        *(one for one in near[:16] if one.start > mention.block.start and not one.depth),
    ]:
        clocks = [
            token for token in tokens_of(block.words.key) if token.clock is not None and token.name == "CLOCK"
        ]
        if clocks:
            return clocks[0].clock, clocks[1].clock if len(clocks) > 1 else None
    return None, None


def form_of(near: list[Block]) -> str | None:
    said = [block for block in near if "hình thức" in block.words.key]
    for block in (*said[:2], *near):
        for name, words in _FORMS:
            if words.search(block.words.key):
                return name
    return None


def venue_of(near: list[Block]) -> str | None:
    for block in near:
        said, key = block.words.said, block.words.key
        if found := _VENUE_LABEL.search(key):
            return _cut(said[found.end() :])
    for block in near:
        if found := _HALL.search(block.words.key):
            return _cut(block.words.said[found.start() :])
    return None


def chair_of(near: list[Block]) -> str | None:
    for block in near:
        said, key = block.words.said, block.words.key
        found = _CHAIR_LABEL.search(key)
        if (
            found
            and (found[0].endswith(": ") or found.start() < 40)
            and not key[found.end() :].startswith(("phối", "tham", "biên", "xây", "với", "tổ chức", "soạn"))
        ):
            return _cut(said[found.end() :])
        if EVENT_NAMED.search(key) and (given := _CHAIRED.search(key)):
            return _cut(said[given.start(1) : given.end(1)])
    for block in near:
        if found := re.search(
            r"(?:^|[,.;] )([^,.;]{3,80}?) (?:chủ trì|mở"
            r"|tổ chức)[^.;]{0,30}hội nghị",
            block.words.key,
        ):
            return _cut(block.words.said[found.start(1) : found.end(1)])
    return None


def _cut(said: str) -> str | None:
    """Up to the end of the sentence or of the clause."""
    end = re.search(r"[;|]|\. |\.$|\n| – | đón | nối|, (?:nối|do|với|đường truyền)|$", said)
    return said[: end.start()].strip(" .,:*-") or None if end else None
