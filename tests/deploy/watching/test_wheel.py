"""A wheel holds everything that dondoc needs, wherever it is installed; and nothing of it calls the world."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hatchling.build import build_wheel

from tests.conftest import CHECKOUT

EAVESDROP = Path(__file__).with_name("eavesdrop.py")
ROOMS = (
    "cascade",
    "settings",
    "models",
    "notifications",
    "documents",
    "services",
    "tasks",
    "flows",
    "portal",
    "cli",
)
MADE = {"__pycache__"}
BEGINNING = """
plans:
  - plan: {examples}/dang-uy-khoi-nq15.yaml
    behaviour: {examples}/behaviour.yaml
    issue: 2022-07-20 09:00
    decisions:
      - {{at: 2022-07-21 16:00, do: close}}
"""
PAPER = """ĐẢNG BỘ TỈNH ĐỒNG NAI          ĐẢNG CỘNG SẢN VIỆT NAM
TỈNH ỦY
*
Số 12-KH/TU                Đồng Nai, ngày 02 tháng 3 năm 2024

KẾ HOẠCH
học tập, quán triệt Nghị quyết

1. Các huyện ủy, thành ủy báo cáo kết quả về Tỉnh ủy trước ngày 26/4/2024.
"""
UP = """
from cli.serving import House
with House(prefect_port=None, portal_port=None) as house:
    house.start_dispatcher()
    print("up", flush=True)
"""
ABROAD = "import socket; socket.socket().connect_ex(('198.51.100.7', 443))"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built out of this checkout; no index is asked."""
    folder, before = tmp_path_factory.mktemp("wheel"), Path.cwd()
    os.chdir(CHECKOUT)
    try:
        return folder / build_wheel(str(folder))
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh venv with it; what it stands on is lent by ours, this checkout is not."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--python",
        str(venv / "bin" / "python"),
    ]
    subprocess.run([*pip, "install", "-q", "--no-compile", "--no-index", "--no-deps", str(wheel)], check=True)
    (site,) = venv.glob("lib/python*/site-packages")
    # A line of a .pth file adds a folder and reads none of the .pth files in it, so not our editable one.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return venv


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Iterator[Run]:
    """Runs what is installed, in an empty folder with a home of its own."""
    environment = {**os.environ, "DONDOC_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}
    for name in ("PREFECT_HOME", "PREFECT_API_AUTH_STRING"):
        environment.pop(name, None)
    environment["PATH"] = f"{installed / 'bin'}:{os.environ['PATH']}"
    away = tmp_path / "away"
    away.mkdir()

    def run(*command: str, seconds: float = 280) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=away, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )

    yield run
    shutil.rmtree(tmp_path / "home", ignore_errors=True)


@pytest.fixture
def alone(run: Run, tmp_path: Path) -> Callable[..., tuple[subprocess.CompletedProcess[str], dict[str, Any]]]:
    """Runs it where every address of the world is this machine, and says whom it tried to reach."""
    unshare = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    probe = [*unshare, "ip", "link", "set", "lo", "up"]
    if (
        not (shutil.which("unshare") and shutil.which("ip"))
        or subprocess.run(probe, capture_output=True, check=False).returncode
    ):
        pytest.skip("no network namespace to be had on this machine")
    report = tmp_path / "report.json"

    def alone(*command: str, seconds: float = 280) -> Any:
        ended = run(*unshare, sys.executable, str(EAVESDROP), str(report), *command, seconds=seconds)
        return ended, json.loads(report.read_text(encoding="utf-8"))

    return alone


def test_the_wheel_has_every_file_of_every_room_and_the_demos_examples(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {str(path.relative_to(CHECKOUT)) for room in ROOMS for path in (CHECKOUT / room).rglob("*")}
    examples = CHECKOUT / "examples"
    wanted |= {f"cli/demo/examples/{path.relative_to(examples)}" for path in examples.rglob("*")}
    wanted = {one for one in wanted if MADE.isdisjoint(Path(one).parts) and not _is_folder(one)}
    # Programs among the examples are for whoever reads the source.
    wanted = {one for one in wanted if not re.fullmatch(r"cli/demo/examples/.*\.py", one)}
    assert sorted(wanted - inside) == []
    assert len(wanted) > 1000
    assert {one.split("/")[0] for one in inside} - {*ROOMS} == {"dondoc-0.1.0.dist-info"}


def _is_folder(name: str) -> bool:
    place = CHECKOUT / name.replace("cli/demo/examples", "examples")
    return place.is_dir()


@pytest.mark.timeout(300)
def test_what_is_installed_works_far_from_any_checkout(run: Run) -> None:
    where = run("python", "-c", "import cli.demo; print(cli.demo.EXAMPLES)").stdout.strip()
    assert where.endswith("site-packages/cli/demo/examples")
    told = run("dondoc", "--help")
    assert (told.returncode, "Đôn Đốc" in told.stdout) == (0, True)
    plan = f"{where}/dang-uy-khoi-nq15.yaml"
    issued = run("dondoc", "issue", plan)
    assert issued.returncode == 0, issued.stderr
    told = json.loads(run("dondoc", "status", "--json").stdout)
    assert "dang-uy-khoi-nq15" in json.dumps(told)


@pytest.mark.timeout(300)
def test_what_is_read_and_what_is_written_needs_no_checkout(run: Run, tmp_path: Path) -> None:
    """The words, templates, fonts and examples that each command opens are all inside."""
    away = tmp_path / "away"
    where = run("python", "-c", "import cli.demo; print(cli.demo.EXAMPLES)").stdout.strip()
    (away / "van-ban.txt").write_text(PAPER, encoding="utf-8")
    drafted = run("dondoc", "draft", "van-ban.txt", "-o", "ke-hoach.yaml", "--html", "doc.html")
    assert drafted.returncode == 0, drafted.stderr
    assert "2024-04-26" in (away / "ke-hoach.yaml").read_text("utf-8")
    assert "<style>" in (away / "doc.html").read_text("utf-8")
    assert run("dondoc", "issue", f"{where}/dang-uy-khoi-nq15.yaml").returncode == 0
    papers = ("--docx", "a.docx", "--xlsx", "a.xlsx", "--svg", "a.svg", "--ics", "a.ics")
    paper = ("--paper", "giay-moi", "-o", "b.docx")
    for wanted in (papers, paper):
        written = run("dondoc", "export", "dang-uy-khoi-nq15", *wanted)
        assert written.returncode == 0, written.stderr
    beginnings = {
        "a.docx": b"PK",
        "a.xlsx": b"PK",
        "a.svg": b"<",
        "a.ics": b"BEGIN:VCALENDAR",
        "b.docx": b"PK",
    }
    for name, begins in beginnings.items():
        assert (away / name).read_bytes().startswith(begins), name


@pytest.mark.timeout(300)
def test_the_house_calls_nobody(alone: Callable[..., Any]) -> None:
    up, heard = alone("python", "-c", UP)
    assert (up.returncode, up.stdout) == (0, "up\n"), up.stderr
    assert heard == {"strangers": [], "missed": 0}


def test_whoever_calls_the_world_is_heard(alone: Callable[..., Any]) -> None:
    _, heard = alone("python", "-c", ABROAD)
    assert "198.51.100.7:443" in heard["strangers"]
    _, heard = alone("python", "-c", "import socket; socket.getaddrinfo('may-chu.example', 80)")
    assert [one for one in heard["strangers"] if "may-chu" in one]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_whole_walk_calls_nobody_but_the_channels(
    alone: Callable[..., Any], installed: Path, tmp_path: Path
) -> None:
    (examples,) = installed.glob("lib/python*/site-packages/cli/demo/examples")
    script = tmp_path / "script.yaml"
    script.write_text(BEGINNING.format(examples=examples), encoding="utf-8")
    played, heard = alone("dondoc", "demo", "--exit", "--script", str(script), seconds=800)
    assert played.returncode == 0, played.stderr
    told = json.loads(played.stdout)
    assert (told["mails_at_sink"] > 40, told["mails_distinct"]) == (True, told["mails_at_sink"])
    assert heard == {"strangers": [], "missed": 0}
    # The fake servers say what to set to reach them; they are not ours.
    ours = [one for one in (tmp_path / "home").glob("**/logs/*.log") if not one.name.startswith("fake-")]
    assert len(ours) > 1
    logs = "\n".join(file.read_text("utf-8") for file in ours)
    listed = (examples / "dang-uy-khoi.csv").read_text("utf-8-sig").splitlines()
    people = {row["contact"] for row in csv.DictReader(listed)}
    assert len(people) > 20
    assert [name for name in people if name and name in logs] == []
    assert re.findall(r"[\w.-]+@[\w-]+\.\w+|/[bd]/\w{12,}|\b0\d{3}[ .]?\d{3}[ .]?\d{3}\b", logs) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_whole_demo_plays_out_of_the_wheel(alone: Callable[..., Any]) -> None:
    played, heard = alone("dondoc", "demo", "--exit", seconds=1700)
    assert played.returncode == 0, played.stderr
    assert len(json.loads(played.stdout)["plans"]) == 6
    assert heard == {"strangers": [], "missed": 0}
