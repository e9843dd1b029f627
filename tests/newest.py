"""The newest of everything inside our bounds, in an environment of its own, and the contract tests on it.

`make newest`. The lock keeps us from what came out since; whoever installs without it meets that first. Where
no registry can be reached it says so and is content. What fails is tried once more before it counts.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
PLACE = HOUSE / ".venv" / "newest"
CONTRACTS = (
    "tests/notifications/test_truth.py",
    "tests/notifications/test_channels.py",
    "tests/ledger/database",
    "tests/flows/deployments/test_posting.py::"
    "test_what_is_due_next_is_on_the_server_and_posting_again_takes_nothing_away",
    "tests/flows/deployments/test_worker.py",
    "tests/flows/test_plan_life.py",
    "tests/flows/board/test_window.py::"
    "test_the_plan_has_one_page_with_its_picture_its_diary_and_its_seven_sheets",
    "tests/flows/board/test_window.py::"
    "test_an_extension_is_first_looked_at_and_then_sent_and_is_in_the_ledger",
    "tests/portal/office/coming_in/test_board_routes.py",
    "tests/portal/duty/test_answer.py",
    "tests/portal/duty/test_duty_form.py",
    "tests/deploy/watching/test_traces.py",
)
"""Where we lean on others: channels, ledger, posting, worker, a plan's life, pages, the window, traces."""
READERS = ("import-linter", "lxml-stubs", "mypy", "pip-audit", "ruff", "types-")
"""What only reads the code."""
OURS = ("dondoc", "pip", "setuptools")
PROBE = "iniconfig"
"""Small, and one of pytest's own."""


def main(arguments: list[str]) -> int:
    """Exit code: 0 also where there is no registry."""
    if not _registry():
        print("newest: no package registry can be reached; nothing is installed, nothing is tested")
        return 0
    print(f"newest: installing into {PLACE.relative_to(HOUSE)}", flush=True)
    if failed := _install():
        if not _registry():
            print("newest: the package registry went away meanwhile; nothing is tested")
            return 0
        print(failed, "newest: the bounds of pyproject.toml cannot be installed", sep="\n")
        return 1
    print(_told(), flush=True)
    if _test(arguments) == 0 or _test([*arguments, "--last-failed"]) == 0:
        return 0
    print("newest: a bound in pyproject.toml is too wide, or something is to be mended")
    return 1


def _registry() -> bool:
    """Whether pip, as it is set up here, gets anything at all."""
    with tempfile.TemporaryDirectory() as folder:
        asked = [
            "download",
            "-qq",
            "--no-deps",
            "--no-cache-dir",
            "--only-binary",
            ":all:",
            "-d",
            folder,
            PROBE,
        ]
        return _pip(sys.executable, "--timeout", "10", "--retries", "1", *asked).returncode == 0


def _install() -> str:
    """What pip says where it cannot; "": done."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    venv.create(PLACE, with_pip=True, clear=True)
    python = str(PLACE / "bin" / "python")
    tools = [one for one in extras["dev"] if not one.startswith(READERS)]
    bounds = [*project["dependencies"], *extras["build"], *extras["traces"], *tools]
    for asked in (
        ["install", "-qq", "--only-binary", ":all:", *bounds],
        ["install", "-qq", "--no-index", "--no-deps", "--no-build-isolation", "-e", str(HOUSE)],
    ):
        if (done := _pip(python, *asked)).returncode != 0:
            return done.stdout + done.stderr
    return ""


def _pip(python: str, *words: str) -> subprocess.CompletedProcess[str]:
    asked = [python, "-m", "pip", "--disable-pip-version-check", *words]
    return subprocess.run(asked, cwd=HOUSE, capture_output=True, text=True, check=False)


def _told() -> str:
    """What is newer than the lock, a line each."""
    frozen = _pip(str(PLACE / "bin" / "python"), "list", "--format", "freeze").stdout.split()
    locked = {
        line.split(" ")[0]
        for line in (HOUSE / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    known = {_plain(one) for one in locked}
    newer = sorted(one for one in frozen if _plain(one) not in known and not one.startswith(OURS))
    return "\n".join(["newest: other than the lock:", *(f"  {one}" for one in newer)])


def _plain(requirement: str) -> str:
    return requirement.lower().replace("_", "-")


def _test(arguments: list[str]) -> int:
    """Warnings are told: what is deprecated today breaks nobody yet."""
    python = str(PLACE / "bin" / "python")
    shared = ["-n", "2", "--dist", "loadgroup", "-W", "default", "-q", "-m", "not slow"]
    asked = [python, "-m", "pytest", "-o", f"cache_dir={PLACE / 'cache'}", *shared, *arguments, *CONTRACTS]
    return subprocess.run(asked, cwd=HOUSE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
