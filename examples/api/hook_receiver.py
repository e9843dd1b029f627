"""Nhận tin của Đôn Đốc và kiểm chữ ký, chỉ dùng thư viện chuẩn. / Takes messages of hooks; standard library.

export HOOK_SECRET=whsec_…
python hook_receiver.py 8900
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

LATEST = 300
"""Seconds: an older message is somebody's copy of one."""
MOST = 64 * 1024


def signed(secret: str, number: str, at: str, body: bytes, signature: str, now: float) -> bool:
    """Whether a message is Đôn Đốc's, and of this moment. Several signatures stand side by side."""
    if not at.isdigit() or abs(now - int(at)) > LATEST:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.digest(key, f"{number}.{at}.".encode() + body, "sha256")
    wanted = f"v1,{base64.b64encode(made).decode()}"
    return any(hmac.compare_digest(wanted.encode(), one.encode()) for one in signature.split())


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 at once; a number that came before is passed over."""

    known: set[str] = set()  # noqa: RUF012 (of a real one: in its database)

    def do_POST(self) -> None:
        """One message."""
        headers, length = self.headers, int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(min(length, MOST))
        number, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        mark = headers.get("webhook-signature", "")
        if not signed(os.environ["HOOK_SECRET"], number, at, body, mark, time.time()):
            self.send_error(401)
            return
        self.send_response(204)
        self.end_headers()
        if number not in self.known:
            self.known.add(number)
            told = json.loads(body)
            print(told["type"], json.dumps(told["data"], ensure_ascii=False), flush=True)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
