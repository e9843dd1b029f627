"""One word for one concept: nothing that people read uses a word which the glossary has retired."""

from __future__ import annotations

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).parents[3]
GLOSSARY: dict[str, Any] = tomllib.loads((HOUSE / "docs/glossary.toml").read_text("utf-8"))
ROOMS = (
    "cascade",
    "cli",
    "documents",
    "flows",
    "models",
    "notifications",
    "portal",
    "services",
    "settings",
    "tasks",
)
PAGES = (
    *("README*.md", "docs/*.md", "documents/handbook/pages/*.md", "deploy/**/*.env"),
    *("portal/templates/*.html", "notifications/fakes/pages/*.html"),
    *("notifications/wording/templates/**/*.j2", "portal/texts/*.toml"),
)
REMARKS = ("examples/**/*.yaml", "documents/handbook/*.yaml", "deploy/**/*.yaml")
"""Of these only what stands behind a # is ours: the rest are papers, or commands."""
BOTH = {"Told", "tell", "say"}
QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"\n]*\"")
CODE = re.compile(
    r"`[^`\n]*`|\]\([^)\n]*\)|https?://\S+|--?[a-z][\w-]+|\b\w*_\w+|[\w-]*/[\w./<>…-]+|\w+\.(?:md|py|toml|ya?ml|csv|png|svg)\b"
)
MARKUP = re.compile(r"<[^<>]*>|\{#.*?#\}", re.DOTALL)
LOGIC = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
LITERAL = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
FACT = re.compile(r"\{[^{}\n]*\}")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """What people read, with the line on which it begins."""

    file: str
    line: int
    words: str


@dataclass(frozen=True)
class Retired:
    """A word nobody writes any more: what to write, and where the old one still has a meaning of its own."""

    concept: str
    word: str
    instead: str
    within: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    quoted: bool = False

    def found(self, text: Text) -> Iterator[str]:
        """Each place as `file:line: …`, with the word to use."""
        if any(fnmatch(text.file, pattern) for pattern in self.files):
            return
        words = blank(QUOTED, text.words) if self.quoted else text.words
        spared = [found.span() for phrase in self.within for found in phrased(phrase).finditer(words)]
        for found in phrased(self.word).finditer(words):
            start, end = found.span()
            if any(first <= start and end <= last for first, last in spared):
                continue
            if any(phrased(near).search(sentence(words, start)) for near in self.beside):
                continue
            line = text.line + words.count("\n", 0, start)
            said = " ".join(found.group().split())
            yield f"{text.file}:{line}: “{said}” ({self.concept}): write “{self.instead}”"


@cache
def phrased(phrase: str) -> re.Pattern[str]:
    """The phrase between borders of words, over the end of a line too; * stands for any word."""
    words = r"\s+".join(r"\S+" if part == "*" else re.escape(part) for part in phrase.split())
    return re.compile(rf"(?<![\w-]){words}(?![\w-])", re.IGNORECASE)


def sentence(words: str, at: int) -> str:
    """The paragraph, line of a list or row of a table that the word stands in."""
    first = max(words.rfind("\n\n", 0, at), words.rfind("\n|", 0, at), words.rfind("\n- ", 0, at), 0)
    last = min(
        (end for mark in ("\n\n", "\n|", "\n- ") if (end := words.find(mark, at)) > 0), default=len(words)
    )
    return words[first:last]


def blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with blanks for what the pattern finds, every line where it was."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def retired() -> list[Retired]:
    """Every retired word of the glossary."""
    words = []
    for concept in GLOSSARY["concept"]:
        for lang in ("vi", "en"):
            for entry in concept.get(f"retired_{lang}", ()):
                told = {"word": entry} if isinstance(entry, str) else dict(entry)
                told = {
                    key: tuple(value) if isinstance(value, list) else value for key, value in told.items()
                }
                told.setdefault("instead", concept[lang])
                words.append(Retired(concept["id"], **told))
    return words


def pages() -> Iterator[Text]:
    """Whole files: pages of the docs, templates, the counter's sentences."""
    for path in sorted({path for pattern in PAGES for path in HOUSE.glob(pattern)}):
        text = path.read_text("utf-8")
        if path.suffix in (".j2", ".html"):
            text = MARKUP.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
            text = LOGIC.sub(_literals, text)
        if path.suffix == ".md":
            text = blank(CODE, blank(FENCED, text))
        if path.suffix == ".toml":
            text = FACT.sub("…", re.sub(r"(?m)^\[?\w+\]?(?= =|$)", "", text))
        yield Text(name_of(path), 1, text)


def _literals(found: re.Match[str]) -> str:
    said = {one.span(): one.group() for one in LITERAL.finditer(found.group()) if " " in one.group()}
    kept = ["\n" if letter == "\n" else " " for letter in found.group()]
    for (start, end), words in said.items():
        kept[start:end] = words
    return "".join(kept)


def remarks() -> Iterator[Text]:
    """What the examples and the files to start from say behind a #, and Prefect is told of our flows."""
    for path in sorted({path for pattern in REMARKS for path in HOUSE.glob(pattern)}):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if found := re.search(r"(?:^|\s)#\s(.*)|^\s*description: (.*)", line):
                yield Text(name_of(path), number, blank(CODE, found.group(1) or found.group(2)))


def sentences() -> Iterator[Text]:
    """What the code says: either half of a pair, and whatever else is Vietnamese."""
    for path in sorted(path for room in ROOMS for path in (HOUSE / room).rglob("*.py")):
        name = name_of(path)
        if any(fnmatch(name, pattern) for pattern in GLOSSARY["inputs"]["files"]):
            continue
        lines = path.read_text("utf-8").splitlines()
        seen = set()
        for node in said_in(ast.parse("\n".join(lines))):
            said = written(node)
            if said and id(node) not in seen:
                seen.add(id(node))
                yield Text(name, node.lineno, blank(CODE, said))


def said_in(tree: ast.AST) -> Iterator[ast.expr]:
    """Sentences in a module, but for docstrings, and for patterns by which something is read."""
    skip: set[int] = set()
    parts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            skip.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            skip |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in BOTH:
            for given in (*node.args, *(word.value for word in node.keywords)):
                for part in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
                    if id(part) not in skip and isinstance(part, ast.Constant | ast.JoinedStr):
                        skip.add(id(part))
                        yield part
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant | ast.JoinedStr) or id(node) in skip | parts:
            continue
        if marked(written(node) or ""):
            yield node


def written(node: ast.expr) -> str | None:
    """The sentence of a literal, with … where a fact goes in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return FACT.sub("…", node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return None


def marked(text: str) -> bool:
    """Whether it has the marks of Vietnamese."""
    letters = unicodedata.normalize("NFD", text)
    return "đ" in letters.lower() or any(unicodedata.combining(letter) for letter in letters)


def name_of(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    return [*pages(), *remarks(), *sentences()]


def test_what_is_read_here_is_what_people_read(texts: list[Text]) -> None:
    files = {text.file for text in texts}
    assert {
        "README.md",
        "docs/portal.md",
        "portal/texts/vi.toml",
        "cli/registry.py",
        "tasks/board/tables.py",
    } <= files
    assert {"flows/forms/form_models.py", "docs/findings.md", "examples/dong-nai-tw8.yaml"} <= files
    assert len(texts) > 2000


@pytest.mark.parametrize("word", retired(), ids=lambda word: f"{word.concept}-{word.word}")
def test_nothing_says_a_retired_word(word: Retired, texts: list[Text]) -> None:
    said = [place for text in texts for place in word.found(text)]
    assert not said, "\n".join(said)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Báo cáo\nnộp trễ", ["x.md:8: “trễ” (C4): write “báo cáo chậm”"]),
        ("trong thời gian trễn", []),
        ("Mở sổ\ntay và cửa sổ", ["x.md:8: “cửa sổ” (C34): write “bảng theo dõi”"]),
        ("sẽ có “thư mời sau”", []),
        ("sẽ có thư\nmời sau", ["x.md:7: “thư mời” (C17): write “giấy mời”"]),
        ("bỏ liên kết của tài khoản", []),
        ("mở liên kết", ["x.md:7: “liên kết” (C25): write “đường dẫn”"]),
    ],
)
def test_a_word_is_found_whole_over_lines_and_not_where_it_means_something_else(
    words: str, found: list[str]
) -> None:
    concepts = {"C4", "C7", "C17", "C25", "C34"}
    text = Text("x.md", 7, words)
    assert [place for word in retired() if word.concept in concepts for place in word.found(text)] == found


def test_no_word_to_write_is_itself_retired() -> None:
    kept = [Text("kept", 1, f"{one['vi']} {one['en']}") for one in GLOSSARY["concept"]]
    words = retired()
    said = [
        place
        for word in words
        for text in (*kept, Text("kept", 1, word.instead))
        for place in word.found(text)
    ]
    assert said == []
