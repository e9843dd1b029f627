"""Who owes the day of a conference: those who connect their points to it, else those who prepare it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from documents.papers.facts.conferences import HeldConference
from documents.papers.layout.block import Block, BlockKind, Paper
from documents.papers.owners.owner_words import FAR_SCOPES, Owner, OwnerScope
from documents.papers.owners.owners import Owners

_JOINS = re.compile(
    r"kết nối (?:đường truyền|trực tuyến)|mở rộng trực tuyến|mở điểm cầu|dự trực tuyến"
    r"|tiếp sóng"
)
_PREPARES = re.compile(
    r"điểm cầu|hội trường|đường truyền|giấy mời|công văn mời|triệu tập|tổ chức (?:tốt )?hội nghị|khánh tiết"
)
_NEAR = 8


@dataclass(frozen=True)
class Hosts:
    """Finds those who hold the conferences of one paper."""

    paper: Paper
    owners: Owners

    def of(self, held: HeldConference) -> Owner | None:
        """Who joins it on screens, else who prepares it, else the issuer."""
        place = next(at for at, block in enumerate(self.paper.blocks) if block is held.block)
        near = self.paper.blocks[max(0, place - 3) : place + _NEAR]
        joins = [owner for block in near if (owner := self._joining(block))]
        found = joins[:1] or self._preparing(place)
        owner = Owner.joined(found)
        return replace(owner, scope=OwnerScope.HOSTS) if owner else self.owners.issuer

    def _joining(self, block: Block) -> Owner | None:
        found = _JOINS.search(block.words.key)
        return self._near(block, found.start()) if found else None

    def _preparing(self, place: int) -> list[Owner]:
        """Those whom a later main part of the paper gives something to prepare."""
        numbered = (
            at for at, one in enumerate(self.paper.blocks) if one.depth == 1 and one.mark and at > place
        )
        first = next(numbered, None)
        later = self.paper.blocks[first:] if first is not None else ()
        found = []
        for block in later:
            prepares = _PREPARES.search(block.words.key) if block.kind is BlockKind.TEXT else None
            if prepares and (owner := self._near(block, prepares.start())):
                found.append(owner)
        return found

    def _near(self, block: Block, at: int) -> Owner | None:
        owner = self.owners.of(block, at)
        return owner if owner and owner.scope not in FAR_SCOPES else None
