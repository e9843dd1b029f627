"""The house keeps its order: who imports whom, what files are called, and what no file may tell."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = PROJECT["tool"]["importlinter"]["root_packages"]
SOURCES = sorted(path for package in PACKAGES for path in (HOUSE / package).rglob("*.py"))
CASCADE_MAY_USE = {"cascade", "pendulum", "holidays"}

# In pieces, or this file would be the one that tells.
REGISTRY_HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "conda" + ".anaconda.org",
]
MACHINE_PATHS = ["/" + "work/", "/" + "root/", "/" + "opt/" + "wheels", "/" + "opt/" + "py" + "pi"]


def tracked_files() -> list[Path]:
    """What git has or would take; nothing, where the checkout was copied without git."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(asked, cwd=HOUSE, capture_output=True, check=False)
    if answer.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in answer.stdout.decode().split("\0") if name and (path := HOUSE / name).is_file()]


def name_of(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def test_everybody_imports_only_from_the_floors_below() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([linter, "--no-logo"], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_rules_use_only_the_standard_library_and_the_calendars() -> None:
    allowed = CASCADE_MAY_USE | sys.stdlib_module_names
    strangers = {
        f"{name_of(path)}: {module}"
        for path in (HOUSE / "cascade").rglob("*.py")
        for module in imported_by(path)
        if module not in allowed
    }
    assert not strangers


def imported_by(path: Path) -> set[str]:
    """The top-level names of the modules that a file imports; its own package for a relative import."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("package", ["flows", "tasks"])
def test_no_flow_or_task_takes_the_name_of_another_module(package: str) -> None:
    # Prefect puts a flow's folder at the front of sys.path: a `calendar` in there would be everybody's.
    taken = sys.stdlib_module_names | set(importlib.metadata.packages_distributions()) | set(PACKAGES)
    own = {path.stem if path.is_file() else path.name for path in (HOUSE / package).iterdir()}
    assert not (own - {"__init__", "__pycache__"}) & taken


@pytest.mark.parametrize("secret", REGISTRY_HOSTS + MACHINE_PATHS)
def test_no_file_tells_where_we_build(secret: str) -> None:
    told = [name_of(path) for path in tracked_files() if secret.encode() in path.read_bytes()]
    assert not told


def test_no_file_holds_both_sides_of_a_merge() -> None:
    sides = tuple(mark * 7 + b" " for mark in (b"<", b">"))
    torn = [
        name_of(one)
        for one in tracked_files()
        if any(at.startswith(sides) for at in one.read_bytes().split(b"\n"))
    ]
    assert torn == []


def test_every_module_opens_with_a_sentence() -> None:
    everything = [*SOURCES, *(HOUSE / "bench").rglob("*.py"), *(HOUSE / "tests").rglob("*.py")]
    silent = [
        name_of(path)
        for path in everything
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_every_package_is_shipped_and_checked() -> None:
    shipped: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    # The demo's plans lie inside it, though they are no package.
    assert sorted(shipped) == sorted([*PACKAGES, "examples"])
    assert set(PACKAGES) < set(PROJECT["tool"]["mypy"]["packages"])


REFUSALS = {"Refusal", "Wrong", "Misplaced", "Unreadable"}
"""What a rule, a reader or the ledger says no with; whatever derives from one is one."""


def test_whoever_refuses_says_so() -> None:
    """A public function that raises a refusal says in its docstring when: it is its contract."""
    floors = ("cascade", "documents", "models", "services")
    parsed = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
    kinds = REFUSALS | {
        node.name
        for tree in parsed.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and REFUSALS & {called(base) for base in node.bases}
    }
    assert kinds > REFUSALS
    public = [
        (f"{name_of(path)}:{function.lineno}: {function.name}", function)
        for path, tree in parsed.items()
        if path.relative_to(HOUSE).parts[0] in floors
        for function in public_functions(tree)
        if any(
            isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and called(node.exc.func) in kinds
            for node in ast.walk(function)
        )
    ]
    assert len(public) > 30
    silent = [where for where, function in public if "Refusal" not in (ast.get_docstring(function) or "")]
    assert not silent


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions of a module and the methods of its classes that do not begin with an underscore."""
    for node in tree.body:
        for inner in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                yield inner


def called(node: ast.expr) -> str:
    """The last name of `Refusal` or `refusal.Refusal`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


ROOMS = "|".join([*PACKAGES, "bench", "deploy", "docs", "examples", "tests"])
FILE_NAMED = re.compile(rf"`((?:{ROOMS})/[^`\s]*)`")
MODULE_NAMED = re.compile(rf"`(?:python -m )?((?:{'|'.join(PACKAGES)})(?:\.\w+)+)[^`]*`")
LINKED = re.compile(r"\]\((?!https?:|#)([^)#]+)")
GUIDES = [HOUSE / "docs" / "DEVELOPERS.md", *sorted((HOUSE / "docs" / "adr").glob("*.md"))]


@pytest.mark.parametrize("page", GUIDES, ids=name_of)
def test_every_place_that_a_guide_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    files = [named for named in FILE_NAMED.findall(text) if not list(HOUSE.glob(named.rstrip("/")))]
    modules = [named for named in MODULE_NAMED.findall(text) if not is_there(named)]
    links = [named for named in LINKED.findall(text) if not (page.parent / named).exists()]
    assert (files, modules, links) == ([], [], [])


def is_there(dotted: str) -> bool:
    """Whether it is a module, or a name that stands in one."""
    path = HOUSE / dotted.replace(".", "/")
    if path.is_dir() or path.with_suffix(".py").is_file():
        return True
    module, _, name = dotted.rpartition(".")
    text = "".join(
        one.read_text(encoding="utf-8")
        for one in (
            HOUSE / f"{module.replace('.', '/')}.py",
            HOUSE / module.replace(".", "/") / "__init__.py",
        )
        if one.is_file()
    )
    return re.search(rf"\b{name}\b", text) is not None


def test_the_guide_names_the_files_of_its_walks() -> None:
    assert len(set(FILE_NAMED.findall(GUIDES[0].read_text(encoding="utf-8")))) > 80


def test_the_map_shows_every_room_with_its_folders() -> None:
    drawn = (HOUSE / "docs" / "house.svg").read_text(encoding="utf-8")
    folders = {path.parent.relative_to(HOUSE) for path in SOURCES if len(path.relative_to(HOUSE).parts) == 3}
    assert [room for room in PACKAGES if f">{room}/ · " not in drawn] == []
    assert [str(one) for one in sorted(folders) if not re.search(rf"[>\s]{one.name}[\s<]", drawn)] == []


ENTRIES = 16
LINES = 300
SMALL, SMALL_ONES = 40, 40
MODULES = [path for path in SOURCES if path.name != "__init__.py" and "versions" not in path.parts]


def test_a_folder_holds_no_more_than_an_eye_takes_in() -> None:
    # The templates are one file for each occasion and form of a message.
    folders = {path.parent for path in SOURCES if "versions" not in path.parts}
    crowded = {
        name_of(folder): many
        for folder in folders
        if (many := len([one for one in folder.iterdir() if one.name != "__pycache__"])) > ENTRIES
    }
    assert not crowded


def test_modules_are_neither_long_nor_crumbs() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {name: many for name, many in lines.items() if many >= LINES}
    assert len([name for name, many in lines.items() if many < SMALL]) <= SMALL_ONES


def test_a_search_by_name_finds_one_module_and_one_class() -> None:
    modules = Counter(path.name for path in MODULES if path.name != "__main__.py")
    classes = Counter(
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert not [name for name, many in (modules + classes).items() if many > 1]


def test_a_search_by_name_finds_one_file_of_tests_in_a_folder_that_an_eye_takes_in() -> None:
    tests = sorted((HOUSE / "tests").rglob("test_*.py"))
    assert not [name for name, many in Counter(path.name for path in tests).items() if many > 1]
    crowded = {
        name_of(folder): many
        for folder in {path.parent for path in tests}
        if (many := len([one for one in folder.iterdir() if one.name != "__pycache__"])) > ENTRIES
    }
    assert not crowded
