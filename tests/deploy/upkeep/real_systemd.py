"""A real systemd with nothing but our units, in namespaces of its own; of it nothing stays on the machine."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.conftest import CHECKOUT
from tests.deploy.test_settings import DEPLOY, UNITS

INIT = Path("/lib/systemd/systemd")
USER = 61234
"""Of `dondoc`, in a copy of /etc/passwd that nobody else sees."""
_STUBS = ("sysinit", "basic", "shutdown", "multi-user", "boot")
_INSIDE = r"""
mount --make-rprivate /
mount -t tmpfs -o mode=755 none /mnt
cd /mnt
mkdir python code lib made
mount --bind "$1" python
mount --bind "$2" code
mount --bind "$3" lib
mount --bind "$4" made
cp -a /etc etc && mount --bind etc /etc
cp -a made/etc/. /etc
for one in /opt /tmp /var/tmp /var/lib /var/log /run; do mount -t tmpfs -o mode=1777 none $one; done
chmod 755 /opt /var/lib /run
mkdir -p /opt/dondoc /var/lib/dondoc /run/lock
mount --bind code /opt/dondoc
mount --bind made/venv /opt/dondoc/.venv
mount --bind lib /opt/dondoc/.venv/lib
for one in lib/python*/site-packages/*dondoc*.pth; do
  mount --bind made/code.pth /opt/dondoc/.venv/"$one"
done
mount --bind made/state /var/lib/dondoc
umount -R /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
export container=dondoc-test SYSTEMD_UNIT_PATH=/etc/systemd/system
exec /lib/systemd/systemd --system --unit=boot.target --log-target=console --show-status=0
"""


class Systemd:
    """Our units where the runbook puts them, under a systemd that is process 1 of its world."""

    def __init__(self, folder: Path, values: Mapping[str, str], ports: Mapping[str, int]) -> None:
        self.folder, self._ports = folder, ports
        for one in ("etc/systemd/system", "etc/dondoc", "venv/bin", "venv/lib", "state", "said"):
            (folder / one).mkdir(parents=True)
        os.chown(folder / "said", USER, USER)
        self.home = folder / "state"
        self._write_code()
        self._write_etc(values)
        self._cgroup = _cgroups() / f"dondoc-{folder.name}"
        self._init: subprocess.Popen[bytes] | None = None

    def _write_code(self) -> None:
        """/opt/dondoc: this checkout, with a Python that is nobody's home."""
        python = Path("/mnt/python/bin") / Path(os.path.realpath(sys.executable)).name
        (self.folder / "venv" / "bin" / "python").symlink_to(python)
        told = f"home = {python.parent}\ninclude-system-site-packages = false\n"
        (self.folder / "venv" / "pyvenv.cfg").write_text(told, encoding="utf-8")
        command = f"#!/opt/dondoc/.venv/bin/python\n{_command().partition(chr(10))[2]}"
        (dondoc := self.folder / "venv" / "bin" / "dondoc").write_text(command, encoding="utf-8")
        dondoc.chmod(0o755)
        (self.folder / "code.pth").write_text("/opt/dondoc\n", encoding="utf-8")

    def _write_etc(self, values: Mapping[str, str]) -> None:
        etc = self.folder / "etc"
        line = f"dondoc:x:{USER}:{USER}::/var/lib/dondoc:/usr/sbin/nologin\n"
        (etc / "passwd").write_text(Path("/etc/passwd").read_text("utf-8") + line, encoding="utf-8")
        group = Path("/etc/group").read_text("utf-8") + f"dondoc:x:{USER}:\n"
        (etc / "group").write_text(group, encoding="utf-8")
        for one in _STUBS:
            stub = f"[Unit]\nDescription={one}\nDefaultDependencies=no\n"
            (etc / "systemd" / "system" / f"{one}.target").write_text(stub, encoding="utf-8")
        for file in (DEPLOY / "systemd").iterdir():
            shutil.copy(file, etc / "systemd" / "system")
        for unit in UNITS:
            role = unit.stem.removeprefix("dondoc-")
            self._write_drop_in(unit, role)
            (file := etc / "dondoc" / f"{role}.env").touch(0o600)
            file.write_text(filled(role, values), encoding="utf-8")

    def _write_drop_in(self, unit: Path, role: str) -> None:
        """What this machine needs and a real one does not: where to write without a journal, a free port."""
        said = f"/mnt/made/said/{role}.log"
        lines = ["[Service]", f"StandardOutput=append:{said}", f"StandardError=append:{said}"]
        if sysconfig.get_config_var("Py_ENABLE_SHARED"):
            lines.append("Environment=LD_LIBRARY_PATH=/mnt/python/lib")
        if port := self._ports.get(role):
            begun = re.findall(r"^ExecStart=(.*)$", unit.read_text("utf-8"), re.MULTILINE)[0]
            lines += ["ExecStart=", f"ExecStart={begun.partition(' --port')[0]} --port {port}"]
        there = self.folder / "etc" / "systemd" / "system" / f"{unit.name}.d"
        there.mkdir()
        (there / "here.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def boot(self) -> None:
        """Until it answers."""
        self._cgroup.mkdir()
        places = (sys.base_prefix, CHECKOUT, Path(sys.prefix) / "lib", self.folder)
        apart = ["unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", "--cgroup"]
        whole = [*apart, "--kill-child", "--mount-proc", "sh", "-ec", _INSIDE, "systemd", *map(str, places)]
        joined = ["sh", "-ec", f'echo $$ > {self._cgroup}/cgroup.procs; exec "$@"', "sh", *whole]
        with (self.folder / "systemd.log").open("wb") as log:
            self._init = subprocess.Popen(joined, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        give_up = time.monotonic() + 30
        while self.run("systemctl", "is-active", "boot.target").stdout.strip() != "active":
            if self._init.poll() is not None or time.monotonic() > give_up:
                raise OSError((self.folder / "systemd.log").read_text("utf-8")[-500:])

    def run(self, *words: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """As root of that world."""
        inside = ["nsenter", "--target", str(self._pid()), "--mount", "--pid", "--uts", "--ipc", "--cgroup"]
        return subprocess.run(
            [*inside, *words], capture_output=True, text=True, timeout=seconds, check=False, cwd="/"
        )

    def dondoc(self, role: str, *words: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """A command as the runbook has it typed; `--pipe --wait` want a D-Bus, so here is a file."""
        out = self.folder / "said" / "command.log"
        out.unlink(missing_ok=True)
        told = [f"User=dondoc UMask=0077 EnvironmentFile=/etc/dondoc/{role}.env Type=oneshot".split()]
        told += [[f"{one}=append:/mnt/made/said/{out.name}" for one in ("StandardOutput", "StandardError")]]
        settings = [word for one in itertools.chain(*told) for word in ("-p", one)]
        more = ["-E", "DONDOC_HOME=/var/lib/dondoc", "-E", "LD_LIBRARY_PATH=/mnt/python/lib"]
        begun = ["systemd-run", "-q", *settings, *more, "/opt/dondoc/.venv/bin/dondoc", *words]
        done = self.run(*begun, seconds=seconds)
        done.stdout = self.said("command")
        return done

    def told(self, role: str, name: str) -> str:
        """One property of a unit."""
        return self.run("systemctl", "show", f"dondoc-{role}", "-p", name, "--value").stdout.strip()

    def kept(self, role: str) -> dict[str, str]:
        """What the kernel says of the process of a unit."""
        status = self.run("cat", f"/proc/{self.told(role, 'MainPID')}/status").stdout
        return dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)

    def said(self, role: str) -> str:
        file = self.folder / "said" / f"{role}.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def _pid(self) -> int:
        """Of the systemd, as this machine counts: the child of what keeps it apart."""
        assert self._init is not None
        found = Path(f"/proc/{self._init.pid}/task/{self._init.pid}/children").read_text().split()
        return int(found[0]) if found else self._init.pid

    def end(self) -> None:
        """All of it, and its place among the cgroups."""
        if self._init is not None:
            self._init.send_signal(signal.SIGKILL)
            self._init.wait()
        with suppress(OSError):
            (self._cgroup / "cgroup.kill").write_text("1")
        give_up = time.monotonic() + 30
        while self._cgroup.exists() and time.monotonic() < give_up:
            for folder in sorted((*self._cgroup.rglob("*/"), self._cgroup), reverse=True):
                with suppress(OSError):
                    folder.rmdir()


def filled(role: str, values: Mapping[str, str]) -> str:
    """The example of its settings once ops have filled that in."""
    text = (DEPLOY / "env" / f"{role}.example.env").read_text(encoding="utf-8")
    for variable, value in values.items():
        text = re.sub(rf"^#{variable}=.*$", f"{variable}={value}", text, flags=re.MULTILINE)
    return text


def _command() -> str:
    return (Path(sys.prefix) / "bin" / "dondoc").read_text(encoding="utf-8")


def _cgroups() -> Path:
    """Where this machine has the one hierarchy that a systemd of today wants."""
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        if line.split()[2] == "cgroup2":
            return Path(line.split()[1])
    raise OSError("no cgroup2 on this machine")


def missing() -> str:
    """Why none can be had here; "" where it can."""
    if os.geteuid() != 0:
        return "only root may make such a world"
    if not INIT.exists() or not all(map(shutil.which, ("unshare", "nsenter", "systemctl", "systemd-run"))):
        return "no systemd on this machine"
    apart = ["unshare", "--mount", "--pid", "--fork", "--cgroup", "--mount-proc", "true"]
    if subprocess.run(apart, capture_output=True, check=False).returncode:
        return "this machine lets nobody make namespaces"
    try:
        (tried := _cgroups() / f"dondoc-tried-{os.getpid()}").mkdir()
        tried.rmdir()
    except OSError as error:
        return f"no cgroup to be had: {error}"
    return ""


@contextmanager
def booted(values: Mapping[str, str], ports: Mapping[str, int]) -> Iterator[Systemd]:
    """Booted, with nothing of ours started yet."""
    # Not below pytest's own folder: the user of the units may not enter that.
    folder = Path(tempfile.mkdtemp(prefix="dondoc-systemd-"))
    folder.chmod(0o755)
    world = Systemd(folder, values, ports)
    try:
        world.boot()
        yield world
    finally:
        world.end()
        shutil.rmtree(folder, ignore_errors=True)
