"""Has a file looked at by ClamAV, where the office runs one: by INSTREAM over its socket, nothing by name.

https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

from __future__ import annotations

import re
import socket
import struct

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from settings.catalogue import CLAMAV

_SECONDS = 30
_PIECE = 64 * 1024
_FOUND = re.compile(r"stream: (.{1,200}) FOUND")
SILENT = Wrong(
    Told(
        "chưa kiểm tra được virus nên chưa nhận tệp", "it cannot be scanned for viruses now, and is not taken"
    ),
    Told(
        "thử lại sau ít phút, hoặc gửi báo cáo trước, tệp sau",
        "try again later, or send the report without it",
    ),
)


def refuse_if_infected(body: bytes) -> None:
    """Refusal: ClamAV finds something in it, or does not answer. Without a socket set nothing is asked."""
    place = CLAMAV.get()
    if not place:
        return
    try:
        answer = _asked(place, body)
    except OSError:
        raise SILENT from None
    if found := _FOUND.search(answer):
        what = Told(f"tệp có virus ({found[1]})", f"the file has a virus ({found[1]})")
        raise Wrong(what, Told("quét máy đã gửi, gửi tệp sạch", "scan your computer, send a clean file"))
    if not answer.endswith("stream: OK"):
        raise SILENT


def _asked(place: str, body: bytes) -> str:
    with _connected(place) as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for at in range(0, len(body), _PIECE):
            piece = body[at : at + _PIECE]
            clamd.sendall(struct.pack(">I", len(piece)) + piece)
        clamd.sendall(struct.pack(">I", 0))
        heard = b""
        while not heard.endswith(b"\0") and len(heard) < 4096 and (more := clamd.recv(4096)):
            heard += more
    return heard.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected(place: str) -> socket.socket:
    """ "/run/clamav/clamd.ctl", or "127.0.0.1:3310"."""
    if place.startswith("/"):
        made = socket.socket(socket.AF_UNIX)
        made.settimeout(_SECONDS)
        try:
            made.connect(place)
        except OSError:
            made.close()
            raise
        return made
    host, _, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), _SECONDS)
