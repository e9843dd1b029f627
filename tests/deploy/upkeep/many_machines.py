"""The processes that deploy/compose.yaml names, started on this machine with the same words and settings."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from bench.postgres import Postgres
from cli.serving import processes
from cli.serving.processes import Child
from tests.deploy.upkeep.test_up_goes_on import DONDOC, environment
from tests.deploy.upkeep.test_written_topology import compose

AUTH, PASSWORD = "dondoc:thu-nhieu-may", "mat-khau-redis"
NGINX = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/main.log crit; {user}
events {{ worker_connections 256; }}
http {{
  access_log off; client_max_body_size 8m; proxy_http_version 1.1;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $kind;
  map $http_upgrade $kind {{ default upgrade; "" ""; }}
  upstream api {{ {api} }} upstream portal {{ {portal} }}
  server {{ listen 127.0.0.1:{front}; location / {{ proxy_pass http://api; }} }}
  server {{ listen 127.0.0.1:{counter}; location / {{ proxy_pass http://portal; }} }}
}}
"""


class Cable:
    """A wire from a port of this machine to a socket; it can be cut, and mended."""

    def __init__(self, to: Path) -> None:
        self._to, self._ends = to, set[socket.socket]()
        self._whole = True
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Whoever speaks hears no more, and nobody new gets through."""
        self._whole = False
        for end in list(self._ends):
            _hang_up(end)

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self.cut()
        _hang_up(self._door)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                far = socket.socket(socket.AF_UNIX)
                try:
                    if not self._whole:
                        raise ConnectionError
                    far.connect(str(self._to))
                except OSError:
                    _hang_up(near)
                    _hang_up(far)
                    continue
                self._ends |= {near, far}
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while heard := source.recv(65536):
                target.sendall(heard)
        for end in (source, target):
            _hang_up(end)
            self._ends.discard(end)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


class Machines:
    """Everything that compose.yaml has, by the names there; of replicas `api-1`, `api-2`."""

    def __init__(self, folder: Path, postgres: Postgres, mail: str) -> None:
        self.folder, self.postgres, self._mail = folder, postgres, mail
        self.home = folder / "home"
        self.front, self.counter, self._redis = (processes.free_port() for _ in range(3))
        self.ports: dict[str, int] = {}
        self.running: dict[str, Child] = {}
        self._opened = ExitStack()
        self.cable = Cable(postgres.folder / ".s.PGSQL.5432")
        self._opened.callback(self.cable.close)
        self._opened.callback(lambda: processes.stop(list(self.running.values())))
        self.ledger = f"postgresql+psycopg://postgres@127.0.0.1:{self.cable.port}/dondoc"
        self.api = f"http://127.0.0.1:{self.front}/api"

    def names(self, service: str) -> list[str]:
        """One for each replica."""
        many = compose()["services"][service].get("deploy", {}).get("replicas", 1)
        return [f"{service}-{number}" for number in range(1, many + 1)] if many > 1 else [service]

    def start(self, *services: str) -> None:
        """All replicas of these, at once."""
        for service in services:
            for name in self.names(service):
                self._one(service, name)

    def _one(self, service: str, name: str) -> None:
        one = compose()["services"][service]
        words = [*one["command"]]
        if service in ("api", "portal"):
            self.ports[name] = processes.free_port()
            words = [word for word in words if word not in ("--port", "8080")]
            words += ["--port", str(self.ports[name])]
        self.running[name] = processes.start(
            name, ["cli.serving", *words], self.settings(one), self.folder / "logs"
        )

    def settings(self, one: dict[str, Any]) -> dict[str, str]:
        """As compose gives them, with this machine's addresses instead of names of its network."""
        told = {name: self._here(value) for name, value in one["environment"].items()}
        told |= {
            "DONDOC_MAIL_URL": self._mail,
            "DONDOC_SECRET": "Vq3nTz8Lr1XcYw6Kp0JdHs5Mf9BgUa2ReNo7iCtEx4k",
        }
        return environment(self.home, **told | {"DONDOC_HOME": str(self.home)})

    def _here(self, value: str) -> str:
        folder = self.postgres.folder
        for old, new in (
            (r"postgresql\+asyncpg:.*", f"postgresql+asyncpg://postgres@/prefect?host={folder}"),
            (r"postgresql\+psycopg:.*", self.ledger),
            (r"\$\{PREFECT_AUTH:\?\}", AUTH),
            (r"\$\{REDIS_PASSWORD:\?\}", PASSWORD),
            (r"@redis:6379", f"@127.0.0.1:{self._redis}"),
            (r"^redis$", "127.0.0.1"),
            (r"^6379$", str(self._redis)),
            (r"http://api:4200/api", self.api),
        ):
            value = re.sub(old, new, value)
        return value

    def desk(self, *words: str) -> str:
        """A command typed where the runs' settings are, as compose's `deploy` does."""
        shell = self.settings(compose()["services"]["deploy"])
        told = subprocess.run([*DONDOC, *words], env=shell, capture_output=True, text=True, timeout=300)
        assert told.returncode == 0, told.stderr + told.stdout
        return told.stdout

    def start_redis(self) -> None:
        """With its file, so that a kill forgets nothing that matters."""
        folder = self.folder / "redis"
        folder.mkdir(exist_ok=True)
        words = ["redis-server", "--port", str(self._redis), "--bind", "127.0.0.1", "--requirepass", PASSWORD]
        words += ["--appendonly", "yes", "--dir", str(folder)]
        self.redis = subprocess.Popen(words, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def start_proxy(self) -> None:
        """nginx before the replicas, once their ports are known."""
        folder = self.folder / "nginx"
        folder.mkdir()
        behind = {
            service: "".join(f"server 127.0.0.1:{self.ports[name]}; " for name in self.names(service))
            for service in ("api", "portal")
        }
        user = "user root;" if os.geteuid() == 0 else ""
        told = NGINX.format(folder=folder, user=user, front=self.front, counter=self.counter, **behind)
        (folder / "nginx.conf").write_text(told, encoding="utf-8")
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or "nginx"
        proxy = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        self._opened.callback(proxy.wait)
        self._opened.callback(proxy.terminate)

    def close(self) -> None:
        """Nothing is left running."""
        self._opened.close()
        self.redis.kill()
        self.redis.wait()
