"""Owners beside a deadline: in the row of its table, or behind a label of its task ("Đơn vị chủ trì: …")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from documents.papers.layout.block import Block, BlockKind, Paper
from documents.papers.owners.owner_words import Owner, OwnerScope, owner_in

_OWNER_COLUMN = re.compile(
    r"chủ trì|thực hiện|phụ trách|đầu mối|phân công|chịu trách nhiệm|trách nhiệm|tham mưu|đơn vị|cơ quan"
    r"|người|bộ phận|trưởng đoàn|cá nhân"
)
_LEADING_COLUMN = re.compile(r"chủ trì|phụ trách|đầu mối|chịu trách nhiệm|trưởng đoàn|tham mưu")
_NO_OWNER_COLUMN = re.compile(
    r"phối hợp|được kiểm tra|thời gian|nhận|được giám sát|nội dung"
    r"|nhiệm vụ thực hiện|thời hạn|kết quả"
)
_HELPING = re.compile(r"phối hợp")
_OWNER_LABEL = re.compile(
    r"^[\s\-+*•]*(?:(?:đơn vị|cơ quan|cá nhân|bộ phận|người|tổ chức|lãnh đạo|đồng chí)[ /,]*)*"
    r"(?:chủ trì|phụ trách|thực hiện|chịu trách nhiệm|đầu mối|tham mưu|được phân công|phân công"
    r"|soạn thảo|chuẩn bị|xây dựng|dự thảo|trình)"
    r"(?: (?:chính|thực hiện|tham mưu))*(?: ?\([^)]*\))? ?: ?(?=\S)"
)
_HELPING_LABEL = re.compile(
    r"^[\s\-+*•]*(?:(?:đơn vị|cơ quan|cá nhân|bộ phận)[ /,]*)*phối hợp[^:]{0,20}: ?(?=\S)"
)
_PARTNER = re.compile(r"[,;]? ?(?:phối hợp(?: thực hiện)?|cùng phối hợp)(?: với)?:.*$|;.*$|\.$")
_TIMED = re.compile(r"^[\s\-+*•]*(?:thời (?:gian|hạn|điểm)|tiến độ|hạn|ngày trình)[^:]{0,40}:")


def row_owner(paper: Paper, block: Block) -> Owner | None:
    """The cell of the row under "Đơn vị chủ trì"; a cell that was merged counts for the rows below it."""
    if block.kind is not BlockKind.CELL:
        return None
    table = [one for one in paper.blocks if one.table == block.table]
    heads = {
        one.column: one.head
        for one in table
        if _OWNER_COLUMN.search(one.head) and not _NO_OWNER_COLUMN.search(one.head)
    }
    for column in sorted(heads, key=lambda column: (not _LEADING_COLUMN.search(heads[column]), column)):
        cells = [one for one in table if one.column == column and one.row <= block.row and one.head]
        if cells:
            return _lead(paper, cells[-1], _helpers(table, block))
    return None


def _lead(paper: Paper, cell: Block, helpers: str | None) -> Owner | None:
    """ "Văn phòng phối hợp các phòng" in one cell: the first leads."""
    key = cell.words.key
    parted = re.compile(r"[,;(]? ?(?:chủ trì,? ?)?phối hợp(?: với)?:? ").search(key, 1)
    owner = owner_in(paper, cell, 0, parted.start() if parted else len(key), OwnerScope.ROW)
    helpers = helpers or (cell.words.said[parted.end() :].rstrip(" .)") if parted else None)
    return replace(owner, supporting=helpers) if owner else None


def _helpers(table: list[Block], block: Block) -> str | None:
    here = [one.words.said for one in table if one.row == block.row and _HELPING.search(one.head)]
    return here[0] if here and any(letter.isalpha() for letter in here[0]) else None


def labelled_owner(paper: Paper, block: Block, place: int) -> Owner | None:
    """ "Đơn vị chủ trì: …" under or above "Thời gian hoàn thành: …", before the next task begins."""
    near = (
        *_task(paper.blocks[place + 1 : place + 9], block),
        *_task(paper.blocks[max(0, place - 6) : place][::-1], block),
    )
    for one in near:
        if found := _OWNER_LABEL.match(one.words.key):
            end = len(one.words.key)
            if cut := _PARTNER.search(one.words.key, found.end()):
                end = cut.start()
            owner = owner_in(paper, one, found.end(), end, OwnerScope.LABEL)
            return replace(owner, supporting=_helping(near)) if owner else None
    return None


def _helping(near: tuple[Block, ...]) -> str | None:
    for one in near:
        if found := _HELPING_LABEL.match(one.words.key):
            return one.words.said[found.end() :].rstrip(" .;") or None
    return None


def _task(blocks: tuple[Block, ...], block: Block) -> Iterator[Block]:
    for near in blocks:
        timed = _TIMED.match(near.words.key) and _TIMED.match(block.words.key)
        if near.kind is BlockKind.HEADING or timed or 0 < near.depth <= min(4, (block.depth or 5) - 1):
            return
        yield near
