"""What the doctor feels while the house is running: channels, what waits, the last sweep, worker, disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cli.console import desk_ledger
from cli.console.language import language, moment, say
from settings.catalogue import HOME

if TYPE_CHECKING:
    from httpx import Client

    from services.auditing.machine_checks import BoardSeen

PATIENCE = timedelta(minutes=30)
"""A notice that may leave and has not: somebody is not sending."""
SILENCE = timedelta(minutes=15)
"""A sweep comes every five minutes."""
SPARE = 2 * 2**30
"""Bytes; a ledger that cannot write stops everything."""


@dataclass(frozen=True)
class HealthVerdict:
    """One thing that was looked at; `level` is ok, warning or bad."""

    what: str
    level: str
    told: str


def channels() -> Iterator[HealthVerdict]:
    """Those that have been stopped, and why; of the others there is nothing to say."""
    from cascade.notices.reasons import said
    from models.channels import rates

    with desk_ledger.reading() as session:
        found = rates.channels(session)
    for channel in found:
        what = say(f"kênh {channel.name}", f"channel {channel.name}")
        if channel.stopped_why:
            mend = f"dondoc channels resume {channel.name}"
            why = said(channel.stopped_why, language())
            yield HealthVerdict(what, "bad", f"{say('dừng', 'stopped')}: {why} → {mend}")
        elif channel.quota_left == 0:
            yield HealthVerdict(what, "warning", say("hết hạn mức", "no quota left"))


def waiting() -> Iterator[HealthVerdict]:
    """Whether what may leave does leave."""
    from models import outbox
    from models.channels import presence
    from models.database import clock

    with desk_ledger.reading() as session:
        ready, now = outbox.waiting(session), clock.now(session)
        # What nobody at work is set up for is told by itself.
        others = outbox.unspoken(session, now) if presence.at_work(session) else []
    late = any(at < now - PATIENCE for channel, at in ready.items() if channel not in others)
    told = say("không có gì chờ quá 30 phút", "nothing has waited for 30 minutes")
    if late:
        told = say(
            "có thông báo chờ quá 30 phút: bộ gửi có chạy không?",
            "notices have waited for more than 30 minutes: is the dispatcher running?",
        )
    yield HealthVerdict(say("chờ gửi", "outbox"), "bad" if late else "ok", told)


def passed_over() -> Iterator[HealthVerdict]:
    """Contacts who are written to first by a channel that is not set up, and what they get instead."""
    from cascade.calendar.zone import day_of
    from cascade.notices.passed_over import passed_over
    from models.channels import configured
    from models.database import clock
    from models.org import contact_list

    with desk_ledger.reading() as session:
        there = configured.beforehand(session)
        posts = contact_list.everybody(session, day_of(clock.now(session)))
    if there is None:
        return
    ways = {post.unit: post.addresses for post in posts}
    for (missing, instead), units in passed_over(ways, there).items():
        name = missing.told.said(language())
        what = say(f"cán bộ đầu mối dùng {name} trước hết", f"contacts with {name} first")
        get = say("chờ, không có kênh khác", "wait, having no other channel")
        if instead is not None:
            other = instead.told.said(language())
            get = say(f"nhận qua {other} thay", f"get {other} instead")
        told = say(
            f"{len(units)} cán bộ đầu mối: kênh chưa được cấu hình, {get}",
            f"{len(units)}: the channel is not set up, they {get}",
        )
        yield HealthVerdict(what, "warning" if instead else "bad", f"{told} → {missing.setting}")


def unheard() -> Iterator[HealthVerdict]:
    """What ops would have been told, had anybody set up how to wake them."""
    from cascade.notices.reasons import said
    from models import outbox
    from models.database import clock

    with desk_ledger.reading() as session:
        found = outbox.unheard(session, clock.now(session))
    for one in found:
        told = say("chưa tới ai → DONDOC_OPS_URL", "has reached nobody → DONDOC_OPS_URL")
        what = say(f"cảnh báo {moment(one.at)}", f"alert of {moment(one.at)}")
        yield HealthVerdict(what, "bad", f"{said(one.why, language())}: {told}")


def swept() -> Iterator[HealthVerdict]:
    """When a sweep last finished, as flows.sweep notes it."""
    from cascade.org.format import counted
    from models.database import clock, stored_settings
    from models.plans import plans
    from models.stats.ledger_figures import SWEPT

    with desk_ledger.reading() as session:
        memo = stored_settings.get(session, SWEPT)
        idle = not plans.any_there(session)
        now = clock.machine()
    what = say("lượt quét", "sweep")
    if memo is None:
        yield HealthVerdict(what, "ok" if idle else "warning", say("chưa có lượt nào", "none so far"))
        return
    ago = now - datetime.fromisoformat(memo["at"])
    minutes = ago // timedelta(minutes=1)
    told = say(f"{minutes} phút trước", f"{counted(minutes, 'minute')} ago")
    yield HealthVerdict(what, "ok" if ago < SILENCE else "bad", told)


def uncalled() -> Iterator[HealthVerdict]:
    """Plan by plan, what has come due and nobody called: its runs do not come, whatever Prefect shows."""
    from models.database import clock
    from models.obligations import obligations

    with desk_ledger.reading() as session:
        found = list(obligations.uncalled(session, clock.now(session), SILENCE))
    what = say("đến hạn, chưa gọi", "due, not called")
    if not found:
        yield HealthVerdict(what, "ok", say("không có", "nothing"))
    for one in found:
        told = say(
            f"{one.obligations} nhiệm vụ từ {moment(one.since)}: lượt quét và worker có chạy không?",
            f"{one.obligations} duties since {moment(one.since)}: do the sweep and the worker run?",
        )
        yield HealthVerdict(f"{what}, {one.plan}", "bad", told)


def hindered() -> Iterator[HealthVerdict]:
    """Plans that something stands in the way of, while the others go on."""
    from models.reminders import hindrances

    with desk_ledger.reading() as session:
        found = hindrances.listed(session)
    for one in found:
        what = say(f"kế hoạch {one.plan} bị vướng", f"plan {one.plan} is held up")
        yield HealthVerdict(what, "bad", f"{say('từ', 'since')} {moment(one.since)}: {one.why}")


def disk() -> Iterator[HealthVerdict]:
    """Room where dondoc lives."""
    home = HOME.get()
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    told = say(f"còn {free / 2**30:.1f} GB", f"{free / 2**30:.1f} GB free")
    yield HealthVerdict(say("đĩa", "disk"), "ok" if free > SPARE else "bad", told)


def begun() -> bool:
    """Whether anything has ever been at work on this ledger; before that nothing is missed."""
    from models.channels import presence
    from models.database import stored_settings
    from models.plans import plans

    with desk_ledger.reading() as session:
        swept = stored_settings.get(session, "memo:swept")
        return bool(swept or presence.everybody(session) or plans.any_there(session))


def prefect() -> Iterator[HealthVerdict]:
    """The server, whether a worker listens to it, and how many deployments it knows."""
    from cli.serving.environment import POOL, local_api

    api = local_api()
    try:
        answer = _ask(api, "GET", "/health")
    except OSError as silent:
        todo = say("dondoc up, hoặc bật dondoc-server", "dondoc up, or start dondoc-server")
        yield HealthVerdict("Prefect", "bad" if begun() else "warning", f"{api}: {silent} → {todo}")
        return
    yield HealthVerdict("Prefect", "ok" if answer is True else "bad", api)
    workers = _ask(api, "POST", f"/work_pools/{POOL}/workers/filter")
    online = [one["name"] for one in workers if one["status"] == "ONLINE"] if workers else []
    told = ", ".join(online) or say("không có worker nào đang chạy", "no worker is online")
    yield HealthVerdict("worker", "ok" if online else "bad", told)
    known = _ask(api, "POST", "/deployments/count") or 0
    told = f"{known}" if known else say("chưa có; chạy dondoc deploy", "none; run dondoc deploy")
    yield HealthVerdict("deployments", "ok" if known else "bad", told)


def board() -> BoardSeen | None:
    """Our schedules and the clock of the server, where one answers; asking loads all of Prefect."""
    from cli.serving.environment import local_api

    try:
        if _ask(local_api(), "GET", "/health") is not True:
            return None
    except OSError:
        return None
    from cli.serving.deploying import seen

    return seen()


def _ask(api: str, method: str, path: str) -> Any:
    """What the server says; None where it knows nothing of it, or will not have us."""
    import httpx

    from cli.serving.credential import for_server
    from cli.serving.environment import dondoc_home

    user, _, password = (for_server(dondoc_home(), api) or "").partition(":")
    try:
        with httpx.Client(base_url=api, timeout=5, auth=(user, password) if user else None) as client:
            if method == "POST":
                client.headers.update(_token(client))
            answer = client.request(method, path, json={} if method == "POST" else None)
    except httpx.TransportError as trouble:
        raise OSError(str(trouble)) from None
    return answer.json() if answer.is_success else None


def _token(client: Client) -> dict[str, str]:
    """What a page of the server's own has and another site's page cannot get."""
    answer = client.get("/csrf-token", params={"client": "dondoc-doctor"})
    if not answer.is_success:
        return {}
    return {"Prefect-Csrf-Client": "dondoc-doctor", "Prefect-Csrf-Token": answer.json()["token"]}
