"""A plan that is over in one file that can be read in ten years without us, and opened again with us.

A zip: the plan as it was last worded, every row of it as a line of JSON and as CSV, what tables and columns
mean, the files that were handed in, a page to begin with, and a manifest with the hash of each of these.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database.ledger import Session
from models.migrations.carrying import plan_rows
from models.plans import plans
from services.keeping import backup_file

MANIFEST, INDEX, COLUMNS, PLAN = "manifest.json", "index.html", "columns.json", "plan.json"
FORM = 1
_LOOK = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}td{padding:.2em .8em}"


@dataclass(frozen=True, slots=True)
class Archived:
    """What was written."""

    file: str
    plan: str
    rows: dict[str, int]


def archive(session: Session, code: str, file: Path, now: datetime, by: str) -> Archived:
    """Write a plan's archive, for its owner's eyes only. Refusal: no such plan; the file is there already."""
    record = plans.known(session, code)
    if file.exists():
        what = Told("tệp này đã có", "this file is there already")
        raise Refusal(str(file), what, Told("nêu một tên khác", "name another"))
    part = file.with_name(f"{file.name}.part")
    rows: dict[str, int] = {}
    hashes: dict[str, str] = {}
    with backup_file.ours(part) as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, found in plan_rows.read(session, record.id):
            rows[name] = _table(packed, name, found, hashes)
        about = {
            "form": FORM,
            "plan": code,
            "title": record.title,
            "issuer": record.issuer_name,
            "at": now.isoformat(),
            "by": by,
            "revision": plan_rows.revision_of(session),
            "rows": rows,
        }
        _member(
            packed, COLUMNS, _json({"tables": plan_rows.meanings(), "columns": plan_rows.columns()}), hashes
        )
        _member(packed, INDEX, _page(about, rows), hashes)
        packed.writestr(MANIFEST, _json({**about, "sha256": hashes}))
    os.replace(part, file)
    return Archived(str(file), code, rows)


def open_again(file: Path, target: Path) -> str:
    """Put an archive into a ledger of its own that is read only; the code of its plan.

    Refusal: it is no archive, or not what was archived; the target is there; it is of a newer version.
    """
    if target.exists():
        what = Told("tệp này đã có", "this file is there already")
        raise Refusal(str(target), what, Told("nêu một tên khác", "name another"))
    try:
        with zipfile.ZipFile(file) as packed:
            about = json.loads(packed.read(MANIFEST))
            for name, wanted in about["sha256"].items():
                _unchanged(packed, name, wanted)
            kinds = json.loads(packed.read(COLUMNS))["columns"]
            os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o600))
            rows, at = _rows(packed, about["rows"]), datetime.fromisoformat(about["at"])
            plan_rows.open_again(target, about["revision"], kinds, rows, about["plan"], at)
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError):
        what = Told(
            "không phải bản lưu trữ của dondoc, hoặc bị hỏng", "is no archive of dondoc, or is damaged"
        )
        raise Refusal(file.name, what, Told("dùng bản khác", "use another")) from None
    return str(about["plan"])


def _table(
    packed: zipfile.ZipFile, name: str, found: Iterator[dict[str, Any]], hashes: dict[str, str]
) -> int:
    """As lines of JSON, which are read again, and as CSV for a spreadsheet; a table fits in memory."""
    lines, sheet = io.StringIO(), io.StringIO()
    table, many = csv.writer(sheet), 0
    for row in found:
        if many == 0:
            table.writerow(row)
        if name == "kept_file":
            body = base64.b64decode(row["body"])
            file = f"files/{hashlib.sha256(body).hexdigest()}"
            _member(packed, file, body, hashes)
            table.writerow([*(value for key, value in row.items() if key != "body"), file])
        else:
            table.writerow([_cell(value) for value in row.values()])
        lines.write(json.dumps(row, ensure_ascii=False) + "\n")
        many += 1
    _member(packed, f"tables/{name}.jsonl", lines.getvalue().encode(), hashes)
    # The mark at the front tells Excel that it is UTF-8.
    _member(packed, f"tables/{name}.csv", sheet.getvalue().encode("utf-8-sig"), hashes)
    if name == "revision" and many:
        last = json.loads(lines.getvalue().splitlines()[-1])
        _member(packed, PLAN, _json(last["plan"]["said"]), hashes)
    return many


def _cell(value: Any) -> Any:
    return json.dumps(value["said"], ensure_ascii=False) if isinstance(value, dict) else value


def _member(packed: zipfile.ZipFile, name: str, body: bytes, hashes: dict[str, str]) -> None:
    packed.writestr(name, body)
    hashes[name] = hashlib.sha256(body).hexdigest()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def _unchanged(packed: zipfile.ZipFile, name: str, wanted: str) -> None:
    told = hashlib.sha256()
    with packed.open(name) as there:
        while some := there.read(1 << 20):
            told.update(some)
    if told.hexdigest() != wanted:
        what = Told(f"{name} không đúng như khi lưu trữ", f"{name} is not what was archived")
        raise Refusal(packed.filename or "", what, Told("dùng bản khác", "use another"))


def _rows(packed: zipfile.ZipFile, names: dict[str, int]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in names:
        with packed.open(f"tables/{name}.jsonl") as lines:
            for line in lines:
                yield name, json.loads(line)


def _page(about: dict[str, Any], rows: dict[str, int]) -> bytes:
    """What somebody sees first who has never heard of us."""
    meanings = plan_rows.meanings()
    listed = "".join(
        f'<tr><td><a href="tables/{name}.csv">{name}</a></td><td>{many}</td>'
        f"<td>{html.escape(meanings.get(name, ''))}</td></tr>"
        for name, many in rows.items()
    )
    title = html.escape(f"{about['plan']} · {about['title']}")
    return f"""<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>{title}</title>
<style>{_LOOK}</style>
<h1>{title}</h1>
<p>{html.escape(about["issuer"])}. Lưu trữ ngày {about["at"][:10]}. / Archived on {about["at"][:10]}.</p>
<p><a href="plan.json">Kế hoạch như lần điều chỉnh cuối</a> / the plan as last worded.</p>
<p>Mỗi bảng có hai tệp: <code>.csv</code> mở bằng bảng tính, <code>.jsonl</code> đủ từng giá trị;
giờ theo UTC. Nghĩa từng cột ở <a href="columns.json">columns.json</a>.</p>
<p>Each table is there twice: <code>.csv</code> for a spreadsheet, <code>.jsonl</code> with every value;
instants are UTC. Columns are told in <a href="columns.json">columns.json</a>.</p>
<table><tr><th>bảng / table</th><th>dòng / rows</th><th></th></tr>{listed}</table></html>
""".encode()
