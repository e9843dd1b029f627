"""One door to all channels: what is configured, what is not, and any other Apprise URL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from notifications.channels import Channels, ChannelSettings
from notifications.fakes.mail import MailSink
from notifications.fakes.web import FakeAnswer, FakeRequest, Web
from notifications.fakes.zalo import FakeZalo
from notifications.memory import BOXES
from notifications.message import Attachment, Message
from notifications.outcome import OutcomeKind
from notifications.wording.words import render
from tests.notifications.conftest import Open

ACCEPTED, LATER, NEVER, OURS, AMBIGUOUS = (
    OutcomeKind.ACCEPTED,
    OutcomeKind.LATER,
    OutcomeKind.NEVER,
    OutcomeKind.OURS,
    OutcomeKind.AMBIGUOUS,
)
MESSAGE = Message("k", "mail", "xa@example.vn", "Nhắc hạn", "Kính gửi đồng chí.")


class Hook:
    """Somebody's webhook, which answers as it is told."""

    def __init__(self) -> None:
        self.heard: list[FakeRequest] = []
        self.answers = FakeAnswer(b"ok")

    def answer(self, asked: FakeRequest) -> FakeAnswer:
        self.heard.append(asked)
        return self.answers


@pytest.fixture
def hook() -> Hook:
    return Hook()


@pytest.fixture
def hook_url(hook: Hook) -> Iterator[str]:
    web = Web("127.0.0.1", 0, hook)
    web.start()
    yield f"json://127.0.0.1:{web.port}/dong-nai?rto=0.5"
    web.stop()


def test_the_environment_says_which_channels_there_are() -> None:
    settings = ChannelSettings.from_env(
        {
            "DONDOC_MAIL_URL": "dpmail://host?from=a@b.vn",
            "DONDOC_ZALO_BOT_URL": "zalobot://1:geheim@host/",
            "DONDOC_TEMPLATES": "/mau",
        }
    )
    assert (settings.mail, settings.zbs, settings.templates) == (
        "dpmail://host?from=a@b.vn",
        "",
        Path("/mau"),
    )
    assert "geheim" not in repr(settings)
    assert ChannelSettings.from_env({}) == ChannelSettings()


def test_a_channel_that_is_not_there_or_not_readable_is_ours(open_channels: Open) -> None:
    channels = open_channels(mail="dpmail://host", zalo="nonsense://x")
    assert channels.names == ("apprise",)
    for channel in ("mail", "zalo", "zbs", "fax"):
        outcome = channels.send(replace(MESSAGE, channel=channel))
        assert outcome.kind is OURS
        assert outcome.reason


def test_a_rehearsal_keeps_everything_in_memory(open_channels: Open) -> None:
    channels = open_channels(memory="thu")
    for channel in ("mail", "zalo", "zbs", "apprise", "memory"):
        assert channels.send(replace(MESSAGE, channel=channel, key=channel)).kind is ACCEPTED
    assert [message.key for message in BOXES.pop("thu")] == ["mail", "zalo", "zbs", "apprise", "memory"]


def test_a_message_without_a_word_still_goes_out_as_it_is(
    open_channels: Open, mail_url: str, sink: MailSink
) -> None:
    assert open_channels(mail=mail_url).send(replace(MESSAGE, text="", html="<p>x</p>")).kind is ACCEPTED
    assert sink.box.letters[0].reading("plain").strip() == ""


def test_any_apprise_url_can_be_told(open_channels: Open, hook: Hook, hook_url: str) -> None:
    outcome = open_channels().send(replace(MESSAGE, channel="apprise", address=hook_url))
    assert outcome.kind is ACCEPTED
    told = json.loads(hook.heard[0].body)
    assert (told["title"], told["message"]) == (MESSAGE.subject, MESSAGE.text)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (FakeAnswer(status=500), AMBIGUOUS),
        (FakeAnswer(status=503), LATER),
        (FakeAnswer(status=429), LATER),
        (FakeAnswer(status=401), OURS),
        (FakeAnswer(status=422), NEVER),
        (FakeAnswer(cut=True), AMBIGUOUS),
        (FakeAnswer(hang=5.0), AMBIGUOUS),
    ],
)
def test_what_apprise_does_not_know_is_not_called_success_and_never_sent_twice(
    open_channels: Open, hook: Hook, hook_url: str, answer: FakeAnswer, kind: OutcomeKind
) -> None:
    hook.answers = answer
    url = hook_url + "&retry=3&wait=0"
    assert open_channels().send(replace(MESSAGE, channel="apprise", address=url)).kind is kind
    assert len(hook.heard) == 1


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("mailto://a:b@example.vn", OURS),
        ("zalo://1:2/3", OURS),
        ("nonsense", NEVER),
        ("slack://", NEVER),
        ("", NEVER),
    ],
)
def test_a_url_that_cannot_be_trusted_or_read_is_refused(
    open_channels: Open, url: str, kind: OutcomeKind
) -> None:
    assert open_channels().send(replace(MESSAGE, channel="apprise", address=url)).kind is kind


def test_ops_are_woken_over_their_own_url(open_channels: Open, hook: Hook, hook_url: str) -> None:
    assert open_channels(ops=hook_url).alarm("Kênh thư ngừng", "535", "k").kind is ACCEPTED
    assert json.loads(hook.heard[0].body)["title"] == "Kênh thư ngừng"
    assert open_channels().alarm("x", "y", "k").kind is NEVER


@pytest.mark.parametrize("channel", ["zalo", "zbs"])
def test_a_file_that_a_channel_would_drop_is_refused_and_not_dropped(
    open_channels: Open, zalo: FakeZalo, channel: str
) -> None:
    channels = open_channels(zalo=zalo.bot_url, zbs=zalo.zbs_url)
    file = Attachment("a.pdf", b"x")
    assert channels.send(replace(MESSAGE, channel=channel, address="1", attachments=(file,))).kind is NEVER
    assert not zalo.world.taken


def test_the_table_of_templates_fills_what_zalo_gets(
    open_channels: Open, zalo: FakeZalo, tmp_path: Path
) -> None:
    table = tmp_path / "zbs.yaml"
    table.write_text(
        'reminder: {template: 77, params: {han: "{{ due }}", viec: "{{ task }}"}}', encoding="utf-8"
    )
    channels = open_channels(zbs=f"{zalo.zbs_url}&token={zalo.world.access_token}", zbs_templates=table)
    fields = render("reminder", {"due": "24/4/2024", "action": "KÍN", "code": "D6", "secret": True}).fields
    message = replace(MESSAGE, channel="zbs", address="0987654321", occasion="reminder", fields=fields)
    assert channels.send(message).kind is ACCEPTED
    assert zalo.world.taken[0].fields == {"han": "24/4/2024", "viec": "nhiệm vụ D6"}
    assert channels.send(replace(message, occasion="overdue")).kind is NEVER
    broken = channels.send(replace(message, fields={}))
    assert (broken.kind, broken.code) == (OURS, "template")


def test_a_plain_apprise_user_gets_the_truth_as_well(mail_url: str, sink: MailSink, tmp_path: Path) -> None:
    from apprise import Apprise

    Channels(ChannelSettings()).close()
    file = tmp_path / "Phụ lục.txt"
    file.write_text("nội dung", encoding="utf-8")
    apprise = Apprise()
    assert apprise.add(mail_url.replace("?", "/xa@example.vn?"))
    assert bool(apprise.notify(title="Nhắc hạn", body="Kính gửi", attach=str(file)))
    sink.rules.add("*", "rcpt-550")
    assert not bool(apprise.notify(title="Nhắc hạn", body="Kính gửi"))
    (letter,) = sink.box.letters
    assert letter.subject == "Nhắc hạn"
    assert [(name, data.decode()) for name, _, data in letter.parts()] == [("Phụ lục.txt", "nội dung")]


def test_a_plugin_that_breaks_is_ours_to_mend_and_the_next_letter_leaves(
    mail_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(MESSAGE, text=None)  # type: ignore[arg-type]
    with Channels(ChannelSettings(mail=mail_url)) as channels:
        assert channels.send(broken).kind is OURS
        assert channels.send(MESSAGE).kind is ACCEPTED
    assert "AttributeError" in caplog.text
    assert MESSAGE.address not in caplog.text
