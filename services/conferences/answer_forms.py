"""What was typed about a conference, field by field: an answer, or what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from cascade.conferences.answer_kinds import InvitationReply, LineTest, Turnout, misfit
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.plan.typed import numbers, texts
from cascade.reports import secrecy
from documents.reading.addresses import dialled

T = TypeVar("T")
MOST_DELEGATES = 9_999
"""Of one kind, of one unit."""
FIELDS = {
    "coming": Told("Dự hay không", "Coming or not"),
    "reason": Told("Lý do", "The reason"),
    "names": Told("Họ tên đại biểu", "Names of delegates"),
    "stand_in": Told("Dự thay", "Stand-in"),
    "good": Told("Kết quả thử", "The result"),
    "note": Told("Ghi chú", "The note"),
    "technician": Told("Cán bộ kỹ thuật", "The technician"),
    "phone": Told("Điện thoại", "The telephone"),
    "called": Told("Triệu tập", "Called"),
    "present": Told("Có mặt", "Present"),
    "excused": Told("Vắng có lý do", "Excused"),
}
DELEGATES = Told("Số đại biểu", "Delegates")
_EMPTY = Told("còn để trống", "it is empty")
_CHOOSE = Wrong(Told("chưa chọn", "nothing is chosen"), Told("chọn một", "choose one"))
_NOBODY = Wrong(
    Told("dự mà không có đại biểu nào", "coming without any delegate"),
    Told("ghi số đại biểu, hoặc báo không dự", "give a number, or say that nobody comes"),
)


@dataclass(frozen=True, slots=True)
class ReadForm(Generic[T]):
    """A form that was read: the answer, or the problems by field name."""

    said: T | None
    problems: Mapping[str, Wrong] = field(default_factory=dict)

    def answer(self) -> T:
        """The answer. Refusal: the first thing that is wrong, named by its field."""
        for name, wrong in self.problems.items():
            raise Refusal(FIELDS.get(name, DELEGATES), wrong.what, wrong.todo)
        assert self.said is not None
        return self.said


def delegates_field(place: int) -> str:
    """The name of the field for one kind of delegate."""
    return f"delegates_{place}"


def read_reply(
    typed: Mapping[str, str],
    kinds: Sequence[str],
    hidden: Collection[str] = (),
    *,
    veiled: bool = False,
) -> ReadForm[InvitationReply]:
    """`kinds`: of delegates, as the hall asks for them.

    `hidden`: numbers of secret documents, which no text may name. `veiled`: the conference is secret, and no
    words are taken about it.
    """
    form = _Form(typed, hidden, veiled)
    coming = form.choice("coming")
    if coming is False:
        said = InvitationReply(False, form.words("reason", texts.text if veiled else texts.reason))
        return form.filled(said)
    counts = [(kind, form.number(delegates_field(place))) for place, kind in enumerate(kinds or ("",))]
    given = tuple((kind, number) for kind, number in counts if number is not None)
    names = form.words("names", texts.text)
    if given and not any(number for _, number in given) and not names:
        form.problems.setdefault(delegates_field(0), _NOBODY)
    stand_in = form.words("stand_in", partial(texts.line, most=texts.LONGEST_NAME))
    return form.filled(InvitationReply(True, "", given, names, stand_in))


def read_line_test(
    typed: Mapping[str, str], hidden: Collection[str] = (), *, veiled: bool = False
) -> ReadForm[LineTest]:
    """A fault says what it is."""
    form = _Form(typed, hidden, veiled)
    good = form.choice("good")
    note = form.words("note", partial(texts.text, most=texts.LONGEST_NOTE))
    if good is False and not note and not veiled:
        todo = Told("ghi lỗi đang gặp", "say what is wrong with the line")
        form.problems.setdefault("note", Wrong(_EMPTY, todo))
    technician = form.words("technician", partial(texts.line, most=texts.LONGEST_NAME))
    phone = form.words("phone", lambda text: dialled(text.strip()) if text.strip() else "")
    return form.filled(LineTest(bool(good), note, technician, phone))


def read_turnout(typed: Mapping[str, str]) -> ReadForm[Turnout]:
    """Three numbers; who was not excused and did not come is the rest."""
    form = _Form(typed, (), True)
    called, present = (form.number(name, needed=True) for name in ("called", "present"))
    excused = form.number("excused")
    said = Turnout(called or 0, present or 0, excused)
    if not form.problems and (wrong := misfit(said)) is not None:
        form.problems[wrong[0]] = wrong[1]
    return form.filled(said)


class _Form:
    """Reads one field after another and remembers what is wrong with them."""

    def __init__(self, typed: Mapping[str, str], hidden: Collection[str], veiled: bool) -> None:
        self._typed, self._hidden, self._veiled = typed, hidden, veiled
        self.problems: dict[str, Wrong] = {}

    def choice(self, name: str) -> bool | None:
        """yes or no, from the button that was pressed."""
        chosen = {"yes": True, "no": False}.get(self._typed.get(name, ""))
        if chosen is None:
            self.problems[name] = _CHOOSE
        return chosen

    def number(self, name: str, *, needed: bool = False) -> int | None:
        """A whole number; None where it may be left empty and is."""
        text = self._typed.get(name, "").strip()
        if not text and not needed:
            return None
        most = MOST_DELEGATES if name.startswith(delegates_field(0)[:-1]) else numbers.LARGEST
        return self._read(name, lambda: numbers.whole(text, 0, most) if text else _no_number())

    def words(self, name: str, read: Callable[[str], str]) -> str:
        """A text that may be shown to those who hold the conference."""
        if self._veiled and name not in ("technician", "phone"):
            return ""
        said = self._read(name, lambda: read(self._typed.get(name, ""))) or ""
        if betrays := secrecy.betrayed(said, self._hidden):
            self.problems[name] = betrays
        return said

    def filled(self, said: T) -> ReadForm[T]:
        """The answer; none when something is wrong."""
        return ReadForm(None if self.problems else said, self.problems)

    def _read(self, name: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Wrong as wrong:
            self.problems[name] = wrong
            return None


def _no_number() -> int:
    raise Wrong(_EMPTY, Told("ghi một số", "write a number"))
