"""Whatever file is handed to `dondoc draft`: a whole answer or one line, within ten seconds and 500 MB."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.documents.papers.fuzz.damaged_papers import damaged_file, slipped_text
from tests.unit.documents.papers.fuzz.hostile_papers import HOSTILE, hostile_file

HOUSE = Path(__file__).resolve().parents[5]
SECONDS, MEGABYTES = 10, 500
PATIENCE = 60
"""Seconds by the clock of a busy machine; what the reading itself takes is measured."""
TEXTS, FILES = 1_000, 300
QUICK = [
    "huge-page.pdf", "laughs-utf16.docx", "limits.txt", "locked.docx", "locked.pdf", "notes-of-notes.docx",
    "reports.txt", "word-97.doc",
]  # fmt: skip


class ReadingChild:
    """A process that reads papers in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        for name in ("in", "out", "tmp"):
            (home / name).mkdir()
        environment = {**os.environ, "PYTHONPATH": str(HOUSE), "HOME": str(home), "TMPDIR": str(home / "tmp")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.unit.documents.papers.fuzz.reading_child"],
            cwd=home, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.seen: list[dict[str, Any]] = []

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()

    def read(self, path: Path) -> dict[str, Any]:
        """What it answered, once it is a whole answer or one line and nothing else was written."""
        assert self.process.stdin
        assert self.process.stdout
        before = self._files()
        self.process.stdin.write(json.dumps([str(path), str(self.home / "out")]) + "\n")
        self.process.stdin.flush()
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.process.stdout, selectors.EVENT_READ)
            assert waiting.select(PATIENCE), f"{path.name}: no answer after {PATIENCE} s"
        line = self.process.stdout.readline()
        assert line, f"{path.name}: the reader died ({self.process.wait()})"
        answer: dict[str, Any] = json.loads(line)
        assert "crash" not in answer, (path.name, answer)
        assert self._files() - before <= {self.home / "out" / name for name in ("plan.yaml", "page.html")}
        for written in (self.home / "out").iterdir():
            written.unlink()
        self._judge(path.name, answer)
        return answer

    def _files(self) -> set[Path]:
        return {path for path in self.home.rglob("*") if not path.is_dir()}

    def _judge(self, name: str, answer: dict[str, Any]) -> None:
        self.seen.append(answer)
        assert answer["code"] in (0, 1), (name, answer)
        if answer["code"] == 0:
            assert answer["whole"], (name, answer)
            assert not answer["told"], (name, answer)
        else:
            assert answer["told"].count("\n") == 1, (name, answer)
            assert name.partition(".")[0] in answer["told"], (name, answer)
            assert "Traceback" not in answer["told"]
            assert len(answer["told"]) < 700
        assert answer["seconds"] < SECONDS, (name, answer)
        assert answer["peak"] < MEGABYTES, (name, answer)


@pytest.fixture
def child(tmp_path: Path) -> Iterator[ReadingChild]:
    made = ReadingChild(tmp_path)
    yield made
    made.close()


def read_texts(child: ReadingChild, seeds: range) -> None:
    path = child.home / "in" / "van-ban.txt"
    for seed in seeds:
        path.write_bytes(slipped_text(seed))
        child.read(path)


def read_files(child: ReadingChild, seeds: range) -> None:
    for seed in seeds:
        name, raw = damaged_file(seed)
        path = child.home / "in" / name
        path.write_bytes(raw)
        child.read(path)


def told(child: ReadingChild) -> str:
    whole = sum(one["code"] == 0 for one in child.seen)
    slowest, most = (max(one[key] for one in child.seen) for key in ("seconds", "peak"))
    return f"{len(child.seen)} read, {whole} whole, slowest {slowest:.2f} s, most {most:.0f} MB"


def test_some_texts_that_slipped(child: ReadingChild) -> None:
    read_texts(child, range(5_000, 5_030))
    assert {one["code"] for one in child.seen} == {0, 1}


def test_some_damaged_files(child: ReadingChild) -> None:
    read_files(child, range(5_000, 5_030))
    assert {one["code"] for one in child.seen} == {0, 1}


def test_what_somebody_made_on_purpose(child: ReadingChild) -> None:
    for name in QUICK:
        child.read(hostile_file(child.home / "in", name))


def test_a_file_of_200_megabytes(child: ReadingChild) -> None:
    path = child.home / "in" / "lon.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(200_000_000)
    assert child.read(path)["code"] == 1


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_a_thousand_texts_that_slipped(child: ReadingChild) -> None:
    read_texts(child, range(TEXTS))
    print(told(child))


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_three_hundred_damaged_files(child: ReadingChild) -> None:
    read_files(child, range(FILES))
    print(told(child))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_everything_somebody_made_on_purpose(name: str, child: ReadingChild) -> None:
    child.read(hostile_file(child.home / "in", name))
    print(told(child))
