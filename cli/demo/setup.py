"""The stage of the demo: a fresh ledger, the whole house, a mail server and a Zalo that are none."""

from __future__ import annotations

import os
import shutil
import ssl
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from cascade.lang.refusal import Refusal
from cli.console.language import say
from cli.serving import House, deploying, one_up, processes, server
from cli.serving.environment import dondoc_home
from settings import catalogue

CALM = {
    # What a late unit is called is an error to Prefect's log; here it is the story, and we tell it ourselves.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    # The server is on this machine and speaks plain HTTP.
    "PREFECT_API_TLS_INSECURE_SKIP_VERIFY": "true",
}
CERTIFICATES = "SSL_CERT_FILE"
"""Where OpenSSL is told to look for them."""
MARK = "buoi-dien.txt"
"""Lies in a folder that the demo made, so that nothing else is ever wiped."""


@dataclass
class DemoHouse:
    """`with DemoHouse(home) as stage:` has everything up; what is left when it closes is the folder."""

    home: Path
    mail_web: str = ""
    zalo_web: str = ""

    def __enter__(self) -> DemoHouse:
        self._closing = ExitStack()
        try:
            self._set_up()
        except BaseException:
            self._closing.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    def _set_up(self) -> None:
        one_up.refuse_another(self.home)
        _fresh(self.home)
        os.environ[catalogue.HOME.name] = str(self.home)
        os.environ[catalogue.DATABASE_URL.name] = f"sqlite:///{self.home / 'dondoc.sqlite3'}"
        os.environ.update(CALM)
        # Reached before the house: what it starts inherits these addresses.
        self._start_fakes()
        house = House(
            home=self.home,
            prefect_port=None,
            portal_port=None,
            meanwhile=deploying.get_ready,
        )
        self.house = self._closing.enter_context(house)
        os.environ[catalogue.PORTAL_URL.name] = self.house.addresses.portal
        deploying.deploy()
        self.house.start_dispatcher()
        _spare_the_certificates(self.home)

    def _start_fakes(self) -> None:
        smtp, mail, zalo = (processes.free_port() for _ in range(3))
        self.mail_web, self.zalo_web = f"http://127.0.0.1:{mail}", f"http://127.0.0.1:{zalo}"
        os.environ[catalogue.MAIL_URL.name] = (
            f"dpmail://127.0.0.1:{smtp}?from=don-doc@example.vn&name=Ban Tuyên giáo và Dân vận"
        )
        os.environ[catalogue.ZALO_BOT_URL.name] = (
            f"zalobot://1000001:fake-bot-secret@127.0.0.1:{zalo}/?tls=no"
        )
        self._fake("mail", self.mail_web, "--port", str(smtp), "--web-port", str(mail))
        self._fake("zalo", self.zalo_web, "--port", str(zalo))

    def _fake(self, name: str, web: str, *arguments: str) -> None:
        module = f"notifications.fakes.{name}"
        child = processes.start(f"fake-{name}", [module, *arguments], os.environ, self.home / "logs")
        self._closing.callback(processes.stop, [child])
        server.wait_for(child, web)

    def stay(self) -> None:
        """Leave everything up for looking around, with somebody who works when a form is sent."""
        os.environ.pop(CERTIFICATES, None)
        self.house.start_worker()
        self.house.wait()

    def page(self, path: str) -> str:
        """One page of the board, with the password that opens it."""
        return f"{self.house.login}!{path}" if path else self.house.login

    def addresses(self) -> list[str]:
        """The places to look at."""
        where = self.house.addresses
        return [
            # With its password, which is good for this evening only.
            f"  {say('Bảng theo dõi (Prefect)', 'Dashboard (Prefect)'):26} {self.house.login}",
            f"  {say('Cổng báo cáo của đơn vị', 'Reporting portal'):26} {where.portal}",
            f"  {say('Văn phòng', 'The office'):26} {where.portal}/van-phong",
            f"  {say('Hộp thư thử', 'What arrived by mail'):26} {self.mail_web}",
            f"  {say('Zalo giả', 'The fake Zalo'):26} {self.zalo_web}",
        ]


def home_of(given: Path | None) -> Path:
    """Where the demo plays unless told otherwise: beside the real data, never in it."""
    return given or dondoc_home() / "demo"


def _spare_the_certificates(home: Path) -> None:
    """Each of Prefect's clients reads all certificates of the world, eight times a run, and asks for none.

    For this process and while it plays: it speaks plain HTTP, to this machine only.
    """
    if known := ssl.create_default_context().get_ca_certs(binary_form=True):
        file = home / "mot-chung-thu.pem"
        file.write_text(ssl.DER_cert_to_PEM_cert(known[0]), encoding="ascii")
        os.environ[CERTIFICATES] = str(file)


def _fresh(home: Path) -> None:
    """An empty folder; one that we did not make is left alone."""
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).is_file():
            what = say("thư mục này không phải của buổi diễn", "this folder is not the demo's")
            raise Refusal(str(home), what, say("chọn thư mục khác: --home", "choose another one: --home"))
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).write_text("Thư mục này bị xóa mỗi khi chạy `dondoc demo`.\n", encoding="utf-8")
