"""Writes the handbook page of all findings: `python -m cascade.findings.listing > docs/findings.md`."""

from __future__ import annotations

from collections.abc import Iterator

from cascade.findings import kinds
from cascade.findings.kind import FindingKind
from cascade.result.obligation import Severity

_HEADS = {
    Severity.ERROR: "Lỗi · Errors (dừng ban hành · they stop issuing)",
    Severity.WARNING: "Cảnh báo · Warnings (cần người xem · a person must look)",
    Severity.NOTE: "Ghi chú · Notes (chỉ để biết · they only tell)",
}


def page() -> str:
    """The whole page, in Vietnamese and English."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Phát hiện · Findings"
    yield ""
    yield "`dondoc check` chỉ ra những điều này trước khi ban hành. Mã không đổi giữa các phiên bản."
    yield "`dondoc check` points these out before a plan is issued. The codes do not change."
    for severity, head in _HEADS.items():
        yield from (
            "",
            f"## {head}",
            "",
            "| mã · code | nội dung · says | cách sửa · advice |",
            "| --- | --- | --- |",
        )
        of_it = (kind for kind in kinds() if kind.severity is severity)
        yield from (_row(kind) for kind in sorted(of_it, key=lambda kind: kind.code))


def _row(kind: FindingKind) -> str:
    said, todo = (f"{_plain(told.vi)} · *{_plain(told.en)}*" for told in (kind.message, kind.advice))
    return f"| `{kind.code}` | {said} | {todo} |"


def _plain(text: str) -> str:
    return text.replace("{", "‹").replace("}", "›")


if __name__ == "__main__":
    print(page(), end="")
