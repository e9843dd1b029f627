"""Máy khách mẫu của API Đôn Đốc, chỉ dùng thư viện chuẩn. / A small client of the API, standard library only.

export DONDOC_URL=https://bao-cao.tinh.vn DONDOC_KEY=dondoc_…
python dondoc_client.py plans
python dondoc_client.py late
python dondoc_client.py show 1234
python dondoc_client.py report 1234 '{"members": 5310, "members_total": 5342}' --note "Xong." --file a.pdf
python dondoc_client.py table so-lieu.csv            # cột / columns: obligation, note, <figure> …
python dondoc_client.py diary don-vi
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TRIES = 4
AT_ONCE = 200


class Turned(Exception):
    """The server said no: what it told (RFC 9457)."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told["detail"])
        self.told = told


class Dondoc:
    """The API of one server with one key."""

    def __init__(self, base: str, key: str, lang: str = "vi") -> None:
        self.base = base.rstrip("/") + "/api/v1"
        self.headers = {"Authorization": f"Bearer {key}", "Accept-Language": lang}

    def get(self, path: str, **query: object) -> tuple[dict[str, Any], str]:
        """What stands there, and its ETag."""
        asked = {name: value for name, value in query.items() if value is not None}
        return self._call("GET", f"{path}?{urlencode(asked)}" if asked else path)

    def pages(self, path: str, **query: object) -> Iterator[dict[str, Any]]:
        """Every line of a list, however long it is."""
        cursor = None
        while True:
            page, _ = self.get(path, **query, cursor=cursor)
            yield from page["items"]
            if (cursor := page["next"]) is None:
                return

    def act(self, path: str, body: dict[str, Any], seen: str = "") -> dict[str, Any]:
        """Do it once: if the answer is lost on the way it is asked again under the same key."""
        headers = {"Idempotency-Key": str(uuid.uuid4()), **({"If-Match": seen} if seen else {})}
        told, _ = self._call("POST", path, body, headers)
        return told

    def send_file(self, obligation: int, path: Path) -> str:
        """Send a file ahead; a report names it by what is given back. Sent twice it is there once."""
        body = path.read_bytes()
        digest = hashlib.sha256(body).hexdigest()
        name = urlencode({"name": path.name})
        self._call("PUT", f"/obligations/{obligation}/files/{digest}?{name}", body)
        return digest

    def report(
        self, obligation: int, figures: dict[str, int | str], note: str, by: str, files: list[Path]
    ) -> dict[str, Any]:
        """Hand in a report on the duty as it stands now."""
        _, seen = self.get(f"/obligations/{obligation}")
        sent: dict[str, Any] = {"figures": figures, "note": note, "by": by}
        if files:
            sent["files"] = [self.send_file(obligation, one) for one in files]
        return self.act(f"/obligations/{obligation}/reports", sent, seen)

    def table(self, rows: list[dict[str, str]], by: str) -> Iterator[dict[str, Any]]:
        """Hand in the reports of many units; what came of each. An empty cell is no figure."""
        for start in range(0, len(rows), AT_ONCE):
            some = [self._row(dict(row)) for row in rows[start : start + AT_ONCE]]
            yield from self.act("/reports", {"reports": some, "by": by})["items"]

    def _row(self, row: dict[str, str]) -> dict[str, Any]:
        number, note = int(row.pop("obligation")), row.pop("note", "")
        seen = self.get(f"/obligations/{number}")[0]["seen"]
        figures = {name: value for name, value in row.items() if value}
        return {"obligation": number, "seen": seen, "figures": figures, "note": note}

    def _call(
        self, method: str, path: str, body: object = None, more: dict[str, str] | None = None
    ) -> tuple[dict[str, Any], str]:
        raw = body if isinstance(body, bytes) else None
        sent = raw if raw is not None or body is None else json.dumps(body).encode()
        kind = "application/json" if raw is None else "application/octet-stream"
        headers = {**self.headers, "Content-Type": kind, **(more or {})}
        for left in reversed(range(TRIES)):
            try:
                with urlopen(Request(self.base + path, sent, headers, method=method), timeout=60) as answer:
                    return json.load(answer), answer.headers.get("ETag", "")
            except HTTPError as error:
                if error.code not in (429, 503) or not left:
                    raise Turned(json.load(error)) from None
                time.sleep(float(error.headers.get("Retry-After", 5)))
            except URLError:
                if not left:
                    raise
                time.sleep(2 ** (TRIES - left))
        raise AssertionError


def main() -> int:
    """One of the commands above."""
    parser = argparse.ArgumentParser()
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("plans")
    acts.add_parser("late")
    acts.add_parser("show").add_argument("obligation", type=int)
    report = acts.add_parser("report")
    report.add_argument("obligation", type=int)
    report.add_argument("figures", type=json.loads)
    report.add_argument("--note", default="")
    report.add_argument("--by", default="")
    report.add_argument("--file", type=Path, action="append", default=[])
    table = acts.add_parser("table")
    table.add_argument("csv", type=Path)
    table.add_argument("--by", default="")
    acts.add_parser("diary").add_argument("unit")
    args = parser.parse_args()
    server = Dondoc(os.environ["DONDOC_URL"], os.environ["DONDOC_KEY"], os.environ.get("DONDOC_LANG", "vi"))
    try:
        for line in _lines(server, args):
            print(line)
    except Turned as turned:
        print(turned, file=sys.stderr)
        for fault in turned.told.get("errors", ()):
            print(f"  {fault['field']}: {fault['detail']}", file=sys.stderr)
        return 1
    return 0


def _lines(server: Dondoc, args: argparse.Namespace) -> Iterator[str]:
    if args.act == "plans":
        yield from (f"{one['id']}\t{one['code']}\t{one['title']}" for one in server.pages("/plans"))
    elif args.act == "late":
        for one in server.pages("/obligations", late="true"):
            yield f"{one['id']}\t{one['unit_name']}\t{one['duty']}\t{one['due_at']}"
    elif args.act == "show":
        yield json.dumps(server.get(f"/obligations/{args.obligation}")[0], ensure_ascii=False, indent=2)
    elif args.act == "report":
        told = server.report(args.obligation, args.figures, args.note, args.by, args.file)
        yield told["reports"][-1]["receipt"]
    elif args.act == "table":
        with args.csv.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
        for one in server.table(rows, args.by):
            wrong = "; ".join(f"{fault['field']}: {fault['detail']}" for fault in one["errors"])
            yield f"{one['obligation']}\t{one['receipt'] or wrong or one['detail']}"
    else:
        yield server.act("/feeds", {"unit": args.unit})["address"]


if __name__ == "__main__":
    sys.exit(main())
