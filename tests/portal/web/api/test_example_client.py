"""The client that we hand out does what its first lines say, against a real counter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from notifications.transport.web_hook import signature
from tests.portal.conftest import Office
from tests.portal.duty import made_files as made
from tests.portal.province import LATE
from tests.portal.web.api.conftest import Connect

EXAMPLES = Path(__file__).parents[4] / "examples" / "api"
FIGURES = {"organisations": 57, "organisations_total": 59, "members": 5310, "members_total": 5342}
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def database_kind() -> str:
    """What is tried here is the same over either."""
    return "sqlite"


@pytest.fixture
def run(connect: Connect, address: str) -> Run:
    """Run the example with a key of the province."""
    environment = {**os.environ, "DONDOC_URL": address, "DONDOC_KEY": connect("tinh").key}

    def ran(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(EXAMPLES / "dondoc_client.py"), *words]
        return subprocess.run(
            command, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=60
        )

    return ran


def test_it_lists_what_is_late_reports_and_asks_for_a_diary(office: Office, run: Run, tmp_path: Path) -> None:
    office.set_clock(LATE)
    number = str(office.obligation("D6", "long-thanh").id)
    assert "dong-nai-tw8" in run("plans").stdout
    assert number in [line.split("\t")[0] for line in run("late").stdout.splitlines()]
    wrong = run("report", number, '{"members": 1}')
    assert wrong.returncode == 1
    assert "figures.organisations" in wrong.stderr
    paper = tmp_path / "báo cáo.pdf"
    paper.write_bytes(made.PDF)
    said = ("--note", "Đã học xong.", "--by", "Nguyễn Văn An", "--file", str(paper))
    done = run("report", number, json.dumps(FIGURES), *said)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{int(number):06d}-1")
    assert number not in [line.split("\t")[0] for line in run("late").stdout.splitlines()]
    [kept] = json.loads(run("show", number).stdout)["reports"]
    assert (kept["by"], kept["files"][0]["name"]) == ("Nguyễn Văn An (Phần mềm)", "báo cáo.pdf")
    assert "/lich/" in run("diary", "long-thanh").stdout


def test_it_hands_in_a_table_of_many_units(office: Office, run: Run, tmp_path: Path) -> None:
    good, wrong = (office.obligation("D6", unit).id for unit in ("long-thanh", "nhon-trach"))
    table = tmp_path / "số liệu.csv"
    names = ",".join(FIGURES)
    values = ",".join(str(one) for one in FIGURES.values())
    rows = (f"obligation,note,{names}", f"{good},Đã học xong.,{values}", f"{wrong},,9,5,1,1", "")
    table.write_text("\n".join(rows), "utf-8-sig")
    done = run("table", str(table), "--by", "Trần Thị Hòa")
    first, second = done.stdout.splitlines()
    assert first.startswith(f"{good}\t{good:06d}-1-")
    assert "figures.organisations" in second
    kept = office.report("D6", "long-thanh")
    assert kept is not None
    assert (kept.note, kept.by) == ("Đã học xong.", "Trần Thị Hòa (Phần mềm)")
    assert office.report("D6", "nhon-trach") is None


def test_its_receiver_believes_our_signature_and_no_other() -> None:
    told: dict[str, Any] = {"__name__": "example"}
    exec((EXAMPLES / "hook_receiver.py").read_text(encoding="utf-8"), told)
    signed = SimpleNamespace(**told).signed
    secret, body = "whsec_c2VjcmV0LW9mLXRoaXMtdGVzdA==", b'{"type": "report.submitted"}'
    mark = signature(secret, "msg_1", 1_700_000_000, body)
    asked = (secret, "msg_1", "1700000000", body)
    assert signed(*asked, mark, 1_700_000_010.0)
    assert signed(*asked, f"v1,other {mark}", 1_700_000_010.0)
    assert not signed(*asked, mark, 1_700_000_900.0)
    assert not signed(secret, "msg_2", "1700000000", body, mark, 1_700_000_010.0)
    assert not signed(secret, "msg_1", "1700000000", body + b" ", mark, 1_700_000_010.0)
