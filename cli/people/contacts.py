"""Shows whom we reach badly or not at all; notes bounces and mended addresses; ends links, gives new ones."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli.console import desk_ledger, target_args
from cli.console.language import language, moment, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.contacts.address_health import Trouble
    from services.dispatch.returned_mail import MailTaken


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar=say("VIỆC", "ACT"))
    show = acts.add_parser("show", help=say("địa chỉ không dùng được", "addresses that do not work"))
    show.add_argument(
        "--unit", metavar=say("ĐƠN_VỊ", "UNIT"), help=say("chỉ của đơn vị này", "of this unit only")
    )
    mend = acts.add_parser("mend", help=say("địa chỉ đã dùng lại được", "an address works again"))
    mend.add_argument("address", metavar=say("ĐỊA_CHỈ", "ADDRESS"))
    told = say("thư báo trả về, đọc ở đầu vào", "a mail that came back, read from stdin")
    revoke = acts.add_parser(
        "revoke", help=say("thu hồi đường dẫn đã gửi: mọi đường dẫn, hoặc một", "end links: all, or one")
    )
    revoke.add_argument("of", nargs="?", metavar=say("ĐƠN_VỊ", "UNIT"))
    revoke.add_argument("--link", metavar="URL", help=say("chỉ đường dẫn này", "this link alone"))
    revoke.add_argument(
        "--why",
        type=target_args.few_words,
        default="",
        metavar=say("LÝ_DO", "REASON"),
        help=say("vì sao", "why"),
    )
    link = acts.add_parser(
        "link",
        help=say("đường dẫn mới để gửi cho cán bộ đầu mối đang phụ trách", "a new link for the one in post"),
    )
    link.add_argument("of", metavar=say("ĐƠN_VỊ", "UNIT"))
    revoke.add_argument(
        "--name", metavar=say("TÊN", "NAME"), help=say("chỉ của cán bộ đầu mối này", "of this contact only")
    )
    box = acts.add_parser(
        "mailbox",
        help=say("đọc ngay hộp thư DONDOC_MAILBOX_URL", "read DONDOC_MAILBOX_URL now"),
    )
    requests = acts.add_parser(
        "requests", help=say("đề nghị đổi cán bộ đầu mối đang chờ", "requests about contacts that wait")
    )
    requests.add_argument("--unit", metavar=say("ĐƠN_VỊ", "UNIT"))
    agree = acts.add_parser("confirm", help=say("xác nhận một đề nghị", "agree to a request"))
    refuse = acts.add_parser("refuse", help=say("từ chối một đề nghị", "refuse a request"))
    for act in (agree, refuse):
        act.add_argument("number", type=target_args.whole(1), metavar=say("SỐ", "NUMBER"))
        desk_ledger.add_by(act)
    for act in (mend, acts.add_parser("bounce", help=told), box, revoke, link):
        desk_ledger.add_by(act)


def run(args: Namespace) -> int:
    if args.act == "mend":
        return _mend(args)
    if args.act == "bounce":
        return _bounce(args)
    if args.act == "mailbox":
        return _mailbox(args)
    if args.act == "revoke":
        return _revoke(args)
    if args.act == "link":
        return _link(args)
    if args.act == "requests":
        return _requests(args)
    if args.act in ("confirm", "refuse"):
        return _decide(args)
    from cascade.calendar.zone import day_of
    from models.contacts import address_health
    from models.database import clock
    from services import targets

    with desk_ledger.reading() as session:
        now, named = clock.now(session), getattr(args, "unit", None)
        unit = targets.code(session, named, now) if named else None
        found = address_health.troubled(session, day_of(now), unit)
    head = (
        say("Đơn vị", "Unit"),
        say("Cán bộ đầu mối", "Contact"),
        say("Địa chỉ", "Address"),
        say("Từ lúc", "Since"),
        say("Vì sao", "Why"),
        say("Cách khác", "Other ways"),
    )
    none = [say("Mọi cán bộ đầu mối đều liên lạc được.", "Every contact can be reached.")]
    put(args, {"contacts": found}, table(head, map(_cells, found)) if found else none)
    return 0


def _mend(args: Namespace) -> int:
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import Told
    from models.contacts import address_health
    from models.database import clock

    with desk_ledger.writing() as session:
        mended = address_health.mend(session, args.address, clock.now(session), desk_ledger.actor(args))
    if not mended:
        hint = Told("xem `dondoc contacts`", "see `dondoc contacts`")
        raise Refusal(args.address, Told("không bị đánh dấu", "it is not marked"), hint)
    put(args, {"mended": mended}, [say("Từ nay lại gửi đến địa chỉ này.", "It is written to again.")])
    return 0


def _bounce(args: Namespace) -> int:
    """Fit for a pipe from the mail server: whatever tells nothing of our mail is passed over."""
    from models.database import clock
    from services.dispatch import returned_mail

    mail = sys.stdin.buffer.read()
    with desk_ledger.writing() as session:
        taken = returned_mail.take_in(session, mail, clock.now(session), desk_ledger.actor(args))
    told = {
        "bounced": list(taken.marked),
        "notices": taken.notices,
        "mended": taken.mended,
        "reasons": [one.reason for one in taken.bounces],
    }
    put(args, told, _what_it_told(taken))
    return 0


def _mailbox(args: Namespace) -> int:
    from cli.serving import senders

    done = {name: 0 for name in ("mails", "marked", "notices", "mended")}
    done |= senders.read_mailbox(desk_ledger.actor(args))
    line = say(
        f"{done['mails']} thư mới; thôi gửi đến {done['marked']} địa chỉ, gửi lại đến {done['mended']}; "
        f"{done['notices']} thông báo đi đường khác.",
        f"{done['mails']} new mails; {done['marked']} addresses given up, {done['mended']} good again; "
        f"{done['notices']} notices go another way.",
    )
    put(args, done, [line])
    return 0


def _what_it_told(taken: MailTaken) -> list[str]:
    lines = [f"{', '.join(one.addresses[:3])}: {one.reason}" for one in taken.bounces]
    if taken.marked:
        given_up = ", ".join(taken.marked)
        lines.append(say(f"Từ nay không gửi đến: {given_up}", f"Not written to any more: {given_up}"))
    if taken.notices:
        lines.append(
            say(f"Thông báo đi đường khác: {taken.notices}", f"Notices that go another way: {taken.notices}")
        )
    if taken.bounces and not (taken.marked or taken.notices):
        lines.append(say("Không phải thư ta đã gửi, hoặc đã ghi rồi.", "No mail of ours, or noted before."))
    if taken.mended:
        lines.append(say(f"Lại gửi đến {taken.mended}.", f"{taken.mended} is written to again."))
    return lines or [say("Không phải thư báo hỏng hẳn; không ghi gì.", "No report of a failure for good.")]


def _revoke(args: Namespace) -> int:
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import Told
    from models.contacts import revoked_links
    from models.database import clock
    from services import targets

    if bool(args.of) == bool(args.link):
        what = Told("cần một trong hai: đơn vị, hoặc --link", "one of two is needed: a unit, or --link")
        hint = Told("xem `dondoc contacts revoke --help`", "see `dondoc contacts revoke --help`")
        raise Refusal("contacts revoke", what, hint)
    with desk_ledger.writing() as session:
        now, by = clock.now(session), desk_ledger.actor(args)
        if args.link:
            whose = [revoked_links.revoke_one(session, args.link, now, by, args.why)]
        else:
            of = targets.code(session, args.of, now)
            whose = revoked_links.revoke_unit(session, of, args.name, now, by, args.why)
    names = ", ".join(whose)
    told = say(
        f"Đã thu hồi {'đường dẫn này' if args.link else 'mọi đường dẫn'} của {names}; thông báo sau mang "
        "đường dẫn mới, hoặc lấy ngay bằng `dondoc contacts link`.",
        f"{'This link' if args.link else 'Every link'} of {names} is revoked; the next notice brings a new "
        "one, or take it now with `dondoc contacts link`.",
    )
    put(args, {"revoked": whose, "all": not args.link}, [told])
    return 0


def _link(args: Namespace) -> int:
    """For whoever calls the office because a link was lost: what it opens is theirs, so the act is noted."""
    from models.contacts import revoked_links
    from models.database import clock
    from services import targets

    with desk_ledger.writing() as session:
        now = clock.now(session)
        of = targets.code(session, args.of, now)
        name, url = revoked_links.new_link(session, of, now, desk_ledger.actor(args))
    put(args, {"contact": name, "link": url}, [f"{name}: {url}"])
    return 0


def _requests(args: Namespace) -> int:
    from cascade.org import contact_words
    from models.contacts import contact_requests
    from models.database import clock
    from models.org import names_in_time
    from services import targets

    with desk_ledger.reading() as session:
        now = clock.now(session)
        units = [targets.code(session, args.unit, now)] if args.unit else None
        found = contact_requests.waiting(session, units)
        rows = [
            (
                one.id,
                names_in_time.today(session, one.unit, now),
                one.person,
                contact_words.said(one.wanted.changes).said(language()),
                moment(one.at),
                one.by,
            )
            for one in found
        ]
    head = (
        say("Số", "Number"),
        say("Đơn vị", "Unit"),
        say("Cán bộ đầu mối", "Contact"),
        say("Đề nghị", "Asked"),
        say("Lúc", "At"),
        say("Người gửi", "By"),
    )
    none = [say("Không có đề nghị nào đang chờ.", "No request waits.")]
    put(args, {"requests": found}, table(head, rows) if rows else none)
    return 0


def _decide(args: Namespace) -> int:
    from models.database import clock
    from services.answers import contact_answers

    with desk_ledger.writing() as session:
        done = contact_answers.decide(
            session,
            args.number,
            agreed=args.act == "confirm",
            now=clock.now(session),
            by=desk_ledger.actor(args),
        )
    words = {
        "done": say("Đã xác nhận và ghi.", "Confirmed and written."),
        "refused": say("Đã từ chối.", "Refused."),
    }
    put(args, {"request": done}, [words.get(done.state, str(done.state))])
    return 0


def _cells(one: Trouble) -> tuple[object, ...]:
    from cascade.notices.kinds import address
    from cascade.notices.reasons import said

    return (
        one.unit_name,
        one.contact,
        f"{one.channel} {address(one.channel, one.address, language())}"
        if one.channel
        else say("không có", "none"),
        moment(one.since) if one.since else "–",
        said(one.why, language()) or say("chưa có địa chỉ nào", "no address at all"),
        one.others,
    )
