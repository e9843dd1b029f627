"""The whole house on one machine: server and counter, then dispatcher and worker; down together."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cli.serving import credential, processes, server
from cli.serving.environment import dondoc_home, role_environment
from cli.serving.processes import Child
from settings.belongings import may_know
from settings.catalogue import BOARD_URL, HOME, PORTAL_URL, PREFECT_API_URL, PREFECT_AUTH

PORTAL_PORT = 8080


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
    children: list[Child] = field(default_factory=list, init=False)
    addresses: Addresses = field(init=False)
    auth: str = field(default="", init=False, repr=False)
    """What the board's server asks for."""

    def __enter__(self) -> House:
        try:
            self._start()
        except BaseException:
            processes.stop(self.children)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        processes.stop(self.children)

    def wait(self) -> None:
        """Stay until somebody interrupts us; refuse to go on when one of the processes is gone."""
        while all(child.alive for child in self.children):
            time.sleep(0.5)
        gone = next(child for child in self.children if not child.alive)
        words = f"{gone.log}: {gone.last_words(400)}"
        what = Told("đã dừng giữa chừng", "stopped on its way")
        raise Refusal(gone.name, what, Told(f"xem {words}", f"see {words}"))

    def _start(self) -> None:
        self.home = self.home.resolve()  # runs start in other folders
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        port, counter = processes.free_port(self.prefect_port), processes.free_port(self.portal_port)
        api = server.address(port)
        self.addresses = Addresses(f"http://127.0.0.1:{port}", api, f"http://127.0.0.1:{counter}")
        # What this process does itself (deploy, demo) it does for this house and no other.
        os.environ.update({PREFECT_API_URL.name: api, HOME.name: str(self.home)})
        self.auth = credential.for_server(self.home, api) or ""
        os.environ[PREFECT_AUTH.name] = self.auth
        watcher = server.start(self.home, port)
        self.children.append(watcher)
        desk = self._role("portal", "--port", str(counter)) if self.portal else None
        if self.meanwhile is not None:
            self.meanwhile()
        server.wait_until_healthy(watcher, api)
        if desk is not None:
            server.wait_for(desk, self.addresses.portal)

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
        child = processes.start(role, ["cli.serving", role, *arguments], environment, self.home / "logs")
        self.children.append(child)
        return child
