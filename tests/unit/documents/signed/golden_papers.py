"""The words of every paper of the five plans, as they were last read and found good.

`python -m tests.unit.documents.signed.golden_papers` writes them anew: read the difference before it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
from docx.table import Table

from documents.signed.write_paper import paper_bytes
from tests.gold.papers import GOLD
from tests.unit.documents.signed.paper_specimens import every

FOLDER = Path(__file__).parent / "golden"
MOST_ROWS = 12
"""Of a table of a thousand lines the first ones tell its form."""


def words(name: str) -> str:
    """All papers of one plan, line by line."""
    papers = (f"== {paper.sort.value}\n" + "\n".join(_lines(paper_bytes(paper))) for paper in every(name))
    return "\n\n".join(papers) + "\n"


def _lines(body: bytes) -> Iterator[str]:
    for part in docx.Document(BytesIO(body)).iter_inner_content():
        if not isinstance(part, Table):
            yield part.text.rstrip()
            continue
        rows = part.rows
        for row in rows[:MOST_ROWS]:
            yield "| " + " | ".join(cell.text.replace("\n", " / ") for cell in row.cells) + " |"
        if len(rows) > MOST_ROWS:
            yield f"| … {len(rows) - MOST_ROWS} more |"


def main() -> None:
    """Write them all."""
    FOLDER.mkdir(exist_ok=True)
    for name in GOLD:
        (FOLDER / f"{name}.txt").write_text(words(name), encoding="utf-8")


if __name__ == "__main__":
    main()
