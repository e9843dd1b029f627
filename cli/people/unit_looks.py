"""Shows the units of the ledger as a list, a tree or one by one; makes a first list for a province."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.console import desk_ledger, target_args
from cli.console.language import day as shown
from cli.console.language import language, moment, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.org.unit_register import Register
    from models.views.unit_views import PersonInPost, RegisteredUnit

ACTS = ("list", "show", "tree", "start")
PAGE = 50


def add_acts(acts: Any) -> None:
    """The parsers of the four."""
    listed = acts.add_parser("list", help=say("danh sách đơn vị trong hệ thống", "the units of the ledger"))
    listed.add_argument("text", nargs="?", default="", metavar=say("TỪ_TÌM", "TEXT"))
    listed.add_argument("--level", type=target_args.level, metavar=say("CẤP", "LEVEL"))
    listed.add_argument("--kind", choices=("committee", "office"))
    listed.add_argument(
        "--below", metavar=say("ĐƠN_VỊ", "UNIT"), help=say("chỉ dưới đơn vị này", "only below this unit")
    )
    listed.add_argument(
        "--no-contact",
        action="store_true",
        help=say("chỉ đơn vị chưa có địa chỉ dùng được", "only those nobody can write to"),
    )
    listed.add_argument("--limit", type=target_args.whole(1, 100_000), default=PAGE, metavar="N")
    listed.add_argument("--page", type=target_args.whole(1), default=1, metavar="N")
    show = acts.add_parser("show", help=say("xem một đơn vị", "one unit"))
    show.add_argument("unit", metavar=say("ĐƠN_VỊ", "UNIT"))
    tree = acts.add_parser("tree", help=say("cây tổ chức", "the tree"))
    tree.add_argument("unit", nargs="?", metavar=say("ĐƠN_VỊ", "UNIT"))
    tree.add_argument("--depth", type=target_args.whole(1, 100_000), default=2, metavar="N")
    tree.add_argument("--limit", type=target_args.whole(1, 100_000), default=500, metavar="N")
    for act in (listed, show, tree):
        act.add_argument(
            "--day", type=target_args.day, metavar=say("NGÀY", "DAY"), help=say("vào ngày này", "on this day")
        )
    _add_start(acts)


def _add_start(acts: Any) -> None:
    start: ArgumentParser = acts.add_parser(
        "start",
        help=say("lập danh sách ban đầu cho một tỉnh, thành phố", "make a first list for a province"),
    )
    start.add_argument(
        "--province", type=target_args.name, required=True, metavar=say("TỈNH", "PROVINCE"), dest="of"
    )
    start.add_argument(
        "-o",
        "--out",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say("tệp .csv, hoặc .xlsx để điền cán bộ đầu mối", "a .csv, or an .xlsx to fill with contacts"),
    )


def run(args: Namespace) -> int:
    return {"list": _list, "show": _show, "tree": _tree, "start": _start}[args.act](args)


def _list(args: Namespace) -> int:
    from cascade.calendar.zone import day_of
    from cascade.org.tree import Level, UnitKind
    from models.database import clock
    from models.org import unit_register
    from models.views.unit_views import ReachFilter, UnitFilter
    from services import targets

    with desk_ledger.reading() as session:
        now = clock.now(session)
        day: date = args.day or day_of(now)
        wanted = UnitFilter(
            text=args.text,
            level=Level(args.level) if args.level else None,
            kind=UnitKind(args.kind) if args.kind else None,
            below=targets.code(session, args.below, now) if args.below else "",
            reach=ReachFilter.SILENT if args.no_contact else ReachFilter.ANY,
        )
        register, reached = unit_register.on(session, day), unit_register.reach(session, day)
        found = register.find(wanted, [""], reached)
    first = (args.page - 1) * args.limit
    some = [
        (one, reached.get(one.code, unit_register.NOBODY).works > 0)
        for one in found[first : first + args.limit]
    ]
    rows = [(one.code, one.name, _level(one), _above(register, one), _yes(works)) for one, works in some]
    facts = [_facts(one) | {"reached": works} for one, works in some]
    lines = [*(table(_head(), rows) if rows else ()), _counted(len(found), first, len(some))]
    put(args, {"count": len(found), "units": facts}, lines)
    return 0


def _head() -> tuple[str, ...]:
    return (
        say("Mã", "Code"),
        say("Đơn vị", "Unit"),
        say("Cấp", "Level"),
        say("Trực thuộc", "Below"),
        say("Liên lạc", "Reach"),
    )


def _yes(works: bool) -> str:
    return say("được", "yes") if works else say("chưa", "no")


def _counted(found: int, first: int, shown: int) -> str:
    """How many there are, and which of them are here when it is not all."""
    count = say(f"{found} đơn vị", f"{found} units")
    if not 0 < shown < found:
        return count
    return count + say(f"; đang xem {first + 1}–{first + shown}", f"; here {first + 1}–{first + shown}")


def _show(args: Namespace) -> int:
    from cascade.calendar.zone import day_of
    from models.database import clock
    from models.obligations import obligations
    from models.org import unit_register
    from services import targets

    with desk_ledger.reading() as session:
        now = clock.now(session)
        day, code = args.day or day_of(now), targets.code(session, args.unit, now)
        register = unit_register.on(session, day)
        versions = unit_register.versions(session, code)
        people = unit_register.people(session, code, day)
        owed = obligations.of_unit(session, code, now)
    name = register.units[code].name if code in register.units else versions[-1].name
    lines = [f"{name} ({code})"]
    for one in versions if len(versions) > 1 or versions[0].after or versions[0].first else ():
        since = shown(one.first) if one.first else say("từ đầu", "the beginning")
        until = say(f", hết từ {shown(one.after)}", f", until {shown(one.after)}") if one.after else ""
        lines.append(say(f"  Từ {since}{until}: {one.name}", f"  From {since}{until}: {one.name}"))
    above = " › ".join(one.name for one in register.path(code))
    lines += [say(f"Trực thuộc: {above}", f"Below: {above}")] if above else []
    lines.append(say(f"Đơn vị trực thuộc: {register.count(code)}", f"Units below: {register.count(code)}"))
    lines += [line for one in people for line in _person(one)] or [
        say("Chưa có cán bộ đầu mối.", "There is no contact.")
    ]
    for duty in owed:
        due = moment(duty.due_at) if duty.due_at else "–"
        lines.append(f"{duty.plan} {duty.key}: {duty.action} ({due})")
    facts = {
        "code": code,
        "name": name,
        "versions": versions,
        "above": [_facts(one) for one in register.path(code)],
        "below": [_facts(one) for one in register.below(code)],
        "contacts": people,
        "duties": [{"plan": one.plan, "duty": one.key, "due_at": one.due_at} for one in owed],
    }
    put(args, facts, lines)
    return 0


def _person(one: PersonInPost) -> Iterator[str]:
    from cascade.notices.kinds import address

    role = f", {one.role}" if one.role else ""
    days = [
        *([say(f"từ {shown(one.first)}", f"from {shown(one.first)}")] if one.first else []),
        *([say(f"đến hết {shown(one.last)}", f"to {shown(one.last)}")] if one.last else []),
    ]
    gets = [say("nhận thông báo", "receives the notices")] if one.receives else []
    notes = "; ".join([*days, *gets])
    yield f"  {one.name}{role}" + (f" ({notes})" if notes else "")
    for way in one.addresses:
        bad = (
            say(f"hỏng từ {moment(way.bad_since)}", f"fails since {moment(way.bad_since)}")
            if way.bad_since
            else say("dùng được", "works")
        )
        yield f"    {way.channel} {address(way.channel, way.address, language())}: {bad}"


def _tree(args: Namespace) -> int:
    from cascade.calendar.zone import day_of
    from models.database import clock
    from models.org import unit_register
    from services import targets

    with desk_ledger.reading() as session:
        now = clock.now(session)
        code = targets.code(session, args.unit, now) if args.unit else None
        register = unit_register.on(session, args.day or day_of(now))
    top = register.units.get(code) if code else None
    tops = [top] if top else register.below(None)
    found = [each for top in tops for each in _walk(register, top, 0, args.depth)]
    lines = [
        "  " * deep + f"{one.name} ({one.code})" + _more(register, one, deep == args.depth)
        for deep, one in found[: args.limit]
    ]
    if len(found) > args.limit:
        left = len(found) - args.limit
        lines.append(say(f"… và {left} đơn vị nữa (--limit)", f"… and {left} more (--limit)"))
    facts = [_facts(one) | {"depth": deep} for deep, one in found[: args.limit]]
    put(args, {"count": len(found), "units": facts}, lines)
    return 0


def _walk(
    register: Register, one: RegisteredUnit, deep: int, most: int
) -> Iterator[tuple[int, RegisteredUnit]]:
    yield deep, one
    if deep < most:
        for each in register.below(one.code):
            yield from _walk(register, each, deep + 1, most)


def _more(register: Register, one: RegisteredUnit, last: bool) -> str:
    count = register.count(one.code)
    return say(f" … {count} đơn vị trực thuộc", f" … {count} below") if last and count else ""


def _start(args: Namespace) -> int:
    from documents.unit_file import country, first_list
    from documents.unit_file.contact_workbook import workbook

    province = country.province(args.of)
    units = first_list.first_units(province)
    out = args.out or Path(f"don-vi-{first_list.root_of(province)}.csv")
    rows = first_list.rows(units)
    body = workbook(rows, language()) if out.suffix.lower() == ".xlsx" else first_list.as_csv(rows)
    _write(out, body)
    told = say(
        f"{out}: {units[0].name}, {len(units)} đơn vị; điền cán bộ rồi `dondoc units import {out}`.",
        f"{out}: {len(units)} units of {units[0].name}; fill in contacts, then `dondoc units import {out}`.",
    )
    put(args, {"file": str(out), "units": len(units), "root": units[0].code}, [told])
    return 0


def _write(out: Path, body: bytes) -> None:
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import Told

    try:
        with out.open("xb") as file:
            file.write(body)
    except FileExistsError:
        what = Told("đã có tệp này", "there is such a file already")
        raise Refusal(str(out), what, Told("ghi tên khác sau -o", "give another name after -o")) from None
    except OSError as trouble:
        why = trouble.strerror or str(trouble)
        what = Told(f"không ghi được tệp ({why})", f"the file cannot be written ({why})")
        raise Refusal(str(out), what, Told("ghi vào thư mục khác", "choose another folder")) from None


def _facts(one: RegisteredUnit) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "level": one.level.value,
        "kind": one.kind.value,
        "group": one.group,
        "parent": one.parent,
    }


def _above(register: Register, one: RegisteredUnit) -> str:
    above = register.units.get(one.parent or "")
    return above.name if above else "–"


def _level(one: RegisteredUnit) -> str:
    from cascade.org import format

    return format.level_name(one.level, language())
