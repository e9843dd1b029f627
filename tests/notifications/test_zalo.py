"""What became of a Zalo message, told by a Zalo that hangs, lies, cuts off and runs out of quota."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from notifications.channels import Channels
from notifications.fakes.zalo import FakeZalo
from notifications.message import Message
from notifications.outcome import Hold, Outcome, OutcomeKind
from notifications.transport.http import HttpCaller
from notifications.zalo import oauth, zbs_status
from notifications.zalo.oauth import Keeper, Pair
from tests.notifications.conftest import Open

ACCEPTED, LATER, NEVER, OURS, AMBIGUOUS = (
    OutcomeKind.ACCEPTED,
    OutcomeKind.LATER,
    OutcomeKind.NEVER,
    OutcomeKind.OURS,
    OutcomeKind.AMBIGUOUS,
)
KEY = "9f" * 32
BOT = Message(
    KEY, "zalo", "chat-1", "Nhắc hạn", "Kính gửi đồng chí NQ_57 *a*", short="Nhắc hạn 24/4: NQ_57 *a*"
)
ZBS = Message(KEY, "zbs", "0987 654 321", "Nhắc hạn", "x", template="345678", fields={"han": "24/4/2024"})


class Ledger:
    """A TokenStore in memory, as the ledger's is in rows: one lease, what is committed stays."""

    def __init__(self, zalo: FakeZalo) -> None:
        self.pair = Pair(zalo.world.access_token, zalo.world.refresh_token)
        self.lock = threading.Lock()
        self.busy = False
        self.told: list[tuple[str, bool]] = []

    def current(self) -> Pair | None:
        return self.pair

    def begin(self, refused: str) -> str | None:
        with self.lock:
            if self.busy or self.pair.access != refused:
                return None
            self.busy = True
            return self.pair.refresh

    def commit(self, pair: Pair) -> None:
        with self.lock:
            self.pair, self.busy = pair, False

    def failed(self, reason: str, *, unknown: bool) -> None:
        with self.lock:
            self.told.append((reason, unknown))


@contextmanager
def keeping(zalo: FakeZalo, secret: str = "") -> Iterator[tuple[Keeper, Ledger]]:
    ledger = Ledger(zalo)
    with HttpCaller(zalo.url, read=0.5) as caller:
        yield Keeper(ledger, caller, zalo.world.app_id, secret or zalo.world.app_secret), ledger


@pytest.fixture
def channels(zalo: FakeZalo, open_channels: Open) -> Iterator[Channels]:
    with keeping(zalo) as (keeper, _):
        yield open_channels(keeper, zalo=zalo.bot_url + "&rto=0.5", zbs=zalo.zbs_url + "&rto=0.5")


def test_a_message_of_the_bot_arrives_as_plain_text(channels: Channels, zalo: FakeZalo) -> None:
    outcome = channels.send(BOT)
    (taken,) = zalo.world.taken
    assert (outcome.kind, outcome.provider_id) == (ACCEPTED, taken.id)
    assert (taken.surface, taken.to, taken.text) == ("bot", "chat-1", BOT.short)


def test_a_long_message_is_shortened_and_not_split_or_refused(channels: Channels, zalo: FakeZalo) -> None:
    assert channels.send(replace(BOT, short=None, text="dài " * 2000)).kind is ACCEPTED
    assert 1900 < len(zalo.world.taken[0].text) <= 2000


def test_a_template_goes_to_the_telephone_with_the_first_letters_of_the_key(
    channels: Channels, zalo: FakeZalo
) -> None:
    outcome = channels.send(ZBS)
    (taken,) = zalo.world.taken
    assert (outcome.kind, outcome.quota, outcome.quota_left) == (ACCEPTED, 500, 499)
    assert (taken.to, taken.template, taken.fields) == ("84987654321", "345678", {"han": "24/4/2024"})
    assert taken.tracking_id == KEY[:48]


SAME = [
    ("hang", AMBIGUOUS, 0),
    ("drop", AMBIGUOUS, 0),
    ("kept-hang", AMBIGUOUS, 1),
    ("kept-drop", AMBIGUOUS, 1),
    ("kept-html", AMBIGUOUS, 1),
    ("html", AMBIGUOUS, 0),
    ("empty", AMBIGUOUS, 0),
    ("list", AMBIGUOUS, 0),
    ("json", AMBIGUOUS, 0),
    ("http-500", AMBIGUOUS, 0),
    ("http-502", AMBIGUOUS, 0),
    ("http-503", LATER, 0),
    ("http-429", LATER, 0),
    ("http-404", OURS, 0),
    ("http-403", OURS, 0),
    ("http-302", OURS, 0),
    ("http-413", NEVER, 0),
    ("429", LATER, 0),
]


@pytest.mark.parametrize("message", [BOT, ZBS], ids=["bot", "zbs"])
@pytest.mark.parametrize(("does", "kind", "taken"), SAME)
def test_only_the_documented_answer_is_success(
    channels: Channels, zalo: FakeZalo, message: Message, does: str, kind: OutcomeKind, taken: int
) -> None:
    surface = "bot" if message is BOT else "zbs"
    zalo.rules.add("*", f"{surface}-{does}", times=1)
    outcome = channels.send(message)
    assert (outcome.kind, len(zalo.world.taken)) == (kind, taken)
    assert channels.send(replace(message, key="a" * 64)).kind is ACCEPTED


@pytest.mark.parametrize(
    ("message", "does", "kind", "blames", "pauses", "hold"),
    [
        (BOT, "bot-code-400", NEVER, False, False, Hold.BACKOFF),
        (BOT, "bot-code-401", OURS, False, False, Hold.BACKOFF),
        (BOT, "bot-code-403", LATER, False, False, Hold.BACKOFF),
        (BOT, "bot-expired", OURS, False, False, Hold.BACKOFF),
        (ZBS, "zbs-code--118", NEVER, True, False, Hold.BACKOFF),
        (ZBS, "zbs-code--139", NEVER, True, False, Hold.BACKOFF),
        (ZBS, "zbs-code--1122", NEVER, False, False, Hold.BACKOFF),
        (ZBS, "zbs-code--109", OURS, False, False, Hold.BACKOFF),
        (ZBS, "zbs-code--137", OURS, False, False, Hold.BACKOFF),
        (ZBS, "zbs-code--144", LATER, False, True, Hold.TOMORROW),
        (ZBS, "zbs-code--133", LATER, False, True, Hold.MORNING),
        (ZBS, "zbs-code--4242", LATER, False, False, Hold.BACKOFF),
    ],
)
def test_each_code_says_what_to_do_next(
    channels: Channels,
    zalo: FakeZalo,
    message: Message,
    does: str,
    kind: OutcomeKind,
    blames: bool,
    pauses: bool,
    hold: Hold,
) -> None:
    zalo.rules.add("*", does, times=1)
    outcome = channels.send(message)
    assert (outcome.kind, outcome.blames_contact) == (kind, blames)
    assert (outcome.pauses_channel, outcome.hold) == (pauses, hold)
    assert not zalo.world.taken


def test_a_wait_that_zalo_asks_for_is_kept(channels: Channels, zalo: FakeZalo) -> None:
    zalo.rules.add("*", "bot-429", times=1)
    assert channels.send(BOT).retry_after == 7.0


def test_the_quota_runs_out_without_a_false_success(channels: Channels, zalo: FakeZalo) -> None:
    zalo.world.daily_quota = 2
    told = [channels.send(replace(ZBS, key=f"{n}" * 64)) for n in range(4)]
    assert [(one.kind, one.quota_left) for one in told] == [
        (ACCEPTED, 1),
        (ACCEPTED, 0),
        (LATER, None),
        (LATER, None),
    ]


@pytest.mark.parametrize("number", ["", "12", "0251 3822 000 000", "khong so", "+1 202 555", "0987654321x"])
def test_what_is_no_number_is_not_asked_of_zalo(channels: Channels, zalo: FakeZalo, number: str) -> None:
    assert channels.send(replace(ZBS, address=number)).kind is NEVER
    assert not zalo.world.taken


@pytest.mark.parametrize(
    "number", ["0987654321", "84987654321", "+84 987 654 321", "098 765 43 21", "0987.654.321"]
)
def test_a_number_may_be_written_in_any_way(channels: Channels, zalo: FakeZalo, number: str) -> None:
    assert channels.send(replace(ZBS, address=number)).kind is ACCEPTED
    assert zalo.world.taken[0].to == "84987654321"


def test_an_occasion_without_an_approved_template_is_left_to_other_channels(channels: Channels) -> None:
    assert channels.send(replace(ZBS, template="")).kind is NEVER


def test_an_expired_token_is_renewed_once_and_the_message_goes_once(
    zalo: FakeZalo, open_channels: Open
) -> None:
    with keeping(zalo) as (keeper, ledger):
        channels = open_channels(keeper, zbs=zalo.zbs_url)
        zalo.world.expire()
        first, second = channels.send(ZBS), channels.send(replace(ZBS, key="b" * 64))
        assert {first.kind, second.kind} == {ACCEPTED}
        assert (zalo.world.renewals, len(zalo.world.taken)) == (1, 2)
        assert ledger.pair == Pair(zalo.world.access_token, zalo.world.refresh_token)


def test_eight_workers_renew_it_once_together(zalo: FakeZalo, open_channels: Open) -> None:
    with keeping(zalo) as (keeper, _), ThreadPoolExecutor(8) as pool:
        channels = [open_channels(keeper, zbs=zalo.zbs_url) for _ in range(8)]
        zalo.world.expire()
        told = list(pool.map(lambda n: channels[n].send(replace(ZBS, key=f"{n}" * 64)), range(8)))
        again = [channels[n].send(replace(ZBS, key=f"{n}" * 64)) for n, one in enumerate(told) if not one.ok]
        assert {one.kind for one in told} <= {ACCEPTED, OURS}  # OURS: another worker was at it; it waits
        assert {one.kind for one in again} <= {ACCEPTED}
    assert zalo.world.renewals == 1
    assert zalo.world.counts()["doubles"] == []


@pytest.mark.parametrize("does", ["oauth-kept-hang", "oauth-kept-drop", "oauth-kept-html"])
def test_a_renewal_whose_answer_is_lost_is_unknown_and_never_repeated_blindly(
    zalo: FakeZalo, does: str
) -> None:
    with keeping(zalo) as (keeper, ledger):
        zalo.rules.add("*", does)
        assert keeper.renew(ledger.pair.access) is None
        assert keeper.renew(ledger.pair.access) is None
        assert [unknown for _, unknown in ledger.told] == [True]
        assert zalo.world.renewals == 1


def test_a_refresh_token_works_only_once(zalo: FakeZalo) -> None:
    with HttpCaller(zalo.url) as caller:
        given = (zalo.world.app_id, zalo.world.app_secret, zalo.world.refresh_token)
        first, second = oauth.renew(caller, *given), oauth.renew(caller, *given)
    assert isinstance(first, Pair)
    assert isinstance(second, Outcome)
    assert (second.kind, second.code) == (OURS, "-14018")


def test_a_renewal_that_zalo_refuses_is_ours_and_known(zalo: FakeZalo) -> None:
    with keeping(zalo, secret="wrong") as (keeper, ledger):
        assert keeper.renew(ledger.pair.access) is None
        ((reason, unknown),) = ledger.told
        assert "-14002" in reason
        assert not unknown


def test_a_pair_is_committed_before_it_is_used(zalo: FakeZalo, open_channels: Open) -> None:
    class Full(Ledger):
        def commit(self, pair: Pair) -> None:
            raise OSError("disk full")

    ledger = Full(zalo)
    with HttpCaller(zalo.url) as caller:
        keeper = Keeper(ledger, caller, zalo.world.app_id, zalo.world.app_secret)
        zalo.world.expire()
        with pytest.raises(OSError, match="disk full"):
            open_channels(keeper, zbs=zalo.zbs_url)._voices["zbs"](ZBS).speak(ZBS)
    assert not zalo.world.taken


def test_no_token_at_all_is_ours(zalo: FakeZalo, open_channels: Open) -> None:
    assert open_channels(None, zbs=zalo.zbs_url).send(ZBS).kind is OURS


def test_zalo_knows_whether_a_template_has_arrived(channels: Channels, zalo: FakeZalo) -> None:
    outcome = channels.send(ZBS)
    with HttpCaller(zalo.url) as caller:
        token = {"access_token": zalo.world.access_token}
        known = zbs_status.ask_delivery(caller, token, str(outcome.provider_id))
        unknown = zbs_status.ask_delivery(caller, token, "no-such")
    assert isinstance(known, zbs_status.Delivery)
    assert known.arrived is True
    assert isinstance(unknown, Outcome)
    assert unknown.kind is NEVER


@pytest.mark.parametrize("demanded", [True, False])
def test_every_call_proves_that_we_know_the_secret_of_the_app(
    channels: Channels, zalo: FakeZalo, demanded: bool
) -> None:
    zalo.world.demands_proof = demanded
    outcome = channels.send(ZBS)
    assert outcome.kind is ACCEPTED
    assert isinstance(found := channels.ask(str(outcome.provider_id)), zbs_status.Delivery)
    assert found.arrived


def test_the_proof_is_that_of_the_token_in_use_also_after_a_renewal(
    channels: Channels, zalo: FakeZalo
) -> None:
    zalo.world.demands_proof = True
    zalo.world.expire()
    assert channels.send(ZBS).kind is ACCEPTED
    assert zalo.world.renewals == 1


def test_the_proof_can_be_left_out_and_is_missed_by_an_app_that_demands_it(
    zalo: FakeZalo, open_channels: Open
) -> None:
    with HttpCaller(zalo.url, read=0.5) as caller:
        keeper = Keeper(Ledger(zalo), caller, zalo.world.app_id, zalo.world.app_secret, prove=False)
        channels = open_channels(keeper, zbs=zalo.zbs_url)
        assert channels.send(ZBS).kind is ACCEPTED
        zalo.world.demands_proof = True
        refused = channels.send(ZBS)
    assert (refused.kind, refused.code) == (OURS, "-1241")


def test_a_proof_by_another_secret_is_refused(zalo: FakeZalo, open_channels: Open) -> None:
    with keeping(zalo, secret="another") as (keeper, _):
        refused = open_channels(keeper, zbs=zalo.zbs_url).send(ZBS)
    assert (refused.kind, refused.code) == (OURS, "-1241")
    assert zalo.world.taken == []


def test_no_zalo_at_all_is_later(open_channels: Open) -> None:
    channels = open_channels(zalo="zalobot://1:a@127.0.0.1:9/?tls=no")
    assert (channels.send(BOT).kind, channels.send(BOT).pauses_channel) == (LATER, True)


def test_no_secret_is_ever_written_to_a_log_or_a_reason(
    channels: Channels, zalo: FakeZalo, caplog: pytest.LogCaptureFixture
) -> None:
    world = zalo.world
    secrets = {world.bot_token.split(":")[1], world.access_token, world.refresh_token, world.app_secret}
    with caplog.at_level(logging.DEBUG):
        for does in ("bot-hang", "bot-drop", "bot-html", "bot-code-401", "bot-http-302"):
            zalo.rules.add("*", does, times=1)
            caplog.records.append(logging.makeLogRecord({"msg": str(channels.send(BOT))}))
        zalo.rules.add("*", "zbs-expired", times=1)
        channels.send(ZBS)
        channels.send(BOT)
    written = "\n".join(record.getMessage() for record in caplog.records)
    assert "HTTP Request" in written
    assert not [
        secret for secret in secrets | {zalo.world.app_secret, zalo.world.access_token} if secret in written
    ]
