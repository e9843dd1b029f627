"""What a message, a template, a page or a help text names is there: commands, options, files, pages."""

from __future__ import annotations

import ast
import re
import shlex
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from cli.main import build_parser
from cli.registry import COMMANDS
from cli.serving.roles import ROLES
from portal.app import COUNTER
from settings.catalogue import SETTINGS
from settings.setting import IN_FILE
from tests.unit.test_house import PACKAGES, SOURCES

HOUSE = Path(__file__).resolve().parents[2]
PAGES = [
    *HOUSE.glob("*.md"),
    *(HOUSE / "docs").glob("*.md"),
    *(HOUSE / "examples").glob("*.md"),
    *(HOUSE / "deploy").rglob("*.*"),
    *(HOUSE / "portal").rglob("*.toml"),
    *(HOUSE / "portal" / "templates").glob("*"),
    *(HOUSE / "notifications" / "wording" / "templates").rglob("*.j2"),
    HOUSE / "Makefile",
]
OURS = r"dondoc"
TOLD = re.compile(rf"`{OURS} ([^`\n]+)`|^ {{4}}(?:\.venv/bin/)?{OURS} ([^#<>|\n]+)", re.MULTILINE)
"""In backticks, or a line of a page that is typed."""
ADVISED = re.compile(
    rf"(?:→|\b(?:run|use|with|see|chạy|dùng|xem|bằng|gõ|lệnh|hint=)) {OURS} ([a-z][a-z-]*(?: [a-z-]+)?)"
)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
FILE = re.compile(r"(?<![\w./-])((?:docs|examples|deploy)/[\w./-]*\w)")
VARIABLE = re.compile(r"\bDONDOC_[A-Z_]+\b")
MAKE = re.compile(r"`make ([a-z]+)")
PATH = re.compile(r"(?<![\w.])/(?:b|d|zalo)/[\w{}<>…-]+(?:/[\w{}<>…-]+)*|(?<![\w./])/health\b")
OF_OTHERS = {
    *("--nodetach", "--host", "--set", "--port", "--pool", "--limit", "--base-job-template", "--work-queue"),
    *("--lang", "--type", "--store", "--keep", "--list-langs", "--psm"),
    *("--no-services", "--tied", "--then-services", "--with-healthcheck"),
    *("--table", "--format", "--no-owner", "--no-privileges", "--snapshot", "--file", "--exit-on-error"),
    *("--clean", "--if-exists", "--data-only", "--dbname", "--version", "--list", "--use-list"),
}
"""Options of Prefect, Tesseract, pg_dump, of our processes and fakes; and the one that every command has."""


@dataclass(frozen=True)
class Text:
    """Something that people read, and where it stands."""

    where: str
    words: str


def strings() -> Iterator[Text]:
    """Every string of the product: the docstring of a module is for us, its other strings are for people."""
    for path in SOURCES:
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        inside = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        file = path.relative_to(HOUSE)
        for node in nodes:
            if isinstance(node, ast.JoinedStr):
                parts = (str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
                yield Text(f"{file}:{node.lineno}", "".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                yield Text(f"{file}:{node.lineno}", node.value)


def pages() -> Iterator[Text]:
    for path in PAGES:
        if path.is_file():
            yield Text(str(path.relative_to(HOUSE)), path.read_text(encoding="utf-8"))


pytestmark = pytest.mark.xdist_group("texts")


@cache
def texts() -> list[Text]:
    """All of them, read when a test asks: every process of the tests opens this file, and one reads."""
    return [*strings(), *pages()]


def below(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    return {
        name: one
        for action in parser._actions
        if isinstance(action, _SubParsersAction)
        for name, one in action.choices.items()
    }


@cache
def parsers() -> dict[str, ArgumentParser]:
    return {one.name: below(build_parser(one))[one.name] for one in COMMANDS}


def options(parser: ArgumentParser) -> set[str]:
    own = {name for action in parser._actions for name in action.option_strings}
    return own.union(*(options(one) for one in below(parser).values()))


def wrong_command(told: str) -> str:
    """What is wrong with "contacts mend xa@example.vn"; nothing where it can be typed."""
    try:
        words = shlex.split(told.split(" … ")[0].strip())
    except ValueError:
        words = told.split()
    name, *rest = words
    if not re.fullmatch(r"[a-z][a-z-]*", name):
        return ""
    if name not in parsers():
        return f"no command {name}"
    parser = parsers()[name]
    acts = below(parser)
    if rest and acts and re.fullmatch(r"[a-z][a-z-]*", rest[0]):
        if rest[0] not in acts:
            return f"no act {name} {rest[0]}"
        parser = acts[rest[0]]
    strangers = {one for one in OPTION.findall(told)} - options(parser) - {"--lang", "--json", "--help"}
    return f"no option {name} {' '.join(sorted(strangers))}" if strangers else ""


def commands() -> list[tuple[str, str]]:
    found = []
    for text in texts():
        for one in TOLD.finditer(text.words):
            found += [(text.where, part) for part in re.split(r" \| | && ", one[1] or one[2]) if part.strip()]
        found += [(text.where, one) for one in ADVISED.findall(text.words)]
    return [(where, one.removeprefix("dondoc ").strip()) for where, one in found]


def test_every_command_that_is_named_can_be_typed() -> None:
    named = commands()
    assert len(named) > 150
    assert [(where, one, wrong) for where, one in named if (wrong := wrong_command(one))] == []


def test_every_option_that_a_message_names_is_one() -> None:
    known = set().union(*map(options, parsers().values())) | OF_OTHERS
    rooms = tuple(f"{room}/" for room in PACKAGES if room not in ("flows", "tasks"))
    named = [
        (text.where, option)
        for text in texts()
        if text.where.startswith(rooms) and not text.where.endswith(".css")
        for option in OPTION.findall(text.words)
    ]
    assert len(named) > 60
    assert [(where, option) for where, option in named if option not in known] == []


@pytest.mark.parametrize("kind", ["file", "setting", "target", "page", "role"])
def test_every_thing_that_is_named_is_there(kind: str) -> None:
    named = [(text.where, one) for text in texts() for one in FINDERS[kind](text.words)]
    assert len(named) > 3
    assert [(where, one) for where, one in named if not THERE[kind](one)] == []


ROUTES = [
    re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(route.path)))
    for room in COUNTER
    for route in room.router.routes
    if hasattr(route, "path")
]
FINDERS: dict[str, Callable[[str], list[str]]] = {
    "file": FILE.findall,
    "setting": VARIABLE.findall,
    "target": MAKE.findall,
    "page": PATH.findall,
    "role": re.compile(r"-m cli\.serving ([a-z]+)").findall,
}
TARGETS = set(re.findall(r"^([a-z]+):", (HOUSE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
SECRETS_IN_FILES = {one.name + IN_FILE for one in SETTINGS.values() if one.secret}
THERE: dict[str, Callable[[str], bool]] = {
    "file": lambda one: (HOUSE / one).exists(),
    "setting": lambda one: one in SETTINGS or one in SECRETS_IN_FILES,
    "target": lambda one: one in TARGETS,
    "page": lambda one: one == "/health" or any(route.fullmatch(one) for route in ROUTES),
    "role": lambda one: one in ROLES,
}


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ("drafted vb.docx", "no command drafted"),
        ("contacts heal xa@example.vn", "no act contacts heal"),
        ("issue kh.yaml --dry-run", "no option issue --dry-run"),
        ("contacts mend xa@example.vn", ""),
        ("status", ""),
    ],
)
def test_a_name_that_is_none_would_be_found(told: str, wrong: str) -> None:
    assert wrong_command(told) == wrong


@pytest.mark.parametrize(
    ("kind", "name"),
    [("file", "docs/khong-co.md"), ("setting", "DONDOC_KHONG_CO"), ("page", "/b/x/khong-co")],
)
def test_a_thing_that_is_none_would_be_found(kind: str, name: str) -> None:
    assert FINDERS[kind](name) == [name]
    assert not THERE[kind](name)
