"""The `dondoc` command: finds the module that does what is asked; bad input never ends in a traceback."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from cli.console.language import LANGUAGES, in_vietnamese, language, say, speak
from cli.registry import COMMANDS, Command
from settings import traced

if TYPE_CHECKING:
    from cascade.lang.refusal import Refusal

WRONG_USAGE = 2
INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """argparse with headings people here can read, and one line instead of a page when it is used wrongly."""

    def __init__(self, **options: object) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._positionals.title = say("tham số", "arguments")
        self._optionals.title = say("tùy chọn", "options")
        self.add_argument("-h", "--help", action="help", help=say("in hướng dẫn này", "print this help"))

    def error(self, message: str) -> NoReturn:
        hint = say(f"xem `{self.prog} --help`", f"see `{self.prog} --help`")
        told = say(in_vietnamese(message), message)
        self.exit(WRONG_USAGE, f"{self.prog}: {say('sai cú pháp', 'wrong usage')}: {told}; {hint}\n")

    def format_help(self) -> str:
        usage, rest = super().format_help().split("\n\n", 1)
        ours = usage.replace("usage:", "cách dùng:", 1).replace("\n", "\n    ")
        return f"{say(ours, usage)}\n\n{rest}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the number is the exit code."""
    if argv is None:
        # What it loads stays to the end of this process: a seventh of loading went into looking for garbage.
        gc.set_threshold(50_000, 20)
    words = [_typed(word) for word in (sys.argv[1:] if argv is None else argv)]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        speak(_asked_language(words))
        return _run(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us (head, less) has seen enough; a second complaint at exit would be noise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if (refused := _refusal(error)) is None:
            raise
        print(refused.said(language()), file=sys.stderr)
        return 1


def _refusal(error: Exception) -> Refusal | None:
    """What is said of the error in one line. Loaded only now: the help needs none of it."""
    from cascade.lang.refusal import Refusal

    if isinstance(error, Refusal):
        return error
    from models.database.database_errors import refusal_of

    return refusal_of(error)


def _typed(word: str) -> str:
    """A word as the gate lets it in; the name of a file that is there stays as the file has it."""
    if word.isascii() or os.path.exists(word[:255]):
        return word
    from cascade.lang import brought

    return word if brought.fault(word) else brought.cleaned(word)


def _refuse_unreadable(words: list[str]) -> None:
    from cascade.lang import brought
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import tell

    for place, word in enumerate(words, 1):
        wrong = brought.fault(word) if not os.path.exists(word[:255].replace("\0", "")) else None
        if wrong is not None:
            where = tell("từ {place}, cột {at}", "word {place}, column {at}", place=place, at=wrong.at + 1)
            raise Refusal(where, wrong.what, wrong.todo)


def _run(words: list[str]) -> int:
    chosen = _chosen(words)
    parser = build_parser(chosen)
    args = parser.parse_args(words)
    if chosen is None:
        parser.print_help()
        return WRONG_USAGE
    try:
        _refuse_unreadable(words)
        code = _traced(chosen, args) if traced() else _done(chosen, args)
    except OSError as trouble:
        print(_one_line(f"{trouble.filename or 'dondoc'}: {trouble.strerror or trouble}"), file=sys.stderr)
        return 1
    sys.stdout.flush()
    return code


def _done(chosen: Command, args: argparse.Namespace) -> int:
    code: int = import_module(chosen.module).run(args)
    return code


def _traced(chosen: Command, args: argparse.Namespace) -> int:
    """The same, telling how long it took. Refusal: what tells it is not installed."""
    from settings import traces

    traces.begin("desk")
    try:
        with traces.span(traces.TraceAct.COMMAND, command=chosen.name) as span:
            code = _done(chosen, args)
            span.note(outcome=code)
            return code
    finally:
        traces.end()


def build_parser(chosen: Command | None = None) -> Parser:
    """The parser of all commands; only the chosen one loads its module to say what it takes."""
    parser = Parser(
        prog="dondoc",
        description=say(
            "Đôn Đốc: một kế hoạch thành nhiệm vụ có thời hạn của từng đơn vị, theo dõi đến khi hoàn thành.",
            "Đôn Đốc: one plan becomes dated duties for every unit, followed up until they are done.",
        ),
    )
    _add_language(parser)
    subparsers = parser.add_subparsers(
        dest="command", metavar=say("LỆNH", "COMMAND"), title=say("các lệnh", "commands"), parser_class=Parser
    )
    for command in COMMANDS:
        below = subparsers.add_parser(command.name, help=say(command.vi, command.en))
        below.description = say(command.vi, command.en)
        if command is chosen:
            import_module(command.module).add_parser(below)
            below.set_defaults(json=False)
            _add_common(below)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    """--json and --lang, on a command and on each of its acts: people type them last."""
    told = say("in JSON cho chương trình đọc", "print JSON")
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=told)
    _add_language(parser)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for act in action.choices.values():
                _add_common(act)


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=argparse.SUPPRESS,
        help=say("ngôn ngữ: vi hoặc en (DONDOC_LANG)", "language: vi or en (DONDOC_LANG)"),
    )


def _chosen(words: Sequence[str]) -> Command | None:
    """The command among the words, before any parser exists: the first that is not an option or its value."""
    by_name = {command.name: command for command in COMMANDS}
    rest = [word for place, word in enumerate(words) if place == 0 or words[place - 1] != "--lang"]
    names = (word for word in rest if not word.startswith("-"))
    return by_name.get(next(names, ""))


def _asked_language(words: Sequence[str]) -> str | None:
    """--lang is needed before the parser is made, for the parser's own words."""
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            return words[place + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def _one_line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    sys.exit(main())
