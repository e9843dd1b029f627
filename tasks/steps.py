"""What all steps of a run have in common: how a verdict becomes a state that Prefect colours."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, ParamSpec, cast

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, StateType
from prefect.utilities.annotations import allow_failure

from tasks.vocabulary import Look, Word

# Nothing is cached: a step that is asked again looks again.
STEP: dict[str, Any] = {"task_run_name": "{label}", "cache_policy": NO_CACHE, "persist_result": False}


def verdict(word: Word, look: Look = Look.DONE, message: str = "") -> State[None]:
    """A state of that name; its type is its colour. Returned, not raised: a late unit is no fault of ours."""
    return State(type=StateType(look.value), name=word.value, message=message or None)


P = ParamSpec("P")
Step = Task[P, Coroutine[Any, Any, State[None]]]


async def run(
    step: Step[P], after: Sequence[State[None]], /, *args: P.args, **kwargs: P.kwargs
) -> State[None]:
    """Do a step, with an arrow from each of the states before it; a red one above stops nobody below."""
    arrows = [allow_failure(state) for state in after]
    return cast(State[None], await cast(Any, step)(*args, **kwargs, wait_for=arrows, return_state=True))
