"""The plan file as a JSON Schema, so that an editor can complete keys and underline mistakes."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from documents.handbook.reference_examples import value_of
from documents.plan_file.plan_part import PlanPart
from documents.reading.yaml_lines import Lined, LinedList, Value


class _WithoutDefaults(GenerateJsonSchema):
    """Defaults are hours and distances; JSON has no such things, and an editor needs none."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def plan_schema() -> dict[str, Any]:
    """Draft 2020-12; what it cannot say (circles, days that do not exist) only `dondoc check` finds."""
    schema: dict[str, Any] = _tidy(PlanPart.model_json_schema(schema_generator=_WithoutDefaults))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "dondoc: plan.yaml"}


def _tidy(schema: Any) -> Any:
    """Both languages in the description, examples as values, no titles that only repeat the key."""
    if isinstance(schema, list):
        return [_tidy(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _tidy(each) for name, each in schema.items() if not (name == "title" and "x-en" in schema)}
    if "x-en" in schema:
        found["description"] = f"{schema['description']}\n\n{found.pop('x-en')}"
        found["examples"] = [plain(value_of(found.pop("x-example")))]
    return found


def plain(value: Value) -> Any:
    """Words of the file as an editor sees them: numbers and yes/no are no strings there."""
    if isinstance(value, Lined):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, LinedList):
        return [plain(each) for each in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value is not None and value.lstrip("-").isdigit() else value
