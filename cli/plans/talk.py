"""The talks of a conference at the desk: who has confirmed, an answer given by telephone, the file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.console import desk_ledger, target_args
from cli.console.language import moment, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.views.talk_views import SpeakerTalk

ACTS = ("talks", "talk", "talk-file")


def add_acts(acts: Any) -> None:
    """Hang the acts about talks on the command that is about conferences."""
    every = acts.add_parser("talks", help=say("báo cáo viên: ai đã xác nhận", "speakers, who has confirmed"))
    answer = acts.add_parser("talk", help=say("ghi câu trả lời của báo cáo viên", "note a speaker's answer"))
    fetch = acts.add_parser("talk-file", help=say("lấy tệp bài trình bày", "fetch the file of a talk"))
    for act in (every, answer, fetch):
        act.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"))
        act.add_argument("conference", metavar=say("HỘI_NGHỊ", "CONFERENCE"))
    for act in (answer, fetch):
        act.add_argument(
            "topic",
            type=target_args.whole(1),
            metavar=say("THỨ_TỰ", "PLACE"),
            help=say("chuyên đề thứ mấy trong chương trình", "its place on the agenda"),
        )
    _say_the_answer(answer)
    fetch.add_argument("--out", type=Path, required=True, metavar=say("TỆP", "FILE"))
    for act in (every, answer, fetch):
        desk_ledger.add_by(act)


def _say_the_answer(answer: ArgumentParser) -> None:
    answer.add_argument(
        "--speaker",
        type=target_args.name,
        metavar=say("HỌ_TÊN", "NAME"),
        help=say("báo cáo viên xác nhận tham gia", "who confirms"),
    )
    answer.add_argument("--file", type=Path, metavar=say("TỆP", "FILE"), help="pptx, pdf, docx, odp")
    answer.add_argument(
        "--declined",
        type=target_args.reason,
        metavar=say("LÝ_DO", "REASON"),
        help=say("không tham gia được, vì sao", "cannot come, and why"),
    )


def run(args: Namespace) -> int:
    doing: dict[str, Callable[[Namespace], int]] = {"talks": _every, "talk": _answer, "talk-file": _fetch}
    return doing[args.act](args)


def _every(args: Namespace) -> int:
    from models.conferences import sittings, talks
    from models.database import clock
    from models.org import names_in_time
    from models.plans import plans

    with desk_ledger.reading() as session:
        now, plan_id = clock.now(session), plans.number(session, args.plan)
        sitting = sittings.of_level(session, plan_id, args.conference)
        found = talks.of_meeting(session, sittings.find(session, plan_id, sitting).id)
        rows = [_cells(talk, names_in_time.today(session, talk.unit, now)) for talk in found]
    head = (
        say("Thứ tự", "Place"),
        say("Chuyên đề", "Topic"),
        say("Đơn vị", "Unit"),
        say("Báo cáo viên", "Speaker"),
        say("Trả lời", "Answer"),
        say("Tệp", "File"),
        say("Lúc", "At"),
    )
    none = [say("Hội nghị không có báo cáo viên.", "The conference has no speakers.")]
    put(args, {"plan": args.plan, "talks": found}, table(head, rows) if rows else none)
    return 0


def _cells(talk: SpeakerTalk, unit: str) -> tuple[object, ...]:
    reply = talk.reply
    if reply is None:
        return talk.topic, talk.shown, unit, talk.named, say("chưa xác nhận", "not confirmed"), "", ""
    said = say("xác nhận", "confirmed") if reply.coming else say("không tham gia", "cannot come")
    if not reply.holds:
        said = say(f"{said} (ngày trước đây)", f"{said} (another day)")
    told = f"{said}: {reply.reason}" if reply.reason else said
    return talk.topic, talk.shown, unit, reply.speaker, told, reply.file_name, moment(reply.at)


def _answer(args: Namespace) -> int:
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import Told
    from documents.reading import handed_in
    from documents.reading.text_file import bytes_of
    from models.database import clock
    from services.answers import talk_answers
    from services.answers.talk_answers import HandedIn, TalkAnswer

    if (args.speaker is None) == (args.declined is None):
        what = Told("cần một trong hai: --speaker hoặc --declined", "one of two: --speaker or --declined")
        raise Refusal("conference talk", what, Told("xem --help", "see --help"))
    body = bytes_of(args.file, handed_in.LARGEST) if args.file is not None else b""
    file = HandedIn(args.file.name, body) if args.file is not None else None
    given = TalkAnswer(args.declined is None, args.declined or "", args.speaker or "", file)
    with desk_ledger.writing() as session:
        talk = talk_answers.find(session, args.plan, args.conference, args.topic)
        done = talk_answers.take(session, talk, given, now=clock.now(session), by=desk_ledger.actor(args))
    put(args, {"talk": done}, [say("Đã ghi câu trả lời.", "The answer is noted.")])
    return 0


def _fetch(args: Namespace) -> int:
    from services.answers import talk_answers

    with desk_ledger.reading() as session:
        talk = talk_answers.find(session, args.plan, args.conference, args.topic)
        name, _, body = talk_answers.file_of(session, talk)
    args.out.write_bytes(body)
    put(args, {"file": str(args.out), "name": name, "size": len(body)}, [f"{args.out} ({name})"])
    return 0
