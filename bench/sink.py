"""A mail server that takes everything and does almost nothing: never the slowest of those measured."""

from __future__ import annotations

import asyncio
import re
import smtplib
import subprocess
import sys
from types import TracebackType

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
HELLO = b"250-bench\r\n250-PIPELINING\r\n250 SIZE 33554432\r\n"
ANSWERS = {b"EHLO": HELLO, b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Conversation(asyncio.Protocol):
    """One client; what all have said is counted together."""

    received = 0
    names: set[bytes] = set()  # noqa: RUF012

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._out, self._heard, self._mail = transport, bytearray(), False
        self._out.write(b"220 bench\r\n")

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (end := self._heard.find(b"\r\n.\r\n" if self._mail else b"\r\n")) >= 0:
            said = bytes(self._heard[:end])
            del self._heard[: end + (5 if self._mail else 2)]
            self._out.write(self._take(said) if self._mail else self._answer(said))

    def _take(self, mail: bytes) -> bytes:
        found = MESSAGE_ID.search(mail, 0, 4000)
        Conversation.received += 1
        Conversation.names.add(found[1] if found else b"")
        self._mail = False
        return b"250 2.0.0 OK\r\n"

    def _answer(self, command: bytes) -> bytes:
        verb = command[:4].upper()
        self._mail = verb == b"DATA"
        if verb == b"XCNT":
            return f"250 {Conversation.received} {len(Conversation.names)}\r\n".encode()
        return ANSWERS.get(verb, b"250 2.0.0 OK\r\n")


async def serve() -> None:
    """Listen, say where, and stay."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Conversation, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class Sink:
    """The server in a process of its own."""

    def __enter__(self) -> Sink:
        command = [sys.executable, "-m", "bench.sink"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def counts(self) -> tuple[int, int]:
        """Mails received, and how many of them differ in their Message-ID."""
        with smtplib.SMTP("127.0.0.1", self.port) as client:
            received, distinct = client.docmd("XCNT")[1].split()
        return int(received), int(distinct)


if __name__ == "__main__":
    asyncio.run(serve())
