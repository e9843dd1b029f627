"""What argparse says of wrong usage, in Vietnamese: it knows only its own English."""

from __future__ import annotations

import re

_SAID = {
    "the following arguments are required: {}": "thiếu {}",
    "one of the arguments {} is required": "cần một trong: {}",
    "unrecognized arguments: {}": "không hiểu: {}",
    "argument {}: invalid choice: {} (choose from {})": "{}: không có {} (chọn một trong {})",
    "argument {}: invalid int value: {}": "{}: {} không phải số nguyên",
    "argument {}: invalid float value: {}": "{}: {} không phải số",
    "argument {}: expected one argument": "{}: thiếu giá trị",
    "argument {}: expected at least one argument": "{}: thiếu giá trị",
    "argument {}: ignored explicit argument {}": "{}: không nhận giá trị {}",
    "argument {}: not allowed with argument {}": "{}: không đi cùng {}",
    "argument {}: {}": "{}: {}",
}
_PATTERNS = [("(.+)".join(map(re.escape, english.split("{}"))), ours) for english, ours in _SAID.items()]


def in_vietnamese(message: str) -> str:
    """The message as people here would put it; one that we do not know stays as it is."""
    for pattern, ours in _PATTERNS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return ours.format(*found.groups())
    return message
