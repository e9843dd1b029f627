"""The words of every command."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cli.main import build_parser
from cli.registry import COMMANDS
from tests.unit.cli.conftest import Desk
from tests.unit.doors.values import Door, refused

NAMED: Mapping[str, str] = {
    **dict.fromkeys(("until", "day", "on", "first", "last"), "day"),
    **dict.fromkeys(("start", "end", "backup_taken", "stopped_at"), "moment"),
    **dict.fromkeys(("limit", "days", "year", "present", "expected", "seen", "burst", "quota"), "count"),
    **dict.fromkeys(("prefect_port", "portal_port", "port", "web_port"), "count"),
    **{"number": "count", "topic": "count", "speaker": "name", "declined": "reason"},
    **{"rate": "rate", "by": "name", "name": "name", "source": "name", "why": "reason", "note": "note"},
    **{"mail": "mail", "zbs": "phone", "zalo": "chat", "figures": "figures", "channels": "channel"},
    **dict.fromkeys(("excused", "delegates"), "count"),
    **{"reason": "reason", "phone": "dialled"},
    **dict.fromkeys(("names", "stand_in", "technician"), "words of a page"),
    **dict.fromkeys(("unit", "to", "of", "branch"), "unit"),
    **dict.fromkeys(
        (
            *("plan", "duty", "requirement", "conference", "venue"),
            *("occasion", "state", "channel", "address", "link"),
        ),
        "",
    ),
    "portal": "link",
    "level": "level",
    "role": "word",
    "wall": "wall",
    "requirement": "duty",
}
"""Words of a command by their name; an empty kind is the name itself."""
SPECIAL = {
    ("promise", "note"): "text",
    ("units list", "text"): "words of a page",
    ("units list", "below"): "unit",
    ("units list", "page"): "count",
    ("units tree", "depth"): "count",
    ("units start", "of"): "name",
    ("amend", "why"): "text",
    ("contacts revoke", "why"): "text",
    ("contacts revoke", "name"): "unit",
    **{(f"person {act}", "who"): "name" for act in ("export", "erase")},
    **{(f"officers {act}", "mail"): "address" for act in ("add", "roles", "end", "link", "reset")},
}
SAMPLES = {
    **{"day": "5/12/2026", "moment": "2026-12-05 08:00", "count": "1900", "rate": "5", "name": "Ông X"},
    **{
        "reason": "Bão",
        "note": "",
        "text": "Bão",
        "mail": "a@example.vn",
        "phone": "0987654321",
        "figures": "a=1",
    },
    "chat": "a75734dcad03731fd227",
    "word": "admin",
    "wall": "8 x 3,5",
}


Words = tuple[str, ...]


def words_of(parser: argparse.ArgumentParser, path: Words) -> Iterator[tuple[Words, argparse.ArgumentParser]]:
    inner = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    for one in inner:
        for name, act in one.choices.items():
            yield from words_of(act, (*path, name))
    if not inner:
        yield path, parser


def typed_words() -> Iterator[tuple[Words, argparse.ArgumentParser, argparse.Action]]:
    for command in COMMANDS:
        [subs] = [
            one for one in build_parser(command)._actions if isinstance(one, argparse._SubParsersAction)
        ]
        for path, parser in words_of(subs.choices[command.name], (command.name,)):
            for action in parser._actions:
                if (
                    action.nargs != 0
                    and action.dest != "lang"
                    and action.choices is None
                    and action.type is not Path
                ):
                    yield path, parser, action


def kind_of(path: Words, dest: str) -> str:
    kind = SPECIAL.get((" ".join(path), dest)) or NAMED.get(dest)
    assert kind is not None, f"{' '.join(path)} {dest}: say which kind of value it is"
    return kind or dest


def argv(path: Words, parser: argparse.ArgumentParser, tested: argparse.Action, value: str) -> list[str]:
    options: list[str] = []
    words: list[str] = []
    for action in parser._actions:
        sample = (
            next(iter(action.choices)) if action.choices else SAMPLES.get(NAMED.get(action.dest, ""), "x")
        )
        typed = value if action is tested else sample
        if action.option_strings and (action is tested or action.required):
            options.append(f"{action.option_strings[0]}={typed}")
        elif not action.option_strings and (action is tested or action.nargs not in ("?", "*")):
            words.append(typed)
    return [*path, *options, "--", *words] if words else [*path, *options]


def command_doors(desk: Desk) -> Iterator[Door]:
    for path, parser, action in typed_words():

        def bring(typed: str, lang: str, of: Any = (path, parser, action)) -> object:
            path, parser, action = of
            words = argv(path, parser, action, typed)
            if lang == "taken":
                return getattr(parser.parse_args(words[len(path) :]), action.dest)
            answer = desk(*path, "--lang", lang, *words[len(path) :])
            assert answer.code == 2, (words, answer)
            raise refused(answer.err)

        yield Door(" ".join((*path, action.dest)), kind_of(path, action.dest), bring)
