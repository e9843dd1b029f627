"""Which approved Zalo template speaks on which occasion, and what is filled into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateError, meta

from cascade.lang.refusal import Refusal, place
from cascade.lang.told import Told
from notifications.message import Message
from notifications.wording.facts import PLAIN
from notifications.wording.sentence_filters import brief
from notifications.wording.words import OCCASIONS, environment

LIMIT = 200
"""Characters of one parameter, where the file says nothing else: Zalo refuses longer ones."""


@dataclass(frozen=True, slots=True)
class ZbsWording:
    """One approved template."""

    template: str
    params: Mapping[str, str]
    """Parameter name to text with facts: `"{{ unit }}"`."""
    limits: Mapping[str, int]


def read(path: Path) -> dict[str, ZbsWording]:
    """The table by occasion; a wrong one is refused with the line."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        kind = type(error).__name__
        what = Told(f"không đọc được ({kind})", f"it cannot be read ({kind})")
        raise Refusal(str(path), what, Told("kiểm tra đường dẫn", "check the path")) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        what = Told("không phải YAML", "this is not YAML")
        raise Refusal(place(str(path), line), what, str(error.problem)) from None
    if not isinstance(root, yaml.MappingNode):
        what = Told("phải là bảng: loại thông báo → mẫu", "it must be a table: occasion → template")
        raise Refusal(str(path), what, Told("xem docs/thong-bao.md", "see docs/notices.en.md"))
    return {str(key.value): _wording(path, str(key.value), key, value) for key, value in root.value}


def _wording(path: Path, occasion: str, key: yaml.Node, value: yaml.Node) -> ZbsWording:
    where = place(str(path), key.start_mark.line + 1, occasion)
    if occasion not in OCCASIONS:
        known = ", ".join(OCCASIONS)
        what = Told("không có loại thông báo này", "there is no such occasion")
        raise Refusal(where, what, Told(f"có: {known}", f"there are: {known}"))
    given: Any = yaml.safe_load(yaml.serialize(value))
    match given:
        case {"template": str(template) | int(template), "params": dict(params), **more}:
            for name, text in params.items():
                _check(path, value, str(name), str(text))
            texts = {str(name): str(text) for name, text in params.items()}
            limits: Any = more.get("limits")
            return ZbsWording(str(template), texts, limits or {})
    example = '{template: "345678", params: {han: "{{ due }}"}}'
    what = Told("cần template và params", "it needs template and params")
    raise Refusal(where, what, Told(f"ví dụ: {example}", f"for example: {example}"))


def _check(path: Path, under: yaml.Node, name: str, text: str) -> None:
    line = next((node.start_mark.line + 1 for node in _scalars(under) if node.value == name), None)
    where = place(str(path), line, name)
    try:
        unknown = meta.find_undeclared_variables(environment().parse(text)) - PLAIN
    except TemplateError as error:
        todo = Told("sửa biểu thức trong {{ }}", "mend the expression in {{ }}")
        raise Refusal(where, str(error), todo) from None
    if unknown:
        names = ", ".join(sorted(unknown))
        what = Told(f"không có dữ kiện {names}", f"there is no fact {names}")
        raise Refusal(
            where, what, Told("xem notifications/wording/facts.py", "see notifications/wording/facts.py")
        )


def _scalars(node: yaml.Node) -> list[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        return [node]
    children: list[Any] = list(node.value) if isinstance(node.value, list) else []
    flat = [part for child in children for part in (child if isinstance(child, tuple) else (child,))]
    return [scalar for child in flat for scalar in _scalars(child)]


def fill(message: Message, table: Mapping[str, ZbsWording]) -> Message:
    """The message with the template of its occasion; without one it stays as it is, and is refused later."""
    if message.template or (wording := table.get(message.occasion)) is None:
        return message
    room = environment()
    values: dict[str, str] = {}
    for name, text in wording.params.items():
        value = room.from_string(text).render(message.fields).strip()
        values[name] = brief(value, wording.limits.get(name, LIMIT)) or "–"  # Zalo refuses an empty one
    return replace(message, template=wording.template, fields=values)
