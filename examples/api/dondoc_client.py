"""Máy khách mẫu của API Đôn Đốc, chỉ dùng thư viện chuẩn. / A small client of the API, standard library only.

export DONDOC_URL=https://bao-cao.tinh.vn DONDOC_KEY=dondoc_…
python dondoc_client.py plans
python dondoc_client.py late
python dondoc_client.py show 1234
python dondoc_client.py report 1234 '{"members": 5310, "members_total": 5342}' --note "Đã học xong."
python dondoc_client.py diary don-vi
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TRIES = 4


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

    def report(self, obligation: int, figures: dict[str, int | str], note: str, by: str) -> dict[str, Any]:
        """Hand in a report on the duty as it stands now."""
        _, seen = self.get(f"/obligations/{obligation}")
        sent = {"figures": figures, "note": note, "by": by}
        return self.act(f"/obligations/{obligation}/reports", sent, seen)

    def _call(
        self, method: str, path: str, body: object = None, more: dict[str, str] | None = None
    ) -> tuple[dict[str, Any], str]:
        sent = None if body is None else json.dumps(body).encode()
        headers = {**self.headers, "Content-Type": "application/json", **(more or {})}
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
        told = server.report(args.obligation, args.figures, args.note, args.by)
        yield told["reports"][-1]["receipt"]
    else:
        yield server.act("/feeds", {"unit": args.unit})["address"]


if __name__ == "__main__":
    sys.exit(main())
