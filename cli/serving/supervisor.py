"""The whole house on one machine: server and counter, then dispatcher and worker; down together."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import NoReturn

from cascade.calendar.zone import day_of
from cli.console.language import say
from cli.serving import credential, one_up, processes, senders, server
from cli.serving.environment import dondoc_home, role_environment
from cli.serving.processes import Child
from cli.serving.upkeep import dated_logs
from cli.serving.upkeep.tend import Death, Tending
from cli.serving.upkeep.tie import FLAG
from settings.belongings import may_know
from settings.catalogue import BOARD_URL, HOME, PORTAL_URL, PREFECT_API_URL, PREFECT_AUTH

PORTAL_PORT = 8080
MANY = (os.cpu_count() or 1) > 2
"""Whether server, counter and we ourselves can load side by side."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where people look: the board's window and the counter."""

    ui: str
    api: str
    portal: str


@dataclass
class House:
    """`with House() as house:` has what people look at running; leaving the block stops it all."""

    home: Path = field(default_factory=dondoc_home)
    prefect_port: int | None = server.PORT
    portal_port: int | None = PORTAL_PORT
    portal: bool = True
    meanwhile: Callable[[], object] | None = None
    """Something to do here while the server is coming up."""
    as_it_answers: Callable[[], object] | None = None
    """Something to do here as soon as the server answers, while the counter may still be coming up."""
    children: list[Child] = field(default_factory=list, init=False)
    addresses: Addresses = field(init=False)
    auth: str = field(default="", init=False, repr=False)
    """What the board's server asks for."""
    _tie: int = field(default=-1, init=False, repr=False)
    """The end to read of a pipe that closes when we are gone."""
    _called: set[tuple[str, date]] = field(default_factory=set, init=False, repr=False)

    def __enter__(self) -> House:
        with ExitStack() as opened:
            self.home = self.home.resolve()  # runs start in other folders
            opened.enter_context(one_up.only_one(self.home))
            for end in (pipe := os.pipe()):
                opened.callback(os.close, end)
            self._tie = pipe[0]
            opened.callback(processes.stop, self.children)
            self._start()
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    def wait(self) -> NoReturn:
        """Stay until somebody interrupts us, and start again what dies."""
        dated_logs.write_to("dondoc.up", self.home / "logs" / "up.log")
        tending = Tending(self.children, self._died, partial(one_up.tell, self.home))
        while True:
            tending.round()
            time.sleep(0.5)

    def _died(self, death: Death) -> None:
        """Tell whoever sits at the terminal, and ops once a day when it keeps happening."""
        child, seconds = death.child, f"{death.pause:.0f}"
        vi = f"{child.name}: đã dừng ({death.why}), {seconds} giây nữa chạy lại; xem {child.log}"
        en = f"{child.name}: stopped ({death.why}), started again in {seconds} seconds; see {child.log}"
        print(say(vi, en), file=sys.stderr, flush=True)
        called = (child.name, day_of(datetime.now(UTC)))
        if death.too_often and called not in self._called:
            self._called.add(called)
            # A mail server may take its time; the others must not wait to be started again.
            words = f"{socket.gethostname()}: {vi} / {en}"
            Thread(target=senders.call_ops, args=(child.name, words), daemon=True).start()

    def _start(self) -> None:
        port, counter = processes.free_port(self.prefect_port), processes.free_port(self.portal_port)
        api = server.address(port)
        self.addresses = Addresses(f"http://127.0.0.1:{port}", api, f"http://127.0.0.1:{counter}")
        # What this process does itself (deploy, demo) it does for this house and no other.
        os.environ.update({PREFECT_API_URL.name: api, HOME.name: str(self.home)})
        self.auth = credential.for_server(self.home, api) or ""
        os.environ[PREFECT_AUTH.name] = self.auth
        one_up.tell_server(self.home, api)
        watcher = server.start(self.home, port, tie=self._tie)
        self.children.append(watcher)
        # Of two processors the server has one: three that load at once would keep it waiting.
        desk = self._desk(counter) if MANY else None
        if self.meanwhile is not None:
            self.meanwhile()
        desk = desk or self._desk(counter)
        server.wait_until_healthy(watcher, api)
        if self.as_it_answers is not None:
            self.as_it_answers()
        if desk is not None:
            server.wait_for(desk, self.addresses.portal)

    def _desk(self, port: int) -> Child | None:
        return self._role("portal", "--port", str(port)) if self.portal else None

    @property
    def login(self) -> str:
        """The link that opens the board logged in; a secret."""
        return credential.login_link(self.addresses.ui, self.auth)

    def start_dispatcher(self) -> None:
        """From now on what waits in the outbox is sent."""
        self._role("dispatcher")

    def start_worker(self) -> None:
        """From now on whatever is submitted or scheduled in the UI is run."""
        self._role("worker")

    def _role(self, role: str, *arguments: str) -> Child:
        environment = role_environment(role, self.home, self.addresses.api)
        if may_know(role, PORTAL_URL.name) and PORTAL_URL.written(environment) is None:
            environment[PORTAL_URL.name] = self.addresses.portal
        if may_know(role, BOARD_URL.name) and BOARD_URL.written(environment) is None:
            environment[BOARD_URL.name] = self.addresses.ui
        words, logs = ["cli.serving", role, *arguments, FLAG], self.home / "logs"
        child = processes.start(role, words, environment, logs, tie=self._tie)
        self.children.append(child)
        return child
