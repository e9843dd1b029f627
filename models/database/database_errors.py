"""What a database cannot do, told in one line to whoever sits at the desk; its password is not in it."""

from __future__ import annotations

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database.ledger import default_url
from settings.catalogue import DATABASE_URL

_DRIVERS = ("sqlite3", "psycopg")
_ANOTHER_SHAPE = ("no such table", "no such column", "has no column named")
_SHAPE_STATES = ("42P01", "42703")
"""Of PostgreSQL, which may say it in any language: no such table, no such column."""
_MOST = 200
"""Characters of a driver's own words."""
FROZEN = "dondoc-frozen: "
"""How a ledger that takes no writing begins its answer: models.migrations.carrying.frozen_ledger."""
_BUSY = Told("một tiến trình khác đang ghi; chạy lại sau", "another process is writing; try again")
_CROSSED = ("40P01", "40001")
"""What PostgreSQL says to the one it sends away: two waited for each other, or one saw what has passed."""


def refusal_of(error: Exception, url: str | None = None) -> Refusal | None:
    """The refusal an error amounts to; None where it is no trouble with the database but a fault of ours.

    `url`: the database that was asked, if it is not the one in use.
    """
    if isinstance(error, SQLAlchemyError) and FROZEN in (said := _words(error)):
        return _closed(said.partition(FROZEN)[2])
    if isinstance(error, ArgumentError | NoSuchModuleError):
        what = Told("không phải địa chỉ cơ sở dữ liệu", "is no address of a database")
        return Refusal(DATABASE_URL.name, what, "postgresql://… | sqlite:////…")
    if not _of_the_database(error):
        return None
    said = _words(error)
    todo = _BUSY if crossed(error) else _todo(said, _state(error))
    return Refusal(_address(url), Told(f"cơ sở dữ liệu trả lời: {said}", f"the database says: {said}"), todo)


def crossed(error: Exception) -> bool:
    """Whether nothing is wrong but the moment: two transactions met, this one was undone whole."""
    return _state(error) in _CROSSED


def _state(error: Exception) -> str | None:
    said = error.orig if isinstance(error, DBAPIError) else error
    return getattr(said, "sqlstate", None)


def _of_the_database(error: Exception) -> bool:
    if isinstance(error, SQLAlchemyError):
        return isinstance(error, DBAPIError) and not isinstance(error, IntegrityError)
    return type(error).__module__.partition(".")[0] in _DRIVERS


def _words(error: Exception) -> str:
    said = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return " ".join(str(said).split())[:_MOST]


def _todo(said: str, state: str | None) -> Told:
    if state in _SHAPE_STATES or any(sign in said for sign in _ANOTHER_SHAPE):
        return Told(
            "cơ sở dữ liệu này do một bản dondoc khác tạo: dùng đúng bản ấy, hoặc một cơ sở dữ liệu mới",
            "another version of dondoc made this ledger: use that one, or a new ledger",
        )
    if "locked" in said:
        return _BUSY
    return Told(
        "chưa có gì được ghi; xem DONDOC_DATABASE_URL và máy chủ cơ sở dữ liệu rồi chạy lại",
        "nothing was written; look at DONDOC_DATABASE_URL and the database server, then run it again",
    )


def _address(url: str | None) -> str:
    return make_url(url or default_url()).render_as_string(hide_password=True)


def _closed(why: str) -> Refusal:
    """`moved postgresql://…`, or `archive CODE`."""
    kind, _, of = why.partition(" ")
    if kind == "archive":
        what = Told(f"đây là bản lưu trữ của {of}, chỉ để xem", f"this is the archive of {of}, read only")
        return Refusal("", what, Told(f"bỏ {DATABASE_URL.name} đi", f"unset {DATABASE_URL.name}"))
    return Refusal(
        "",
        Told(f"cơ sở dữ liệu đã chuyển sang {of}", f"the ledger has moved to {of}"),
        Told(
            f"đặt {DATABASE_URL.name} thành địa chỉ ấy rồi khởi động lại tiến trình này",
            f"set {DATABASE_URL.name} to that address and start this process again",
        ),
    )
