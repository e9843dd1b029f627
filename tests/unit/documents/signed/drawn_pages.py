"""Papers as pages, by LibreOffice: `python -m tests.unit.documents.signed.drawn_pages`.

Writes docs/screens/giay-to/*.png.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import Image

from cascade.org.tree import OrgTree
from cascade.reports.obligation_states import Shown
from cascade.reports.rollup import Counts
from cascade.result.obligation import Cascade
from documents.office.xlsx import Status, StatusRow, write_sheet
from documents.signed.pressing_letter import pressing_letter
from documents.signed.signed_paper import SignedPaper
from documents.signed.write_paper import write_paper
from tests.gold.papers import compiled
from tests.unit.documents.signed.paper_specimens import NOW, every, frame, late

FOLDER = Path(__file__).resolve().parents[4] / "docs" / "screens" / "giay-to"
SOFFICE = shutil.which("soffice")
PATIENCE = 180
"""Seconds for a machine that does much else."""


def pages(files: Sequence[Path], folder: Path) -> Mapping[str, list[Image.Image]]:
    """Each file as its pages; LibreOffice with a profile of its own, so that no other one is in its way."""
    assert SOFFICE is not None
    command = [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)],
        check=True,
        timeout=PATIENCE,
        capture_output=True,
    )
    found = {}
    for file in files:
        with pypdfium2.PdfDocument(folder / f"{file.stem}.pdf") as drawn:
            found[file.stem] = [page.render(scale=1.2).to_pil() for page in drawn]
    return found


def papers(folder: Path) -> list[Path]:
    """One Word file of each kind of Đồng Nai's plan, and a report of the state."""
    files: dict[str, SignedPaper] = {}
    for paper in every("dong-nai-tw8"):
        files.setdefault(paper.sort.value, paper)
    files["nha-nuoc"] = pressing_letter(frame("x", _of_state(), desk=True), late(), NOW)
    for name, paper in files.items():
        write_paper(folder / f"{name}.docx", paper)
    return [folder / f"{name}.docx" for name in files]


def _of_state() -> Cascade:
    """The same plan, followed by an office of the state."""
    made = compiled("dong-nai-tw8")
    names = {"dong-nai": "Ủy ban nhân dân tỉnh Đồng Nai", "dong-nai-btg": "Sở Văn hóa, Thể thao và Du lịch"}
    units = [replace(one, name=names.get(one.code, one.name)) for one in made.tree.units.values()]
    plan = replace(made.plan, number="88/KH-UBND", on_behalf_of="Ủy ban nhân dân tỉnh")
    return replace(made, tree=OrgTree.of(units), plan=plan)


def workbook(folder: Path) -> Path:
    """Eight branches with their duties."""
    names = ("Đảng ủy Công an tỉnh", "Đảng ủy Quân sự tỉnh", "Huyện ủy Cẩm Mỹ", "Huyện ủy Định Quán")
    states = (Shown.ACCEPTED, Shown.SUBMITTED, Shown.LATE, Shown.OPEN)
    rows = [
        StatusRow(name, f"Chi bộ {n}", "grassroots", "D6", "Báo cáo kết quả", states[(n * n + at) % 4], NOW)
        for at, name in enumerate(names)
        for n in range(6)
    ]
    sums = [(name, Counts(6, 4 - at, 3 - at, 1, open=2 + at, overdue=at)) for at, name in enumerate(names)]
    write_sheet(folder / "bang-tien-do.xlsx", Status("Quán triệt TW8", NOW, rows, sums))
    return folder / "bang-tien-do.xlsx"


def main() -> None:
    """Writes the pictures: the first pages of each beside each other, in few colours."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        for name, drawn in pages([*papers(there), workbook(there)], there).items():
            shown = drawn[:2]
            whole = Image.new(
                "RGB", (sum(one.width for one in shown), max(one.height for one in shown)), "white"
            )
            left = 0
            for one in shown:
                whole.paste(one, (left, 0))
                left += one.width
            whole.quantize(16).save(FOLDER / f"{name}.png", optimize=True)
            print(f"docs/screens/giay-to/{name}.png", len(drawn))


if __name__ == "__main__":
    main()
