"""One process of the counter, alone or one of several: its ledger, its door, and what it shares."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import uvicorn

from cli.serving import asking
from cli.serving.upkeep import dated_logs, heartbeat
from cli.serving.upkeep.siblings import ToldFigures
from cli.watching.watch_server import place_of, watched
from models.database.ledger import Ledger
from notifications.wording import own_wording
from notifications.wording.preview import letter
from portal.app import create_app
from portal.watch.request_watch import Note, nowhere
from portal.web import connections
from portal.web.counter import Counter, Wording, ZaloSecrets
from portal.web.rate_limits import Paces
from portal.web.wrong_guesses import Doorkeeper
from settings import traces


class Serving:
    """What all processes have from the one that they are forked from: the door and the turns of visitors."""

    def __init__(self, host: str, port: int, many: int) -> None:
        self._many = many
        config = uvicorn.Config("", host=host, port=port, log_config=dated_logs.for_uvicorn())
        self._door: socket.socket = config.bind_socket()
        self._door.listen(2048)
        self._paces = Paces.shared() if many > 1 else Paces()
        self._keeper = Doorkeeper.shared() if many > 1 else Doorkeeper()
        self._told = ToldFigures()
        self._asked_to_stop = False
        self._server: uvicorn.Server | None = None

    def serve(self, number: int) -> None:
        """Answer until told to stop. The first one shows the figures of all."""
        # Until uvicorn takes the signal over, and when it sends it again at its end: to die of it would be to
        # leave without a word, and an exit from whatever is just done may be caught there.
        signal.signal(signal.SIGTERM, self._stop)
        # Not before: a process that is forked takes no threads along.
        traces.begin("portal")
        ledger = Ledger()
        with heartbeat.shown(ledger, "portal"):
            if number:
                self._run(ledger, self._told.tell if place_of("portal") else nowhere)
                return
            with watched("portal", ledger) as figures:
                if figures and self._many > 1:
                    self._told.hear(figures.page)
                self._run(ledger, figures.page if figures else nowhere)

    def _run(self, ledger: Ledger, note: Note) -> None:
        counter = Counter(
            ledger,
            ZaloSecrets.from_env(),
            door=self._keeper,
            paces=self._paces,
            ask_run=asking.ask,
            whose_run=asking.whose,
            letter=letter,
            wording=Wording(own_wording.letter, own_wording.fields, own_wording.faults),
            note=note,
        )
        app = create_app(ledger, counter)
        config = uvicorn.Config(app, log_config=dated_logs.for_uvicorn(), **connections.options())
        self._server = uvicorn.Server(config)
        if not self._asked_to_stop:
            self._server.run(sockets=[self._door])

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True
        if self._server is not None:
            self._server.should_exit = True
