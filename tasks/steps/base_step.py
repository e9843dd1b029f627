"""What all steps of a run have in common: how a verdict becomes a state that Prefect colours."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ParamSpec, cast

from prefect import Task, runtime
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, StateType
from prefect.context import FlowRunContext
from prefect.states import Completed, Failed
from prefect.task_engine import run_task
from prefect.utilities.callables import get_call_parameters

from settings import traces
from settings.traces import TraceAct, TraceSpan
from tasks import ledger_access, turn_lock
from tasks.board import prefect_names
from tasks.board.board_labels import Look, Word

_OUR_RUN = "PREFECT__FLOW_RUN_ID"
"""Named by a worker to the process it starts for one run; not set in a test, a demo, or at the desk."""


def step_name() -> str:
    """What the step is labelled, as a name."""
    return prefect_names.one_line(runtime.task_run.parameters["label"])


# Nothing is cached: a step that is asked again looks again.
STEP: dict[str, Any] = {"task_run_name": step_name, "cache_policy": NO_CACHE, "persist_result": False}


def verdict(word: Word, look: Look = Look.DONE, message: str = "") -> State[None]:
    """A state of that name; its type is its colour. Returned, not raised: a late unit is no fault of ours."""
    return State(
        type=StateType(look.value),
        name=word.value,
        message=prefect_names.one_line(message, prefect_names.TALE) or None,
    )


def finished(message: str) -> State[None]:
    """How a whole run of ours ends. Under Prefect's own name: deployment pages list no other."""
    return Completed(message=prefect_names.one_line(message, prefect_names.TALE))


def refused(message: str) -> State[None]:
    """What was asked for was not done."""
    return Failed(message=prefect_names.one_line(message, prefect_names.TALE))


def settle_in() -> None:
    """What a process does before its first step; nothing of it happens to whoever only imports us."""
    logging.getLogger("prefect.task_runs").addFilter(_calm)
    if os.environ.get(_OUR_RUN):
        # The process is this run's alone: what it has loaded stays to its end, and a tenth of the run went
        # into looking through all of it for garbage.
        gc.freeze()


def _calm(record: logging.LogRecord) -> bool:
    """In the log a late unit is a warning, said once. An error there means that we have failed."""
    told = record.getMessage()
    if Word.OVERDUE in told and record.levelno >= logging.ERROR:
        record.levelno, record.levelname, record.exc_info = logging.WARNING, "WARNING", None
        return not told.startswith("Task run failed")
    return True


P = ParamSpec("P")
Step = Task[P, Coroutine[Any, Any, State[None]]]


async def run(
    step: Step[P], after: Sequence[State[None]], /, *args: P.args, **kwargs: P.kwargs
) -> State[None]:
    """Do a step, with an arrow from each of the states before it; a red one above stops nobody below.

    A run that has lost its turn does none of what is left: another is at it.
    """
    if turn_lock.lost(ledger_access.ledger()):
        return verdict(Word.GIVEN_WAY, Look.OFF)
    with traces.span(TraceAct.STEP, step=step.fn.__name__) as span:
        state = cast(State[None], await _begun(step, after, get_call_parameters(step.fn, args, kwargs)))
        span.note(outcome=state.type.value)
        return state


async def _begun(step: Step[P], after: Sequence[State[None]], given: dict[str, Any]) -> Any:
    """What calling the step does, but nobody is told that it is about to begin: a third of all that is told.

    Nothing is waited for either: all states before it are final.
    """
    planned = await step.create_local_run(wait_for=list(after))
    return await cast(Any, run_task(cast(Any, step), task_run=planned, parameters=given, return_type="state"))


@contextmanager
def traced(act: TraceAct, plan: str = "") -> Iterator[TraceSpan]:
    """A span of this run, below whoever asked the server for it; sent when the process ends at the latest."""
    traces.begin("runs")
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    above = str(run.labels.get(traces.LABEL, "")) if run else ""
    with traces.span(act, above=above, run=run.id if run else "", plan=plan) as span:
        yield span
