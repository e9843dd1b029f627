"""Findings about people: selectors that match nobody, units nobody can write to, duties asked twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import chain, combinations, islice

from cascade.findings.context import Sight, few
from cascade.findings.kind import FindingKind
from cascade.lang import brought
from cascade.lang.told import Told
from cascade.lang.vietnamese import fold
from cascade.notices.passed_over import passed_over
from cascade.org.tree import OrgTree
from cascade.plan.model import Requirement
from cascade.result.obligation import Finding, Severity

_ALIKE = 0.75
"""Share of common words above which two actions are taken for one."""


SELECTOR_EMPTY = FindingKind(
    "selector_empty",
    Severity.ERROR,
    Told("không có đơn vị nào khớp với “{field}”", "“{field}” matches no unit"),
    Told("sửa điều kiện chọn đơn vị hoặc danh sách đơn vị", "correct the selector or the unit list"),
)

NO_CONTACT = FindingKind(
    "no_contact",
    Severity.WARNING,
    Told(
        "{count} đơn vị chưa có cán bộ đầu mối nhận tin: {units}",
        "units with nobody to write to ({count}): {units}",
    ),
    Told("bổ sung cán bộ đầu mối trong danh sách đơn vị", "add contacts to the unit list"),
)

LOOK_ALIKE = FindingKind(
    "look_alike",
    Severity.WARNING,
    Told("“{one}” và “{other}” chỉ khác nhau ở nét nhìn", "“{one}” and “{other}” differ only by look"),
    Told("sửa thành một, nếu là một", "make them one, if they are one"),
)

CHANNEL_PASSED_OVER = FindingKind(
    "channel_passed_over",
    Severity.WARNING,
    Told(
        "{count} cán bộ đầu mối nhận tin trước hết qua {missing}, kênh chưa được cấu hình: "
        "sẽ nhận qua {instead}",
        "contacts who are written to first by {missing}, which is not set up ({count}): "
        "{instead} is used instead",
    ),
    Told("đặt {setting} nếu muốn dùng kênh ấy", "set {setting} if that channel is wanted"),
)

CHANNEL_MISSING = FindingKind(
    "channel_missing",
    Severity.WARNING,
    Told(
        "{count} cán bộ đầu mối chỉ có {missing}, kênh chưa được cấu hình: tin sẽ chờ ({units})",
        "contacts who have only {missing}, which is not set up: their notices will wait ({count}: {units})",
    ),
    Told(
        "đặt {setting}, hoặc bổ sung địa chỉ khác cho cán bộ đầu mối",
        "set {setting}, or add another address to these contacts",
    ),
)

NO_RECIPIENT = FindingKind(
    "no_recipient",
    Severity.WARNING,
    Told("phải báo cáo nhưng không nêu báo cáo ai", "a report without a recipient"),
    Told("bổ sung nơi nhận", "add the recipient"),
)

UNIT_ENDS_BEFORE_DUE = FindingKind(
    "unit_ends_before_due",
    Severity.WARNING,
    Told(
        "{units} kết thúc hoạt động {end}, trước hạn {day}",
        "{units} ends on {end}, before the due day {day}",
    ),
    Told("chỉ định đơn vị kế thừa", "name its successor"),
)

ASKED_TWICE = FindingKind(
    "asked_twice",
    Severity.WARNING,
    Told(
        "{count} đơn vị ({units}) được giao cùng một nhiệm vụ hai lần: {others}",
        "units asked the same thing twice ({count}: {units}): {others}",
    ),
    Told(
        "loại đơn vị khỏi yêu cầu chung (exclude) hoặc ghi instead_of ở yêu cầu riêng",
        "exclude them from the general requirement, or set instead_of on the special one",
    ),
)


def look(sight: Sight, there: Collection[str] | None = None) -> Iterator[Finding]:
    """All findings about units and contacts. `there`: channels that are set up; None: nobody knows."""
    for requirement in sight.outline.plan.requirements:
        yield from _nobody(requirement, sight)
        if requirement.kind.traits.reports and not requirement.to and sight.lines[requirement.id]:
            yield NO_RECIPIENT.found(requirement.id, requirement.line)
        yield from _ending(requirement, sight)
    yield from _empty_venues(sight)
    yield from _alike_labels(sight.outline.tree)
    yield from _unreachable(sight)
    if there is not None:
        yield from _otherwise(sight, there)
    for one, other in combinations(sight.outline.plan.requirements, 2):
        yield from _twice(one, other, sight)


def _alike_labels(tree: OrgTree) -> Iterator[Finding]:
    """Labels and codes of the whole list, names under one superior."""
    units = tree.units.values()
    named: dict[str | None, set[str]] = defaultdict(set)
    for unit in units:
        named[unit.parent].add(unit.name)
    for texts in ({unit.group for unit in units}, {unit.code for unit in units}):
        yield from _pairs(texts, brought.skeletons(texts, digits=True), digits=True)
    # All in one go: a call for each superior would take longer than the looking.
    keys = iter(brought.skeletons(chain.from_iterable(named.values()), digits=False))
    for names in named.values():
        yield from _pairs(names, [*islice(keys, len(names))], digits=False)


def _pairs(texts: Collection[str], keys: Sequence[bytes], *, digits: bool) -> Iterator[Finding]:
    """Those that people would take for one; what differs only in case or the place of a tone is one."""
    if len({*keys}) == len(keys):
        return
    first: dict[bytes, str] = {}
    near: dict[bytes, set[str]] = defaultdict(set)
    for key, text in zip(keys, texts, strict=True):
        if (other := first.setdefault(key, text)) is not text:
            near[key] |= {other, text}
    for alike in sorted(map(sorted, near.values())):
        yield from _among(alike, digits=digits)


def _among(texts: Sequence[str], *, digits: bool) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for text in texts:
        other = first.setdefault(brought.look(text, digits=digits), text)
        if other is not text and fold(other) != fold(text):
            yield LOOK_ALIKE.found(one=other, other=text)


def _nobody(requirement: Requirement, sight: Sight) -> Iterator[Finding]:
    tree, root = sight.outline.tree, sight.outline.root
    if not tree.select(requirement.who, root):
        yield SELECTOR_EMPTY.found(requirement.id, requirement.who.line or requirement.line, field="who")


def _empty_venues(sight: Sight) -> Iterator[Finding]:
    for conference in sight.outline.plan.conferences:
        for venue in conference.venues:
            if not sight.outline.tree.select(venue.who, sight.outline.root):
                line = venue.who.line or venue.line or conference.line
                yield SELECTOR_EMPTY.found(conference.id, line, field=f"venues.{venue.id}.who")


def _unreachable(sight: Sight) -> Iterator[Finding]:
    contacts = sight.outline.tree.contacts.items()
    reached = {code for code, people in contacts for person in people if person.channels}
    silent = _asked(sight) - reached
    if silent:
        yield NO_CONTACT.found(count=len(silent), units=few(sight.outline.tree, silent))


def _asked(sight: Sight) -> set[str]:
    """Units that owe something."""
    # Lines often share one tuple of units: each is looked at once.
    groups = {id(line.units): line.units for line in sight.outline.assignments}
    return {unit.code for units in groups.values() for unit in units}


def _otherwise(sight: Sight, there: Collection[str]) -> Iterator[Finding]:
    """Contacts whose first channel is not set up, by what they get instead."""
    contacts = sight.outline.tree.contacts
    first = {unit: contacts[unit][0].channels for unit in _asked(sight) if contacts.get(unit)}
    for (missing, instead), units in passed_over(first, there).items():
        kind = CHANNEL_PASSED_OVER if instead else CHANNEL_MISSING
        yield kind.found(
            count=len(units),
            missing=missing.told,
            instead=instead.told if instead else "",
            setting=missing.setting,
            units=few(sight.outline.tree, set(units)),
        )


def _ending(requirement: Requirement, sight: Sight) -> Iterator[Finding]:
    """A unit or a recipient that closes before the duty is due and has no successor."""
    tree = sight.outline.tree
    told: set[str] = set()
    for line in sight.lines[requirement.id]:
        day = line.duty.window.latest
        if day is None:
            continue
        concerned = [*(unit.code for unit in line.units), *line.to, *line.via]
        for code in concerned:
            unit = tree.units.get(code)
            if unit is None or unit.valid_to is None or unit.valid_to > day or unit.successor or code in told:
                continue
            told.add(code)
            yield UNIT_ENDS_BEFORE_DUE.found(
                requirement.id,
                requirement.line,
                units=unit.name,
                end=unit.valid_to,
                day=day,
            )


def _twice(one: Requirement, other: Requirement, sight: Sight) -> Iterator[Finding]:
    if one.kind is not other.kind or not one.kind.traits.asked_once or one.to != other.to:
        return
    mine, theirs = sight.owners[one.id], sight.owners[other.id]
    both = mine & theirs
    # A special requirement inside a general one to teach ("đảng ủy trực thuộc" holds the military too).
    special = one.kind.traits.is_teaching and mine != theirs and both in (mine, theirs)
    if both and _last(one, sight) == _last(other, sight) and (special or _alike(one.action, other.action)):
        yield ASKED_TWICE.found(
            other.id,
            other.line,
            count=len(both),
            units=few(sight.outline.tree, both),
            others=f"{one.id}, {other.id}",
        )


def _last(requirement: Requirement, sight: Sight) -> date | None:
    window = sight.window(requirement.id)
    return window.latest if window is not None else None


def _alike(one: str, other: str) -> bool:
    """Same words but for what stands in brackets."""
    mine, theirs = ({*fold(text.partition("(")[0]).split()} for text in (one, other))
    return len(mine & theirs) >= _ALIKE * len(mine | theirs)
