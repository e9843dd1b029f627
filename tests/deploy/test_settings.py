"""The settings example and the units: no setting forgotten, none made up, every process one that exists."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from cli.serving.roles import ROLES
from settings.prefect_defaults import BATCHES, KEPT, PULSE, QUIET, WORKER

HOUSE = Path(__file__).resolve().parents[2]
DEPLOY = HOUSE / "deploy"
PACKAGES: tuple[str, ...] = ("cascade", "settings", "models", "notifications", "documents")
PACKAGES = (*PACKAGES, "services", "tasks", "flows", "portal", "cli")
LINE = re.compile(r"^#?([A-Z][A-Z_]+)=(.*)$", re.MULTILINE)
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def stated() -> dict[str, str]:
    """Every variable of the example, and its value there."""
    return dict(LINE.findall((DEPLOY / "settings.example.env").read_text(encoding="utf-8")))


def read_by_the_code() -> set[str]:
    sources = [path for package in PACKAGES for path in (HOUSE / package).rglob("*.py")]
    told = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    ours = set(re.findall(r"\bDONDOC_[A-Z]+(?:_[A-Z]+)*\b", told))
    others = set(re.findall(r"environ(?:\.get\(|\.setdefault\(|\[)\"([A-Z_]+)\"", told))
    return ours | others - {"PREFECT_LOGGING_LEVEL"}


def test_every_variable_the_code_reads_is_in_the_example() -> None:
    everybodys = {"NO_COLOR"}
    assert not read_by_the_code() - set(stated()) - everybodys


def test_the_example_makes_up_no_variable_of_ours() -> None:
    ours = {name for name in stated() if name.startswith("DONDOC_")}
    assert not ours - read_by_the_code()


def test_prefect_defaults_are_shown_as_they_are() -> None:
    ours = {**BATCHES, **QUIET, **KEPT, **WORKER, **PULSE}
    assert {name: value for name, value in stated().items() if name in ours} == ours


def test_a_shell_reads_the_example_with_every_line_uncommented(tmp_path: Path) -> None:
    text = (DEPLOY / "settings.example.env").read_text(encoding="utf-8")
    file = tmp_path / "settings.env"
    file.write_text(re.sub(r"^#(?=[A-Z][A-Z_]+=)", "", text, flags=re.MULTILINE), encoding="utf-8")
    asked = ["sh", "-ec", f"set -a; . {file}; env"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True, env={})
    read = dict(line.split("=", 1) for line in answer.stdout.splitlines())
    assert set(stated()) <= set(read)
    assert read["DONDOC_MAIL_URL"].endswith("name=Ban Tuyên giáo và Dân vận")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_role_that_exists(unit: Path) -> None:
    parsed = ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(unit, encoding="utf-8")
    command = parsed["Service"]["ExecStart"].split()
    assert command[1:3] == ["-m", "cli.serving"]
    assert command[3] in ROLES
    service = parsed["Service"]
    assert service["EnvironmentFile"] == f"/etc/dondoc/{command[3]}.env"
    assert (service["UMask"], service["StateDirectoryMode"]) == ("0077", "0700")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_finds_nothing_to_say_about_the_units(tmp_path: Path) -> None:
    for file in (DEPLOY / "systemd").iterdir():
        here = file.read_text(encoding="utf-8").replace("/opt/dondoc/.venv/bin/python", sys.executable)
        (tmp_path / file.name).write_text(here, encoding="utf-8")
    asked = ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")


def test_the_target_wants_every_unit() -> None:
    told = (DEPLOY / "systemd" / "dondoc.target").read_text(encoding="utf-8")
    assert set(re.findall(r"dondoc-\w+\.service", told)) == {unit.name for unit in UNITS}


def test_the_image_is_made_as_a_checkout_is_and_takes_no_foreign_venv_along() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    (target,) = [line.removeprefix("RUN make ") for line in lines if line.startswith("RUN make ")]
    assert f"{target}: " in (HOUSE / "Makefile").read_text(encoding="utf-8")
    (entry,) = [json.loads(line.removeprefix("ENTRYPOINT ")) for line in lines if line.startswith("ENTRY")]
    (folder,) = [line.removeprefix("WORKDIR ") for line in lines if line.startswith("WORKDIR ")]
    assert entry == [f"{folder}/.venv/bin/python", "-m", "cli.serving"]
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".venv", ".git"} <= set(ignored)
    needed = {"Makefile", "pyproject.toml", "requirements.txt", *PACKAGES}
    assert not needed & set(ignored)
