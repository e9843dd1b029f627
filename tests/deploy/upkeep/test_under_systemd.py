"""The units under a real systemd: who they are there, what they may write and read, how they come back."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from cli.serving import processes
from tests.deploy.upkeep.real_systemd import USER, Systemd, booted, missing
from tests.deploy.upkeep.test_tending import until
from tests.deploy.upkeep.test_up_goes_on import answer

SECRET = "Vq3nTz8Lr1XcYw6Kp0JdHs5Mf9BgUa2ReNo7iCtEx4k"
MAIL = "dpmail://127.0.0.1:9/?from=btg@example.vn&mode=insecure"
ROLES = ("portal", "dispatcher")
THEIRS = ("/var/lib/dondoc", "/tmp", "/var/tmp")
"""What a unit may write: its state, and two folders that nobody else sees and that go with it."""
KERNEL = ("proc", "sysfs", "cgroup2", "devpts", "mqueue", "hugetlbfs", "devtmpfs")


def written_outside(world: Systemd, role: str) -> list[str]:
    """Where a process of the unit could write beside its own folders and the kernel's."""
    found = []
    for line in world.run("cat", f"/proc/{world.told(role, 'MainPID')}/mountinfo").stdout.splitlines():
        place, options = line.split()[4:6]
        kind = line.partition(" - ")[2].split()[0]
        of_dev = place == "/dev" or place.startswith("/dev/")
        if "rw" in options.split(",") and kind not in KERNEL and not of_dev and place not in THEIRS:
            found.append(place)
    return found


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Systemd, str]]:
    """The two that need no Prefect, with an SQLite of their own."""
    if why := missing():
        pytest.skip(why)
    port = processes.free_port()
    values = {"DONDOC_SECRET": SECRET, "DONDOC_MAIL_URL": MAIL, "DONDOC_PORTAL_PROCESSES": "2"}
    with booted(values, {"portal": port}) as booted_world:
        for role in ROLES:
            on = booted_world.run("systemctl", "start", f"dondoc-{role}")
            assert on.returncode == 0, on.stderr
        address = f"http://127.0.0.1:{port}"
        until(lambda: answer(f"{address}/health"), 120)
        until(lambda: "đã gửi" in booted_world.said("dispatcher"), 120)
        yield booted_world, address


pytestmark = pytest.mark.timeout(400)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_of_importance_and_held_by_the_kernel(world: tuple[Systemd, str], role: str) -> None:
    kept = world[0].kept(role)
    assert (kept["Uid"].split(), kept["Gid"].split()) == ([str(USER)] * 4, [str(USER)] * 4)
    held = (kept["NoNewPrivs"], kept["Seccomp"], int(kept["CapBnd"], 16), int(kept["CapEff"], 16))
    assert held == ("1", "2", 0, 0)


@pytest.mark.parametrize("role", ROLES)
def test_it_can_write_its_state_and_nothing_else(world: tuple[Systemd, str], role: str) -> None:
    systemd = world[0]
    assert written_outside(systemd, role) == []
    inside = ["nsenter", "-t", systemd.told(role, "MainPID"), "-m", "setpriv", f"--reuid={USER}"]
    inside += [f"--regid={USER}", "--clear-groups"]
    code, machine = (
        ("/opt/dondoc/cli", "/opt/dondoc/.venv/lib"),
        ("/etc", "/usr/lib", "/var/log", "/run/lock"),
    )
    for place in (*code, *machine, "/root"):
        tried = systemd.run(*inside, "touch", f"{place}/x")
        assert tried.returncode != 0, place
    assert systemd.run(*inside, "touch", "/var/lib/dondoc/x").returncode == 0
    (systemd.home / "x").unlink()


def test_what_it_keeps_is_for_its_own_eyes(world: tuple[Systemd, str]) -> None:
    home = world[0].home
    files = [path for path in home.rglob("*") if path.is_file()]
    assert len(files) > 1
    told = {(path.stat().st_uid, path.stat().st_mode & 0o077) for path in (home, *files)}
    assert told == {(USER, 0)}


@pytest.mark.parametrize(("role", "secret"), [("portal", "DONDOC_SECRET"), ("dispatcher", "DONDOC_MAIL_URL")])
def test_nobody_but_root_reads_the_files_of_settings_and_each_has_its_own(
    world: tuple[Systemd, str], role: str, secret: str
) -> None:
    systemd = world[0]
    user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    for one in ("server", "worker", *ROLES):
        assert systemd.run(*user, "cat", f"/etc/dondoc/{one}.env").returncode != 0
    told = systemd.run("cat", f"/proc/{systemd.told(role, 'MainPID')}/environ").stdout
    known = {line.partition("=")[0] for line in told.split("\0")}
    assert secret in known
    assert ("DONDOC_MAIL_URL" in known) == (role == "dispatcher")


def test_one_of_two_counters_is_killed_and_the_unit_does_not_notice(world: tuple[Systemd, str]) -> None:
    systemd, address = world
    main = systemd.told("portal", "MainPID")

    def children() -> set[str]:
        return set(systemd.run("cat", f"/proc/{main}/task/{main}/children").stdout.split())

    until(lambda: len(children()) == 2)
    first, second = sorted(children())
    assert systemd.run("kill", "-9", first).returncode == 0
    # Whoever is left answers meanwhile.
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=60) as client:
        assert client.get(f"{address}/health").json() == {"ok": True}
    until(lambda: len(children()) == 2 and first not in children())
    assert second in children()
    assert (systemd.told("portal", "MainPID"), systemd.told("portal", "NRestarts")) == (main, "0")


def test_a_unit_that_is_killed_comes_back_and_all_stop_when_told(world: tuple[Systemd, str]) -> None:
    systemd, address = world
    before = systemd.told("portal", "MainPID")
    assert systemd.run("systemctl", "kill", "-s", "KILL", "--kill-who=main", "dondoc-portal").returncode == 0
    until(lambda: systemd.told("portal", "MainPID") not in (before, "0"))
    until(lambda: answer(f"{address}/health"), 120)
    assert systemd.told("portal", "NRestarts") == "1"
    stopped = systemd.run("systemctl", "stop", *(f"dondoc-{role}" for role in ROLES))
    assert stopped.returncode == 0, stopped.stderr
    assert [systemd.told(role, "Result") for role in ROLES] == ["success"] * 2
