"""Reads what came with a form: into its model, or into one line that names the fields to mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

from prefect import runtime
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Telling, Told, joined, tell
from cascade.plan.typed.levels import told_key
from flows.forms.form_choices import code_of, key_of
from flows.forms.form_models import Asked
from tasks.board import prefect_names

A = TypeVar("A", bound=Asked)
_EMPTY = Told("còn để trống", "is still empty")
_FILL_IN = Told("điền rồi gửi lại biểu mẫu", "fill it in and send the form again")
_SHOWN = 40
WHO = Told("Người thực hiện", "Who acts")
ASK_ADMIN = Told("nhờ cán bộ quản trị của văn phòng", "ask an administrator of the office")


def read(model: type[A], given: object) -> A:
    """What a person has filled in, whatever Prefect made of it.

    Refusal: fields that must be filled in are empty (all of them are named), or one cannot be read.
    """
    if isinstance(given, model):
        return given
    if not isinstance(given, Mapping):
        todo = Told("mở biểu mẫu, điền rồi gửi lại", "open the form, fill it in and send it again")
        raise Refusal(Told("Biểu mẫu", "The form"), _EMPTY, todo)
    try:
        return model.model_validate(given)
    except ValidationError as wrong:
        raise _refusal(model, wrong.errors(include_url=False)) from None


def run_name(what: str, *fields: str) -> Callable[[], str]:
    """How the run of a form is called, whatever has been typed: "Gia hạn · D6 · Huyện ủy Long Thành"."""

    def called() -> str:
        typed = _typed(runtime.flow_run.parameters.get("form"))
        return prefect_names.one_line(
            " · ".join(filter(None, (what, *(_short(typed, one) for one in fields))))
        )

    return called


def _typed(given: object) -> Mapping[str, Any]:
    if isinstance(given, Asked):
        return given.model_dump()
    return given if isinstance(given, Mapping) else {}


def _short(typed: Mapping[str, Any], field: str) -> str:
    """A choice from a list by its own key; anything else as it stands."""
    said = typed.get(field)
    text = str(said.value if isinstance(said, Enum) else said or "").strip()
    return code_of(text) if field == "plan" else told_key(key_of(text)).vi


def _refusal(model: type[Asked], errors: list[ErrorDetails]) -> Refusal:
    """Empty fields first, all in one line: nobody should have to send a form five times to hear of five."""
    empty = [_title(model, one) for one in errors if _is_empty(one)]
    if empty:
        return Refusal(joined(", ", empty), _EMPTY, _FILL_IN)
    first = errors[0]
    what, todo = _fault(model, first)
    return Refusal(_title(model, first), what, todo)


def _is_empty(error: ErrorDetails) -> bool:
    given = error["input"]
    return error["type"] == "missing" or given is None or (isinstance(given, str) and not given.strip())


def _fault(model: type[Asked], error: ErrorDetails) -> tuple[Telling, Telling]:
    reason = error.get("ctx", {}).get("error")
    if isinstance(reason, Wrong):
        return reason.what, reason.todo
    shown = prefect_names.one_line(error["input"], _SHOWN)
    if error["type"] == "string_too_short":
        least = error.get("ctx", {}).get("min_length", 1)
        what = tell("“{shown}” quá ngắn", "“{shown}” is too short", shown=shown)
        return what, tell("ghi ít nhất {least} chữ", "write at least {least} letters", least=least)
    what = tell("“{shown}” không đọc được", "“{shown}” is unreadable", shown=shown)
    if error["type"] == "enum":
        choices = ", ".join(f"“{one.value}”" for one in _choices(model, error))
        return what, tell("chọn {choices}", "choose {choices}", choices=choices)
    return what, _FILL_IN


def _choices(model: type[Asked], error: ErrorDetails) -> list[Enum]:
    kind = model.model_fields[str(error["loc"][0])].annotation
    return list(kind) if isinstance(kind, type) and issubclass(kind, Enum) else []


def _title(model: type[Asked], error: ErrorDetails) -> str:
    """The field by the name that stands beside it in the form."""
    name = str(error["loc"][0]) if error["loc"] else ""
    field = model.model_fields.get(name)
    return (field.title if field else None) or name
