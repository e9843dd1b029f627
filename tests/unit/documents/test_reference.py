"""The pages about files tell the truth: they come from the model, and every example on them is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import jsonschema
import pytest
from pydantic import TypeAdapter

from cascade.plan.model import WhenKind
from documents.behaviour_file import read_behaviour
from documents.handbook.json_schema import plain, plan_schema
from documents.handbook.reference_examples import SPECIMEN, WHEN, value_of
from documents.handbook.reference_pages import PARTS
from documents.handbook.write_reference import main, pages
from documents.plan_file.read_plan import read_plan
from documents.plan_file.when_part import WhenPart
from documents.reading.part import Part
from documents.reading.text_file import read_text
from documents.reading.yaml_lines import Lined, LinedList, Value, parse
from documents.unit_file.unit_list import read_units

HOUSE = Path(__file__).parents[3]
PLANS = [path for path in sorted((HOUSE / "examples").rglob("*.yaml")) if "\nplan: " in path.read_text()]
KEYS = [(part, name) for part, _, _ in PARTS for name in part.keys()]  # noqa: SIM118


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_pages_are_as_the_model_writes_them(name: str) -> None:
    assert (HOUSE / "docs" / name).read_text() == pages()[name], (
        "run `python -m documents.handbook.write_reference`"
    )


def test_writing_the_pages_names_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(tmp_path)
    assert capsys.readouterr().out.split() == [str(tmp_path / name) for name in pages()]
    assert {path.name for path in tmp_path.iterdir()} == set(pages())


@pytest.mark.parametrize(("part", "name"), KEYS, ids=lambda value: getattr(value, "__name__", value))
def test_the_example_of_a_key_is_read(part: type[Part], name: str) -> None:
    field = part.keys()[name]
    extra = field.json_schema_extra
    assert isinstance(extra, dict)
    assert field.description
    assert extra["x-en"]
    kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    assert TypeAdapter(kind).validate_python(value_of(str(extra["x-example"]))) is not None


@pytest.mark.parametrize("kind", WhenKind)
def test_every_kind_of_time_has_an_example_of_its_own(kind: WhenKind) -> None:
    assert WhenPart.model_validate(value_of(WHEN[kind][0])).kind is kind


def test_the_specimen_is_a_plan_and_uses_every_key() -> None:
    assert read_plan(SPECIMEN).requirements
    used = set(_keys(parse(read_text(SPECIMEN), SPECIMEN)))
    assert {name for _, name in KEYS} - used == set()


def _keys(value: Value) -> Iterator[str]:
    if isinstance(value, Lined):
        for name, each in value.items():
            yield name
            yield from _keys(each)
    if isinstance(value, LinedList):
        for each in value:
            yield from _keys(each)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_the_schema_accepts_the_examples_that_an_editor_opens(path: Path) -> None:
    jsonschema.validate(plain(parse(read_text(path), path)), plan_schema())


def test_the_schema_refuses_a_key_that_does_not_exist() -> None:
    plan = plain(parse(read_text(SPECIMEN), SPECIMEN))
    jsonschema.validate(plan, plan_schema())
    plan["requirements"][0]["acton"] = "x"
    with pytest.raises(jsonschema.ValidationError, match="acton"):
        jsonschema.validate(plan, plan_schema())


def test_the_schema_is_valid_itself() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(pages()["plan.schema.json"]))


@pytest.mark.parametrize("name", ["behaviour-file.md", "behaviour-file.en.md"])
def test_the_behaviour_on_the_page_is_read(name: str, tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", pages()[name], re.DOTALL)
    assert found
    (tmp_path / "hanh-vi.yaml").write_text(found[1])
    assert read_behaviour(tmp_path / "hanh-vi.yaml").seed == 2024


@pytest.mark.parametrize("name", ["units-file.md", "units-file.en.md"])
def test_the_list_on_the_page_is_read(name: str, tmp_path: Path) -> None:
    found = re.search(r"```csv\n(.*?)```", pages()[name], re.DOTALL)
    assert found
    (tmp_path / "units.csv").write_text(found[1])
    assert len(read_units(tmp_path / "units.csv")) == 5
