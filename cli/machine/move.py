"""Moving up, and back: the running ledger is carried to another database and the old one closed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cli.console import desk_ledger
from cli.console.language import say
from cli.console.output import put, table
from settings.catalogue import DATABASE_URL
from settings.setting import DATABASE

if TYPE_CHECKING:
    from models.database.ledger import Ledger
    from models.migrations.carrying.moving import Moved

_WAYS = "postgresql://… | sqlite:////…"


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        required=True,
        metavar=say("ĐỊA_CHỈ", "URL"),
        help=say(
            f"cơ sở dữ liệu mới, còn trống: {_WAYS}; mật khẩu nên để ở PGPASSWORD hoặc ~/.pgpass",
            f"the new, empty database: {_WAYS}; better leave its password to PGPASSWORD or ~/.pgpass",
        ),
    )
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from models.migrations.carrying import moving
    from services.keeping import log_heads

    with desk_ledger.ledger() as source, _target(args.to) as target:
        with source.read() as session:
            now = clock.now(session)
        moved = moving.move(source, target, now, desk_ledger.actor(args))
        log_heads.carry(source.url, target.url)
    put(args, moved, _told(moved))
    return 0


def address(text: str) -> str:
    """An address of a database as DONDOC_DATABASE_URL has it. Refusal: it is none; it is not repeated."""
    try:
        return DATABASE.parse(text)
    except ValueError:
        what = Told("không phải địa chỉ cơ sở dữ liệu", "is no address of a database")
        raise Refusal("--to", what, _WAYS) from None


@contextmanager
def _target(text: str) -> Iterator[Ledger]:
    from models.database.database_errors import refusal_of
    from models.database.ledger import Ledger

    url = address(text)
    try:
        opened = Ledger(url)
        opened.upgrade()
    except Exception as error:
        if (refused := refusal_of(error, url)) is None:
            raise
        raise refused from None
    try:
        yield opened
    finally:
        opened.dispose()


def _told(moved: Moved) -> list[str]:
    rows = [(name, many) for name, many in moved.rows.items() if many]
    return [
        *table((say("bảng", "table"), say("dòng", "rows")), rows),
        "",
        say(
            f"Đã chuyển sang {moved.address}; từng dòng giống hệt. Nơi cũ từ nay chỉ để xem.",
            f"Moved to {moved.address}; every row is the same. The old place is to be read only from now on.",
        ),
        say(
            f"Bây giờ: đặt {DATABASE_URL.name} thành địa chỉ ấy cho mọi tiến trình rồi khởi động lại chúng.",
            f"Now: set {DATABASE_URL.name} to that address for every process and restart them.",
        ),
    ]
