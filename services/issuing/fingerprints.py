"""What a person saw of a plan before doing something with it, as a short mark that a form carries.

What is done is what was seen: where the mark is another one by then, the parts of it tell what has changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from itertools import zip_longest

from cascade.changes.plan_diff import Amendment
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, joined
from cascade.result.obligation import Cascade

_PARTS = (
    Told("nội dung kế hoạch", "the plan itself"),
    Told("đơn vị được giao", "the units that owe something"),
    Told("các ngày", "the dates"),
    Told("các điểm cần xem lại", "what should be looked at again"),
    Told("đơn vị có cách liên lạc", "which units can be reached"),
    Told("thay đổi so với kế hoạch đang chạy", "the difference to the running plan"),
)


class SeenOther(Refusal):
    """What was seen is no more so: to be looked at again before anything is done."""


def of(result: Cascade, amendment: Amendment | None = None) -> str:
    """The mark of what a plan gives, and of what it changes where it is a running one."""
    people = result.tree.contacts
    units = {one.unit for one in result.obligations}
    parts = (
        [repr(result.plan.title), repr(result.plan)],
        (f"{one.id}>{','.join(one.to)}>{','.join(one.via)}" for one in result.obligations),
        (f"{one.key}{one.window}{one.steps}" for one in result.duties),
        (f"{one.code}{one.severity}{one.requirement}{one.message.vi}" for one in result.findings),
        (code for code in sorted(units) if any(one.channels for one in people.get(code, ()))),
        _changes(amendment),
    )
    return ".".join(_digest(part) for part in parts)


def need_same(seen: str, now: str) -> None:
    """Refusal: it is not what was seen; what has changed is told."""
    if seen == now:
        return
    pairs = zip_longest(_PARTS, seen.split("."), now.split("."))
    changed = [name for name, before, after in pairs if name is not None and before != after]
    what = joined(
        "",
        (
            Told("đã thay đổi từ khi trang được mở: ", "changed since the page was opened: "),
            joined(", ", changed),
        ),
    )
    raise SeenOther(
        Told("Kế hoạch", "The plan"), what, Told("đề nghị xem lại rồi làm lại", "look again, then repeat")
    )


def _changes(amendment: Amendment | None) -> Iterable[str]:
    if amendment is None:
        return
    for name in ("added", "withdrawn", "moved_earlier", "moved_later", "changed", "meetings"):
        yield from (f"{name}{one.id}" for one in getattr(amendment, name))


def _digest(lines: Iterable[str]) -> str:
    mark = sha256()
    for line in lines:
        mark.update(line.encode())
        mark.update(b"\n")
    return mark.hexdigest()[:16]
