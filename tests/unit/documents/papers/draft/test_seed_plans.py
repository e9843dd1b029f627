"""A real paper, drafted and answered, asks of everybody what the example that was written by hand asks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from cascade.lang.refusal import Refusal
from cli.main import main
from documents.plan_file.read_plan import read_plan
from services.plan_files import beforehand, read

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[4] / "examples"
SEEDS = HERE.parents[5] / "shared" / "seeds"
PLANS = {
    "dong-thap-nq06": "000",
    "dong-nai-tw8": "001",
    "huong-dan-nq06": "002",
    "can-tho-tw6": "003",
    "dang-uy-khoi-nq15": "004",
}


@dataclass
class Draft:
    """A drafted plan whose requirements are found by the words of their deadline."""

    plan: dict[str, Any]

    def answer(self, about: str, said: Any) -> None:
        """As a person does: under the question where there is one, else at the place itself."""
        place = self._place(about)
        for asked in self.plan["questions"]:
            if asked["about"] == ".".join(place):
                asked["answer"] = said
                return
        *way, last = place
        at: Any = self.plan
        for step in way:
            at = self._item(at, step) if isinstance(at, list) else at[step]
        self._put(at, last, said)

    def _place(self, about: str) -> list[str]:
        found = re.fullmatch(r"«(.+)»(?:#(\d))?(?:\.(.+))?", about)
        if found is None:
            return about.split(".")
        same = [one["id"] for one in self.plan["requirements"] if one["when"].get("phrase") == found[1]]
        return ["requirements", same[int(found[2] or 1) - 1], *(found[3].split(".") if found[3] else [])]

    def _item(self, items: list[dict[str, Any]], name: str) -> dict[str, Any]:
        return next(one for one in items if one["id"] == name)

    def _put(self, at: Any, last: str, said: Any) -> None:
        target = self._item(at, last) if isinstance(at, list) else at.get(last)
        if isinstance(target, dict) and isinstance(said, dict) and last != "who":
            for name, value in said.items():
                self._put(target, name, value)
        else:
            at[last] = said


def answered(name: str, folder: Path) -> Path:
    """The draft of a real paper with the answers written in, beside its list of units."""
    (seed,) = SEEDS.glob(f"{PLANS[name]}_*.txt")
    example = yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))
    units = folder / example["units"]
    units.write_bytes((EXAMPLES / example["units"]).read_bytes())
    out = folder / f"{name}.yaml"
    assert main(["draft", str(seed), "--units", str(units), "-o", str(out)]) == 0
    draft = Draft(yaml.safe_load(out.read_text(encoding="utf-8")))
    given = yaml.safe_load((HERE / "answers" / f"{name}.yaml").read_text(encoding="utf-8"))
    for about, said in given["answers"].items():
        draft.answer(about, said)
    draft.plan["requirements"].extend(given["added"])
    write(draft.plan, out)
    return out


class Plain(yaml.SafeDumper):
    """Writes everything in full: plan files take no references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write(plan: dict[str, Any], out: Path) -> None:
    text = yaml.dump(plan, Dumper=Plain, allow_unicode=True, sort_keys=False)
    out.write_text(text, encoding="utf-8")


def owed(file: Path) -> Counter[tuple[Any, ...]]:
    """What everybody owes: who, what sort of act, when, to whom and through whom."""
    cascade = beforehand(None, *read(file))
    return Counter(
        (
            one.unit,
            one.duty.kind.value,
            one.duty.period,
            str(one.duty.window.latest),
            str(one.duty.window.due_at),
            *map(tuple, (one.to, one.via, one.copy)),
        )
        for one in cascade.obligations
    )


@pytest.fixture(autouse=True)
def _seeds() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the five papers are not part of this house")


@pytest.mark.parametrize("name", PLANS)
def test_the_answered_draft_asks_what_the_example_asks(name: str, tmp_path: Path) -> None:
    file = answered(name, tmp_path)
    assert main(["check", str(file)]) == 0
    drafted, example = owed(file), owed(EXAMPLES / f"{name}.yaml")
    assert (drafted - example, example - drafted) == (Counter(), Counter())


@pytest.mark.parametrize("name", PLANS)
def test_without_its_answers_the_draft_cannot_be_used(name: str, tmp_path: Path) -> None:
    file = answered(name, tmp_path)
    plan = yaml.safe_load(file.read_text(encoding="utf-8"))
    for one in plan["questions"]:
        one["answer"] = None
    write(plan, file)
    with pytest.raises(Refusal):
        read_plan(file)


@pytest.mark.parametrize("name", PLANS)
def test_the_answers_are_much_less_than_the_example(name: str) -> None:
    given, example = (
        [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip() and "#" not in line[:3]
        ]
        for path in (HERE / "answers" / f"{name}.yaml", EXAMPLES / f"{name}.yaml")
    )
    assert len(given) < 0.25 * len(example)
    assert sum(map(len, given)) < 0.5 * sum(map(len, example))


def lines(path: Path) -> list[str]:
    """Without blank lines and remarks."""
    text = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in text if line.strip() and not line.strip().startswith("#")]
