"""An owner in the words of the paper, with its place and how far from the deadline it was named."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from documents.papers.layout.block import Block, Paper, Source
from documents.papers.layout.worded import key_of


class OwnerScope(StrEnum):
    """What names the owner; the farther out, the more a person should look at it."""

    ROW = "row"
    SENTENCE = "sentence"
    LABEL = "label"
    ITEM = "item"
    HEADING = "heading"
    LIST = "list"
    PARAGRAPH = "paragraph"
    HOSTS = "hosts"
    TITLE = "title"
    ADDRESSEE = "addressee"
    ISSUER = "issuer"


FAR_SCOPES = frozenset({OwnerScope.PARAGRAPH, OwnerScope.TITLE, OwnerScope.ADDRESSEE, OwnerScope.ISSUER})


@dataclass(frozen=True, slots=True)
class Owner:
    """Whoever owes something, in the words of the paper; several who lead are parted by ";"."""

    words: str
    source: Source
    scope: OwnerScope = OwnerScope.SENTENCE
    supporting: str | None = None
    """Those who only help (phối hợp), where the paper names them apart."""

    @staticmethod
    def joined(owners: list[Owner]) -> Owner | None:
        """One owner for all of them, each named once."""
        named = {key_of(one.words): one.words for one in reversed(owners)}
        words = "; ".join(reversed(named.values()))
        return Owner(words, owners[0].source, owners[0].scope) if owners else None


def owner_in(paper: Paper, block: Block, start: int, end: int, scope: OwnerScope) -> Owner | None:
    """The owner named between two letters of a block, without the signs around the name."""
    key = block.words.key
    if key.endswith(" xong", start, end):  # of the time behind it: "Chi bộ A xong trước ngày …"
        end -= len(" xong")
    while end > start and (key[end - 1] in " ,;:.-*–" or key[end - 1] == "(" or _unclosed(key[start:end])):
        end -= 1
    while start < end and key[start] in " -+*•":
        start += 1
    if key.startswith("riêng ", start, end):
        start += len("riêng ")
    if end <= start:
        return None
    return Owner(block.words.said[start:end], paper.source(*block.words.span(start, end)), scope)


def _unclosed(name: str) -> bool:
    return name.endswith(")") and "(" not in name
