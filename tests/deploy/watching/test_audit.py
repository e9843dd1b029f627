"""A known hole that a newer version closes stops us, unless we said why it may stay; silence stops nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

HASH = "--hash=sha256:" + "0" * 64
TODAY = datetime.now(UTC).date()


class Advisories(ThreadingHTTPServer):
    """A service that speaks as OSV does, and knows what it is told."""

    def __init__(self) -> None:
        self.known: dict[str, list[str | None]] = {}
        """Package -> for each hole the version that closes it."""
        self.asked: set[str] = set()
        super().__init__(("127.0.0.1", 0), Answer)

    def of(self, package: str) -> dict[str, object]:
        told = []
        for number, fixed in enumerate(self.known.get(package, ()), 1):
            events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
            ranges = [{"type": "ECOSYSTEM", "events": events}]
            about = {"package": {"name": package, "ecosystem": "PyPI"}, "ranges": ranges}
            named = {"id": f"PYSEC-2026-{number}", "aliases": [f"CVE-2026-{number}"]}
            told.append({**named, "summary": "lỗ", "affected": [about]})
        return {"vulns": told} if told else {}


class Answer(BaseHTTPRequestHandler):
    server: Advisories

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
        self.server.asked.add(asked)
        body = json.dumps(self.server.of(asked)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to note."""


@pytest.fixture
def service() -> Iterator[Advisories]:
    with Advisories() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def audit(folder: Path, place: str, ignored: str = "") -> tuple[int, list[str]]:
    """Of two packages, one of them ours to mend."""
    lock, kept = folder / "lock.txt", folder / "kept.toml"
    lock.write_text(f"nen==1.0 {HASH}\nkhac==2.0 {HASH}\n", encoding="utf-8")
    kept.write_text(ignored, encoding="utf-8")
    words = ["-s", "osv", "--osv-url", place, "--cache-dir", str(folder / "cache"), "--timeout", "20"]
    told = subprocess.run(
        [sys.executable, "deploy/audit_locks.py", *words],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LOCK": str(lock), "IGNORED": str(kept)},
    )
    return told.returncode, told.stdout.splitlines()


def url(service: Advisories) -> str:
    return f"http://127.0.0.1:{service.server_port}/v1/query"


def test_all_is_well_where_every_package_was_asked_about(service: Advisories, tmp_path: Path) -> None:
    assert audit(tmp_path, url(service)) == (0, ["audit: 2 packages of lock.txt; 0 to be mended"])
    assert service.asked == {"nen", "khac"}


def test_a_hole_with_a_fix_stops_us_and_one_without_is_told(service: Advisories, tmp_path: Path) -> None:
    service.known = {"nen": ["1.1"], "khac": [None]}
    code, lines = audit(tmp_path, url(service))
    assert code == 1
    assert sorted(lines) == [
        "audit: 2 packages of lock.txt; 1 to be mended",
        "audit: khac 2.0: PYSEC-2026-1 = CVE-2026-1: no version closes it yet",
        "audit: nen 1.0: PYSEC-2026-1 = CVE-2026-1: fixed in 1.1",
    ]


@pytest.mark.parametrize(("package", "days", "code"), [("nen", 0, 0), ("nen", -2, 1), ("khac", 9, 1)])
def test_what_may_stay_has_a_reason_and_a_last_day(
    service: Advisories, tmp_path: Path, package: str, days: int, code: int
) -> None:
    service.known = {"nen": ["1.1"]}
    until = TODAY + timedelta(days=days or 1)
    ignored = f'[[ignored]]\npackage = "{package}"\nid = "CVE-2026-1"\nwhy = "không tới"\nuntil = {until}\n'
    found, lines = audit(tmp_path, url(service), ignored)
    assert found == code
    assert any(f"stays until {until}: không tới" in line for line in lines) is (code == 0)
    assert any("not there any more" in line for line in lines) is (package == "khac")


def test_where_nobody_answers_one_line_says_so(service: Advisories, tmp_path: Path) -> None:
    service.server_close()
    code, lines = audit(tmp_path, url(service))
    assert (code, len(lines)) == (0, 1)
    assert "cannot be asked for here" in lines[0]


def test_every_hole_that_we_live_with_has_a_reason_and_a_day() -> None:
    import tomllib

    kept = tomllib.loads((CHECKOUT / "deploy" / "known-holes.toml").read_text(encoding="utf-8"))
    for one in kept.get("ignored", ()):
        assert one.keys() == {"package", "id", "why", "until"}
        assert one["until"] >= TODAY
