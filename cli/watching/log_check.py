"""The sealed log of acts: whether anything in it was changed, taken away or put in, and where."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.format import counted
from cli.console import desk_ledger
from cli.console.language import language, moment, say
from cli.console.output import put

if TYPE_CHECKING:
    from models.database.chain_check import ChainBreak, ChainReport

_WORDS = {
    "row_changed": Told(
        "dòng {row}: nội dung không còn như khi niêm phong", "row {row}: its content is not as it was sealed"
    ),
    "row_gone": Told("dòng {row}: đã bị xóa", "row {row}: was taken away"),
    "row_put_in": Told("dòng {row}: được chèn vào sau", "row {row}: was put in later"),
    "link_changed": Told("mắt xích {number}: bị sửa hoặc tráo", "link {number}: was changed or exchanged"),
    "link_gone": Told("mắt xích {number}: không còn", "link {number}: is gone"),
    "end_gone": Told(
        "từ mắt xích {number} trở đi: đã ký mà nay không còn (phần cuối bị cắt)",
        "from link {number} on: signed, and no longer there (the end was cut off)",
    ),
    "rewritten": Told(
        "từ mắt xích {number}: khác với đầu chuỗi đã ký (chuỗi được viết lại)",
        "from link {number} on: not what was signed (the chain was written anew)",
    ),
    "head_changed": Told(
        "đầu chuỗi đã ký, {line}: chữ ký không đúng", "signed heads, {line}: the signature is wrong"
    ),
    "head_gone": Told("đầu chuỗi đã ký, {line}: không còn", "signed heads, {line}: is gone"),
}
"""By kind of fault; see models.database.chain_check.ChainFault."""


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar=say("VIỆC", "ACT"))
    verify = acts.add_parser(
        "verify",
        help=say("niêm phong phần còn lại rồi xem lại toàn bộ", "seal the rest, go through all"),
    )
    verify.add_argument(
        "--heads",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "bản chép heads.jsonl giữ ở máy khác: xem chuỗi có đúng như đã ký ở đó không",
            "a copy of heads.jsonl kept elsewhere: whether the chain is what was signed there",
        ),
    )
    acts.add_parser(
        "head", help=say("đầu chuỗi bây giờ, để ghi ra giấy", "the head of the chain now, to be written down")
    )


def run(args: Namespace) -> int:
    if args.act == "head":
        return _head(args)
    copy: Path | None = getattr(args, "heads", None)
    if copy is not None and not copy.is_file():
        raise Refusal(str(copy), Told("không có tệp này", "there is no such file"))
    from models.database import clock
    from services.auditing import sealed_log

    with desk_ledger.ledger() as ledger:
        with ledger.read() as session:
            now = clock.now(session)
        report = sealed_log.verify(ledger, now, copy)
    put(args, report, [*map(_line, report.breaks), *_told(report)])
    return 1 if report.found else 0


def _head(args: Namespace) -> int:
    from services.auditing import sealed_log
    from services.keeping import head_signing, log_heads

    with desk_ledger.ledger() as ledger:
        end = sealed_log.end(ledger)
        folder = log_heads.folder_for(ledger.url)
    public = head_signing.public(folder) if folder else ""
    facts = {"number": end.number, "hash": end.hash, "key": public, "folder": str(folder or "")}
    signed = head_signing.mark(public) if public else "–"
    told = say(
        f"mắt xích {end.number}: {end.hash}; khóa {signed}; tệp đã ký ở {folder}",
        f"link {end.number}: {end.hash}; key {signed}; what is signed lies in {folder}",
    )
    put(args, facts, [told])
    return 0


def _line(place: ChainBreak) -> str:
    newest = place.number == 0
    line = "newest.json" if newest else f"heads.jsonl {say('dòng', 'line')} {place.number}"
    told = _WORDS[place.fault].said(language())
    near = f" ({say('niêm phong lúc', 'sealed at')} {moment(place.near)})" if place.near else ""
    return f"✗ {told.format(row=place.audit_id, number=place.number, line=line)}{near}"


def _told(report: ChainReport) -> list[str]:
    lines = []
    if (more := report.found - len(report.breaks)) > 0:
        lines.append(say(f"… và {more} chỗ nữa", f"… and {more} places more"))
    if report.erased:
        lines.append(
            say(
                f"{report.erased} dòng đã xóa tên người, có ghi lại: dondoc log",
                f"{report.erased} rows had a person erased, each accounted for: dondoc log",
            )
        )
    if report.unbound and report.unbound_since:
        since = moment(report.unbound_since)
        lines.append(
            say(
                f"{report.unbound} dòng từ {since} chưa niêm phong: chưa xem được",
                f"{report.unbound} rows since {since} are not sealed yet: nothing can be said of them",
            )
        )
    if not report.heads:
        lines.append(
            say(
                "trên máy này chưa có đầu chuỗi nào được ký: ai viết lại cả chuỗi thì chưa thấy được",
                "no head was signed on this machine: a chain written anew as a whole would not be seen",
            )
        )
    return [*lines, _verdict(report)]


def _verdict(report: ChainReport) -> str:
    held = say(f"{report.heads} đầu chuỗi đã ký", counted(report.heads, "signed head"))
    rows = counted(report.links, "row")
    if report.found:
        return say(
            f"Nhật ký ĐÃ BỊ THAY ĐỔI ở {report.found} chỗ (trong {report.links} dòng; {held}).",
            f"The log WAS CHANGED in {counted(report.found, 'place')} (of {rows}; {held}).",
        )
    return say(
        f"Nhật ký nguyên vẹn: {report.links} dòng, đối chiếu với {held}.",
        f"The log is whole: {rows}, held against {held}.",
    )
