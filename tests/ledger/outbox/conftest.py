"""Our own mailbox, on a real IMAP server."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.serving import processes

CONFIGURED = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_location = maildir:{folder}/Maildir
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password=mat-khau
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Box:
    """Our own mailbox, on a server of its own."""

    folder: Path
    port: int
    user: str

    @property
    def url(self) -> str:
        """As it is set."""
        return f"imap://btg%40example.vn:mat-khau@127.0.0.1:{self.port}/INBOX?mode=insecure"

    def put(self, mail: str | bytes) -> None:
        """What a mail server does with a mail for us."""
        raw = mail.encode() if isinstance(mail, str) else mail
        new = self.folder / "Maildir" / "new"
        name = f"{len(list(new.iterdir())) + 1:06d}.{os.getpid()}.here"
        (self.folder / "Maildir" / "tmp" / name).write_bytes(raw)
        if os.geteuid() == 0:
            shutil.chown(self.folder / "Maildir" / "tmp" / name, self.user)
        (self.folder / "Maildir" / "tmp" / name).rename(new / name)


@pytest.fixture
def box() -> Iterator[Box]:
    dovecot = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if dovecot is None:
        pytest.skip("no dovecot on this machine (Debian: apt install dovecot-imapd)")
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    # Not below pytest's own folder: that is closed to the user who owns the mailbox.
    folder, port = Path(tempfile.mkdtemp(prefix="dondoc-imap-")), processes.free_port()
    for name in ("", "run", "state", "Maildir", "Maildir/new", "Maildir/cur", "Maildir/tmp"):
        (folder / name).mkdir(mode=0o755, exist_ok=True)
        (folder / name).chmod(0o755)
        os.chown(folder / name, owner.pw_uid, owner.pw_gid)
    group = grp.getgrgid(owner.pw_gid).gr_name
    told = CONFIGURED.format(user=owner.pw_name, group=group, port=port, folder=folder)
    (folder / "dovecot.conf").write_text(told, encoding="ascii")
    running = subprocess.Popen([dovecot, "-F", "-c", str(folder / "dovecot.conf")], stdin=subprocess.DEVNULL)
    try:
        _until_it_listens(port, running, folder / "log")
        yield Box(folder, port, owner.pw_name)
    finally:
        running.terminate()
        running.wait()
        shutil.rmtree(folder)


def _until_it_listens(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    while running.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            continue
    pytest.fail(log.read_text(encoding="utf-8") if log.is_file() else "dovecot does not start")
