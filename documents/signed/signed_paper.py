"""What stands in a paper, before anybody thinks of a file: its head, its parts in order, who signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from documents.office.paper_names import BLANK
from documents.signed.paper_form import PARTY, PaperForm, PaperSort


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `lead`: its first words, in bold."""

    words: str
    lead: str = ""
    indent: bool = True


@dataclass(frozen=True, slots=True)
class SignedSection:
    """A heading, which never stands at the foot of a page; the number comes from its place."""

    words: str


@dataclass(frozen=True, slots=True)
class SignedColumn:
    """One column of a table: its name, its width in millimetres, where its words stand."""

    name: str
    width: int
    left: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A row over the whole width, which heads those below it."""

    words: str


Row = Sequence[str] | Band


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table; its head stands again on every page."""

    columns: Sequence[SignedColumn]
    rows: Sequence[Row]


Part = Text | SignedSection | RuledTable


@dataclass(frozen=True, slots=True)
class SignedAnnex:
    """Pages behind the paper (phụ lục); it says itself what it belongs to."""

    about: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, as the head, the number and a sentence have it."""

    above: str
    """Whom an office serves, or the body above; empty where the writer stands alone."""
    head: str
    name: str
    place: str
    suffix: str = BLANK
    """What ends its numbers: "TU"."""


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """One paper of one writer."""

    sort: PaperSort
    head: Letterhead
    subject: str
    parts: Sequence[Part]
    day: date
    form: PaperForm = PARTY
    to: Sequence[str] = ()
    """Kính gửi."""
    receive: Sequence[str] = ()
    """Nơi nhận; the last one keeps it."""
    behalf: str = ""
    """For whom somebody signs; empty of an office, whose head signs."""
    signer: str = BLANK
    signer_title: str = BLANK
    number: str = BLANK
    belongs_to: str = ""
    """Of a list that goes with a paper: "Giấy mời số …-GM/TU, ngày …"; it has no number of its own."""
    annexes: Sequence[SignedAnnex] = field(default=())
    facts: Mapping[str, str] = field(default_factory=dict)
    """What an office's own template may name one by one."""

    @property
    def numbered(self) -> str:
        """The line of the number."""
        return self.form.numbered(self.sort, self.number, self.head.suffix)

    @property
    def called(self) -> str:
        """What its file, its index and its annexes call it."""
        title = self.sort.heading or "CÔNG VĂN"
        return f"{title.capitalize()} {self.subject}"
