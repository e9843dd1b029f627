"""What a draft leaves open: a plan is not read while a question that matters has no answer."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from cascade.lang.refusal import Refusal, place
from cascade.lang.told import Told, tell
from documents.reading.part import Part, key
from documents.reading.values import Flag, Text
from documents.reading.yaml_lines import Lined, LinedList, Value

_DEFAULT = {"default", "theo đề xuất", "đồng ý"}
"""Words that take the proposed answer."""
_DROP = {"bỏ", "drop"}
"""Words that take the requirement asked about out of the plan."""


class QuestionPart(Part):
    """Một điều văn bản không nói, phải có người trả lời."""

    about: Text = key(
        ...,
        "Chỗ trong kế hoạch mà câu trả lời được ghi vào",
        "The place the answer goes to",
        "requirements.D3.who",
    )
    what: Text = key("", "Câu hỏi", "The question", "Ai phải thực hiện nhiệm vụ này?")
    why: Text = key("", "Vì sao phải hỏi", "Why it is asked", "văn bản không ghi")
    default: object = key(
        None, "Câu trả lời được đề xuất", "The answer that is proposed", "{level: grassroots}"
    )
    default_from: Text = key(
        "", "Đề xuất ấy từ đâu", "Where the proposed answer comes from", "tên gần nhất trong danh sách"
    )
    answer: object = key(
        None,
        "Câu trả lời; `theo đề xuất` là lấy câu đề xuất, `bỏ` là bỏ việc được hỏi khỏi kế hoạch",
        "The answer; `default` takes the one proposed, `drop` takes the requirement out of the plan",
        "{units: [dong-nai-btg]}",
    )
    matters: Flag = key(
        True, "Chưa trả lời thì kế hoạch chưa dùng được", "Without an answer the plan cannot be used", "false"
    )

    def build(self) -> str:
        """Only the place: the answer itself has been put there."""
        return self.about


def answered(plan: Lined, path: Path) -> Lined:
    """The plan with every answer put in its place. Refusal: a question that matters is still open."""
    groups, dropped = questions_in(plan), dropped_in(plan)
    still = [one for one in groups if is_open(plan, one, dropped) and matters(one)]
    if still:
        first, rest = still[0], len(still) - 1
        more = Told(f" (và {rest} câu nữa)", f" (and {rest} more)") if rest else Told("", "")
        said = {"asked": str(first.get("what") or first.get("about")), "more": more}
        what = tell("chưa trả lời: {asked}{more}", "not answered yet: {asked}{more}", **said)
        raise Refusal(place(str(path), first.line, "questions"), what, _ANSWER)
    for one in groups:
        if one.get("answer") and _asked_about(one) not in dropped:
            _put(plan, one, answer_of(one), path)
    asked_for = plan.get("requirements")
    if isinstance(asked_for, LinedList):
        asked_for[:] = [
            one for one in asked_for if not (isinstance(one, Lined) and str(one.get("id")) in dropped)
        ]
    return plan


def questions_in(plan: Lined) -> list[Lined]:
    """What the draft asks, in the order of the file."""
    asked = plan.get("questions")
    return [one for one in asked if isinstance(one, Lined)] if isinstance(asked, LinedList) else []


def dropped_in(plan: Lined) -> set[str]:
    """The requirements that an answer takes out of the plan."""
    answers = ((one, one.get("answer")) for one in questions_in(plan))
    return {_asked_about(one) for one, said in answers if isinstance(said, str) and said in _DROP} - {""}


def is_open(plan: Lined, question: Lined, dropped: Container[str]) -> bool:
    """Whether nobody has answered it, neither under it nor in its place; `dropped`: as `dropped_in` says."""
    return (
        question.get("answer") in (None, "")
        and not _is_written(plan, question)
        and _asked_about(question) not in dropped
    )


def matters(question: Lined) -> bool:
    """Whether the plan cannot be used without an answer."""
    return question.get("matters") not in ("false", "không")


def answer_of(question: Lined) -> Value:
    """The answer; the proposed one where that was taken."""
    answer = question.get("answer")
    return question.get("default") if isinstance(answer, str) and answer in _DEFAULT else answer


def _asked_about(question: Lined) -> str:
    """The requirement a question is about, or "" when it is about something else."""
    room, _, rest = str(question.get("about") or "").partition(".")
    return rest.partition(".")[0] if room == "requirements" else ""


def _is_written(plan: Lined, question: Lined) -> bool:
    """Whether somebody has written the value itself into its place: that is an answer, too."""
    at: Value = plan
    for step in str(question.get("about") or "").split("."):
        at = _step(at, step)
    return at.get("kind") != "none" if isinstance(at, Lined) and "kind" in at else at not in (None, "")


_ANSWER = Told(
    "ghi `answer: …` dưới câu hỏi (`answer: theo đề xuất` là lấy câu đề xuất), hoặc ghi vào đúng chỗ",
    "write `answer: …` under the question (`answer: default` takes the one proposed), or the value itself",
)


def _put(plan: Lined, question: Lined, answer: Value, path: Path) -> None:
    """Set the value where `about` leads: keys by name, items of a list by their id."""
    *way, last = str(question.get("about") or "").split(".")
    at: Value = plan
    for step in way:
        at = _step(at, step)
    if not isinstance(at, Lined) or not last:
        what = tell(
            "câu hỏi chỉ tới chỗ không có: {about}", "it leads nowhere: {about}", about=question.get("about")
        )
        todo = Told("ghi như issued hoặc requirements.D3.who", "write it like issued or requirements.D3.who")
        raise Refusal(place(str(path), question.line, "questions.about"), what, todo)
    at[last] = answer
    at.lines[last] = question.lines.get("answer", question.line)


def _step(at: Value, step: str) -> Value:
    if isinstance(at, Lined):
        return at.get(step)
    if isinstance(at, LinedList):
        return next((one for one in at if isinstance(one, Lined) and one.get("id") == step), None)
    return None
