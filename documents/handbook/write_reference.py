"""Writes the pages about the plan file and the unit list, and the JSON Schema, from the model itself.

python -m documents.handbook.write_reference [FOLDER]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from documents.handbook.json_schema import plan_schema
from documents.handbook.reference_pages import behaviour_page, plan_page, units_page


def pages() -> Mapping[str, str]:
    """File name -> content, for everything under docs/ that the model decides."""
    schema = json.dumps(plan_schema(), ensure_ascii=False, indent=2)
    return {
        "plan-file.md": plan_page("vi"),
        "plan-file.en.md": plan_page("en"),
        "plan.schema.json": schema + "\n",
        "behaviour-file.md": behaviour_page("vi"),
        "behaviour-file.en.md": behaviour_page("en"),
        "units-file.md": units_page("vi"),
        "units-file.en.md": units_page("en"),
    }


def main(folder: Path) -> None:
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        print(folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "docs")
