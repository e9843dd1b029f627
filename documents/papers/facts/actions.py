"""What is to be done by a deadline, in the words of the paper: row, task above, or sentence."""

from __future__ import annotations

import re

from documents.papers.facts.read_deadlines import Deadline
from documents.papers.layout.block import Block, BlockKind, Paper

_TASK_COLUMN = re.compile(r"nội dung|nhiệm vụ|công việc|hoạt động|tên |việc")
_LABEL = re.compile(r"^[\s\-+*•]*(?:\d[\d.]*[.)-]* ?)?(?:thời (?:gian|hạn|điểm)|tiến độ|hạn)[^:]{0,40}:")
_TAIL = re.compile(
    r"[\s,;:(–-]*(?:(?:và )?(?:hoàn thành|xong|thời gian|dự kiến|chậm nhất|trước|trong|vào|từ"
    r"|đến)[\s,]*)*$",
    re.IGNORECASE,
)
_LONGEST = 240


def action_of(paper: Paper, deadline: Deadline) -> str | None:
    """The act that the deadline binds; None where the paper says none near it."""
    block = deadline.block
    if block.kind is BlockKind.CELL:
        return _in_row(paper, block)
    if _LABEL.match(block.words.key):
        return _task_above(paper, block)
    return _in_sentence(deadline) or _task_above(paper, block)


def _in_row(paper: Paper, block: Block) -> str | None:
    row = [one for one in paper.blocks if one.table == block.table and one.row <= block.row]
    named = [one for one in row if _TASK_COLUMN.search(one.head)]
    same = [one for one in named if one.row == block.row]
    others = [one for one in row if one.row == block.row and one is not block and len(one.words.said) > 3]
    found = (same or named[-1:] or others)[:1]
    return _short(found[0].words.said) if found else None


def _task_above(paper: Paper, block: Block) -> str | None:
    place = next(at for at, one in enumerate(paper.blocks) if one is block)
    for above in reversed(paper.blocks[max(0, place - 14) : place + 1]):
        if 0 < above.depth <= 4 and not _LABEL.match(above.words.key):
            return _short(_past(above))
    return None


def _in_sentence(deadline: Deadline) -> str | None:
    block, words = deadline.block, deadline.block.words
    at = words.at.index(deadline.source.start)
    end = at + len([place for place in words.at[at:] if place < deadline.source.end])
    breaks = [found.end() for found in re.finditer(r"[.;!?] |: (?=[^\W\d_])", words.said[:at])]
    start = breaks[-1] if breaks else 0
    owner = deadline.owner
    if owner is not None and block.start <= owner.source.start and owner.source.end <= deadline.source.start:
        here = [place for place, letter in enumerate(words.at) if letter >= owner.source.end]
        start = max(start, here[0]) if here else start
    said = _TAIL.sub("", words.said[start:at])
    if len(said.strip(" -+*,.")) < 4:
        after = re.match(r"[^.;]*", words.said[end:])
        said = after[0] if after else said
    return _short(said)


def _past(block: Block) -> str:
    """The words of an item without its number."""
    return re.sub(r"^[\s*#_]*" + re.escape(block.mark) + r"[\s.)*-]*", "", block.words.said)


def _short(said: str) -> str | None:
    text = re.sub(r"^[\s\-+*•:,.)]+", "", said).rstrip(" ,;:(–-")
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return text or None
