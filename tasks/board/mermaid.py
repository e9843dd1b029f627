"""The cascade as a Mermaid drawing: who follows whom, late branches in red."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tasks.board.board_labels import Look, Word
from tasks.board.markdown import label, mermaid
from tasks.board.nodes import ROLL_UP, Node

COLOURS = {
    "xong": "fill:#2f9e44,color:#ffffff,stroke:#2b8a3e",
    "cham": "fill:#e67700,color:#ffffff,stroke:#d9480f",
    "dang": "fill:#1864ab,color:#ffffff,stroke:#0b4a87",
    "phan": "fill:#fff5f5,color:#c92a2a,stroke:#e03131",
    "tre": "fill:#e03131,color:#ffffff,stroke:#c92a2a",
    "huy": "fill:#868e96,color:#ffffff,stroke:#495057",
}
STYLE = '%%{init: {"flowchart": {"nodeSpacing": 12, "rankSpacing": 50, "wrappingWidth": 340}}}%%'
MOST = 60
"""Boxes in one drawing; beyond that the branches that are on time share one."""


def drawing(nodes: Sequence[Node]) -> str:
    """A left-to-right drawing of the nodes, as a Markdown block."""
    down = [node for node in nodes if node.key != ROLL_UP]
    return mermaid(_lines(_fewer(down)))


def _lines(nodes: Sequence[Node]) -> Iterator[str]:
    ids = {node.key: f"n{number}" for number, node in enumerate(nodes)}
    yield STYLE
    yield "flowchart LR"
    for node in nodes:
        yield f"  {ids[node.key]}[{label(node.label)}]:::{_paint(node)}"
    for node in nodes:
        for parent in node.parents:
            if parent in ids:
                yield f"  {ids[parent]} --> {ids[node.key]}"
    yield from (f"  classDef {name} {style}" for name, style in COLOURS.items())


def _paint(node: Node) -> str:
    if node.look is Look.DONE:
        return "cham" if node.word is Word.REPORTED_LATE else "xong"
    return {Look.LATE: "tre", Look.PART_LATE: "phan", Look.OPEN: "dang", Look.OFF: "huy"}[node.look]


def _fewer(nodes: Sequence[Node]) -> Sequence[Node]:
    """All of them, or only those that need somebody's eye."""
    if len(nodes) <= MOST:
        return nodes
    late = (Look.LATE, Look.PART_LATE)
    return [node for node in nodes if node.look in late or not node.key.startswith("branch:")] or nodes[:MOST]


def legend() -> str:
    """What the colours mean, in words."""
    return (
        "Xanh lá: đã xong · cam: đã xong nhưng có đơn vị báo cáo chậm · xanh dương: đang làm · "
        "viền đỏ: có đơn vị quá hạn · **đỏ: quá hạn**"
    )
