"""Brings the ledger's tables up to this version, or says beforehand what that would do to whom."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.console.language import moment, say
from cli.console.output import put

if TYPE_CHECKING:
    from services.auditing.upgrading import UpgradeOutlook


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help=say(
            "chỉ xem: bảng sẽ đổi gì, tiến trình nào phải dừng trước; không đổi gì",
            "only look: what would change, which processes must stop first; nothing is changed",
        ),
    )


def run(args: Namespace) -> int:
    """Exit 1 after `--check`: not now. The desk's own way to the ledger would upgrade it at once."""
    from models.database.ledger import Ledger
    from services.auditing import upgrading

    ledger = Ledger()
    try:
        if args.check:
            with ledger.read() as session:
                seen = upgrading.outlook(session)
        else:
            seen = upgrading.upgrade(ledger)
    finally:
        ledger.dispose()
    put(args, seen, list(_lines(seen)))
    if not args.check:
        print(say(f"đã ở phiên bản {seen.ours}", f"now at revision {seen.ours}"))
    return 0 if seen.ready else 1


def _lines(seen: UpgradeOutlook) -> Iterator[str]:
    nothing = say("(trống)", "(empty)")
    yield say(
        f"cơ sở dữ liệu: {seen.found or nothing}; bản này: {seen.ours}",
        f"ledger: {seen.found or nothing}; this version: {seen.ours}",
    )
    for one in seen.pending:
        adds = say("chỉ thêm; tiến trình cũ chạy tiếp được", "only adds; older processes go on")
        since = say(f"chạy tiếp được từ mã {one.survived_from}", f"survived by code from {one.survived_from}")
        yield f"  {one.revision}  {one.told}  [{since if one.survived_from else adds}]"
    for process in seen.alive:
        code = process.schema or "?"
        stop = say("phải dừng trước", "stop it first") if seen.breaks(process) else say("cứ chạy", "goes on")
        yield f"  {process.role} {process.name}: {code}, {moment(process.at)} → {stop}"
    yield _verdict(seen)


def _verdict(seen: UpgradeOutlook) -> str:
    if not seen.known:
        return say(
            "✗ bản dondoc mới hơn đã ghi vào đây: dùng bản ấy, hoặc khôi phục bản sao lưu trước khi nâng cấp",
            "✗ a newer dondoc has written here: use that one, or restore the backup of before the upgrade",
        )
    if seen.in_the_way:
        return say("✗ chưa nâng cấp được: dừng các tiến trình trên", "✗ not now: stop the processes above")
    if not seen.pending:
        return say("✓ không có gì phải nâng cấp", "✓ nothing to upgrade")
    return say(
        "✓ nâng cấp được mà không dừng gì: dondoc upgrade", "✓ can be done while all run: dondoc upgrade"
    )
