"""Only the catalogue reads the environment, and what is told of it is what the catalogue says."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cascade.notices.kinds import Channel
from settings.catalogue import SECTIONS, SETTINGS
from settings.write_settings import PAGES, main, written

HOUSE = Path(__file__).resolve().parents[3]
ROOMS: list[str] = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "root_packages"
]
MAY_TOUCH = {
    "settings/setting.py": "reads every value",
    "settings/__init__.py": "spares the help the catalogue",
    "settings/catalogue.py": "looks for names that are none of ours",
    "settings/log_lines.py": "asks Prefect's own variable which run this process is",
    "cli/serving/environment.py": "makes what children are started with, and settles Prefect for us",
    "cli/serving/supervisor.py": "tells the house's own addresses to what this process does itself",
    "cli/serving/roles.py": "starts over without what the role must not know",
    "cli/demo/setup.py": "puts the demo's own addresses in place of the real ones",
    "models/migrations/carrying/postgres_tools.py": "hands pg_dump what no list of processes shows",
    "documents/papers/intake/pdf_apart.py": "hands a reader what it needs and nothing else",
    "cli/plans/draft.py": "asks for NO_COLOR, which all programs know",
    "tasks/steps/base_step.py": "asks Prefect's own variable whether this process is a run's",
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            yield str(path.relative_to(HOUSE)), ast.parse(path.read_text(encoding="utf-8"))


def touches_the_environment(node: ast.AST) -> bool:
    name = getattr(node, "attr", getattr(node, "id", getattr(node, "name", "")))
    return name in ("environ", "environb", "getenv", "getenvb")


def test_nobody_else_touches_the_environment() -> None:
    found = {name for name, tree in sources() if any(map(touches_the_environment, ast.walk(tree)))}
    assert found == set(MAY_TOUCH)


def test_no_other_file_spells_a_setting() -> None:
    """Whoever needs a variable's name (to set it for a child) has it from the catalogue.

    But a channel's trait: the rules say which setting opens it and stand below the catalogue.
    """
    spelt = {
        f"{name}:{node.lineno}: {node.value}"
        for name, tree in sources()
        if not name.startswith("settings/") and name != "cascade/notices/kinds.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value in SETTINGS and node.value.startswith("DONDOC_")
    }
    assert spelt == set()
    assert {channel.setting for channel in Channel if channel.setting} <= SETTINGS.keys()


@pytest.mark.parametrize("file", sorted(written(HOUSE)), ids=lambda file: file.name)
def test_what_is_told_of_settings_is_what_the_catalogue_says(file: Path) -> None:
    assert file.read_text("utf-8") == written(HOUSE)[file], "run `python -m settings.write_settings`"


def test_each_page_has_its_table() -> None:
    for page in PAGES:
        told = (HOUSE / "docs" / page).read_text("utf-8")
        assert told.count("<!-- settings: ") == told.count("<!-- settings end -->") == 1, page


def test_writing_them_names_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in written(HOUSE):
        copy = tmp_path / file.relative_to(HOUSE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text("<!-- settings: all -->\n<!-- settings end -->\n", encoding="utf-8")
    main(tmp_path)
    assert set(capsys.readouterr().out.split()) == {
        str(tmp_path / file.relative_to(HOUSE)) for file in written(HOUSE)
    }
    table = (tmp_path / "docs" / "portal.en.md").read_text("utf-8")
    assert all(f"| `{name}` |" in table for name in SETTINGS)


def test_every_setting_is_told_once_and_in_both_languages() -> None:
    every = [one for section in SECTIONS for one in section.settings]
    assert len(every) == len(SETTINGS)
    for one in every:
        assert one.meaning.vi != one.meaning.en
        assert one.meaning.vi.endswith((".", "`")), one.name
        assert not {one.default, one.example} & {one.meaning.vi, one.meaning.en}
