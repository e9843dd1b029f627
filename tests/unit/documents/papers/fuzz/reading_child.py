"""Reads papers as `dondoc draft` does, one after the other, and answers each in one line of JSON.

Run as `python -m tests.unit.documents.papers.fuzz.reading_child`; a line of input is a file and a folder
for what is written. What C libraries print is caught with the rest: the descriptors are turned aside.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from typing import BinaryIO

from cli.main import main

_WE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _worked() -> float:
    """Seconds of work, ours and that of the processes we started."""
    return sum(sum(resource.getrusage(who)[:2]) for who in _WE)


def _most_held() -> int:
    """Kilobytes; what `getrusage` says of ourselves begins with what held whoever started us."""
    with open("/proc/self/status", encoding="ascii") as told:
        return int(next(line for line in told if line.startswith("VmHWM")).split()[1])


def serve() -> None:
    """Until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        for line in sys.stdin:
            path, folder = json.loads(line)
            answers.write(json.dumps(_read(path, folder, out, err)) + "\n")
            answers.flush()


def _read(path: str, folder: str, out: BinaryIO, err: BinaryIO) -> dict[str, object]:
    began, worked = time.monotonic(), _worked()
    try:
        code = main(["draft", path, "--json", "-o", f"{folder}/plan.yaml", "--html", f"{folder}/page.html"])
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as crash:
        return {"crash": repr(crash)}
    said, told = _taken(out), _taken(err)
    return {
        "code": code,
        "told": told,
        "whole": code == 0 and "deadlines" in json.loads(said),
        "seconds": _worked() - worked,
        "waited": time.monotonic() - began,
        "peak": max(_most_held(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1000,
    }


def _taken(file: BinaryIO) -> str:
    """What was written since the last time."""
    file.seek(0)
    text = file.read().decode("utf-8", "replace")
    file.seek(0)
    file.truncate()
    return text


if __name__ == "__main__":
    serve()
