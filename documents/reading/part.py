"""The parts a plan file is made of: each knows its line and its keys, and becomes a plain value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, PrivateAttr, model_validator
from pydantic.fields import FieldInfo

from cascade.lang.nearest import ask
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told

GROUP = Told("phải là một nhóm “khóa: giá trị”", "it must be a group of “key: value”")


class Part(BaseModel):
    """A group of keys in the file. `values()` are the fields of the dataclass it turns into."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    keeps_line: ClassVar[bool] = True
    _line: int | None = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def read(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Refusal: no group of keys, or a key that nobody knows, with the nearest one."""
        known = cls.keys()
        if not isinstance(data, Mapping):
            raise Wrong(GROUP, _listed(known))
        for name in data:
            if name not in known:
                what = Told(f"không có khóa “{name[:60]}”", f"there is no key “{name[:60]}”")
                raise Wrong(what, ask(name, known) or _listed(known), name)
        part = handler({name: value for name, value in data.items() if value is not None and value != ""})
        part._line = getattr(data, "line", None)
        return part

    @classmethod
    def keys(cls) -> dict[str, FieldInfo]:
        """The keys as the file writes them."""
        return {field.alias or name: field for name, field in cls.model_fields.items()}

    def values(self) -> dict[str, Any]:
        """The fields, with parts inside turned into plain values too."""
        found = {
            field.alias or name: _built(getattr(self, name))
            for name, field in type(self).model_fields.items()
        }
        return found | ({"line": self._line} if self.keeps_line else {})

    def build(self) -> Any:
        """The frozen value of `cascade` that this part describes."""
        raise NotImplementedError


def key(default: Any, vi: str, en: str, example: str, *, alias: str | None = None) -> Any:
    """One key of the file: its default (... if it must be given), meaning in both languages, example."""
    return Field(default, alias=alias, description=vi, json_schema_extra={"x-en": en, "x-example": example})


def _built(value: Any) -> Any:
    if isinstance(value, Part):
        return value.build()
    if isinstance(value, tuple):
        return tuple(_built(each) for each in value)
    if isinstance(value, dict):
        return tuple((name, _built(each)) for name, each in value.items())
    return value


def _listed(known: Mapping[str, FieldInfo]) -> Told:
    names = list(known)
    shown = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
    return Told(f"dùng các khóa {shown}", f"use the keys {shown}")
