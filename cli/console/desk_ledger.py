"""How a command gets at the ledger: opened, brought up to date, one transaction, and who is acting."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import target_args
from cli.console.language import say
from settings.catalogue import BY, DATABASE_URL, HOME

if TYPE_CHECKING:
    from models.database.ledger import Ledger, Session


@contextmanager
def ledger() -> Iterator[Ledger]:
    """The ledger this machine uses, with its tables as this version knows them."""
    from models.database.ledger import Ledger

    opened = Ledger()
    try:
        opened.upgrade()
        yield opened
    finally:
        opened.dispose()


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction: all of it is kept when the block ends well, nothing when it does not."""
    with ledger() as opened, opened.begin() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A look at the ledger that never waits for a writer."""
    with ledger() as opened, opened.read() as session:
        yield session


@contextmanager
def looking() -> Iterator[Session | None]:
    """A look at the ledger if this machine has one: None where nothing was ever issued."""
    if not _there():
        yield None
        return
    with reading() as session:
        yield session


@contextmanager
def as_it_stands() -> Iterator[Session | None]:
    """A look at the ledger that changes nothing, its tables neither: None where this machine has none."""
    from models.database.ledger import Ledger

    if not _there():
        yield None
        return
    opened = Ledger()
    try:
        with opened.read() as session:
            yield session
    finally:
        opened.dispose()


def _there() -> bool:
    url = DATABASE_URL.get()
    if url and not url.startswith("sqlite:///"):
        return True
    return Path(url.removeprefix("sqlite:///") if url else HOME.get() / "dondoc.sqlite3").is_file()


def add_by(parser: argparse.ArgumentParser) -> None:
    """Every act in the ledger has a name beside it."""
    parser.add_argument(
        "--by",
        type=target_args.name,
        default=BY.get() or None,
        metavar=say("TÊN", "WHO"),
        help=say(
            "ai làm (mặc định: DONDOC_BY hoặc tên đăng nhập)", "who acts (DONDOC_BY, or the login name)"
        ),
    )


def actor(args: argparse.Namespace) -> str:
    """Whom the ledger will name."""
    if args.by:
        return str(args.by)
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container's user may have no name.
        return "dondoc"
