"""The answers of the fake Zalo when it tells the truth, in the shapes that Zalo documents."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from notifications.fakes.web import FakeAnswer, FakeRequest, as_json
from notifications.fakes.zalo_world import TakenMessage, World

Lie = Callable[[str, str, Callable[[], FakeAnswer]], FakeAnswer]
"""Asked with surface, recipient and the truthful answer; gives that one or another."""
NOT_FOUND = as_json({"error": 404, "message": "Not found"}, 404)
_SAID = {
    -32: "Your application reached limit call api",
    -118: "Zalo account not existed",
    -124: "Access token invalid",
    -144: "OA exceeded daily ZNS sending limit",
}


def refuse(surface: str, code: int, words: str = "", headers: Mapping[str, str] | None = None) -> FakeAnswer:
    """An error as that surface writes it; all but the Bot's own numbers come with HTTP 200."""
    words = words or _SAID.get(code, "As told")
    if surface == "bot":
        return as_json({"ok": False, "description": words, "error_code": code}, headers=headers)
    if surface == "oauth":
        names = dict.fromkeys(("error_name", "error_description"), words)
        return as_json({"error": code, **names, "error_reason": "", "ref_doc": ""}, headers=headers)
    return as_json({"error": code, "message": words}, headers=headers)


def success(data: dict[str, Any]) -> FakeAnswer:
    """What OA and ZBS say when all is well."""
    return as_json({"error": 0, "message": "Success", "data": data})


def done(result: dict[str, Any]) -> FakeAnswer:
    """What the Bot says when all is well."""
    return as_json({"ok": True, "result": result})


def bot(world: World, asked: FakeRequest, token: str, method: str, lie: Lie) -> FakeAnswer:
    """The Bot Platform: `/bot<token>/<method>`."""
    if token != world.bot_token:
        return refuse("bot", 401, "Unauthorized")
    given = asked.json
    match method:
        case "sendMessage":
            return lie("bot", str(given.get("chat_id", "")), lambda: _send(world, given))
        case "getMe":
            return done({"id": "1", "account_name": "bot.fake", "account_type": "BASIC"})
        case "setWebhook":
            world.webhook_url = str(given.get("url", ""))
            world.webhook_secret = str(given.get("secret_token", ""))
            return done({"url": world.webhook_url, "updated_at": 1})
        case "deleteWebhook":
            world.webhook_url = ""
            return done({})
        case "getUpdates" if world.updates:
            return done(world.updates.pop(0))
        case "getUpdates":
            return refuse("bot", 408, "Request timeout")
    return refuse("bot", 404, "Not found")


def _send(world: World, given: dict[str, Any]) -> FakeAnswer:
    chat, text = str(given.get("chat_id", "")), given.get("text")
    if not chat or not isinstance(text, str) or not 1 <= len(text) <= 2000:
        return refuse("bot", 400, "Bad request: text of 1 to 2000 characters")
    taken = world.take("bot", chat, text)
    return done({"message_id": taken.id, "date": taken.ms})


def renew(world: World, asked: FakeRequest) -> FakeAnswer:
    """A new pair of tokens for a refresh token, once."""
    form = asked.form
    known = asked.headers.get("secret_key") == world.app_secret and form.get("app_id") == world.app_id
    if not known:
        return refuse("oauth", -14002, "Invalid appId")
    with world.lock:
        if form.get("refresh_token") != world.refresh_token:
            return refuse("oauth", -14018, "Invalid refresh token")
        access, refresh = world.renew()
    return as_json({"access_token": access, "refresh_token": refresh, "expires_in": "90000"})


def consult(world: World, asked: FakeRequest, who: str) -> FakeAnswer:
    """A message of the Official Account to one who wrote to it."""
    if asked.headers.get("access_token") != world.access_token:
        return refuse("oa", -216, "Access token is invalid")
    if not _proven(world, asked):
        return refuse("oa", -242, "Invalid appsecret_proof")
    taken = world.take("oa", who, str(asked.json.get("message", {}).get("text", "")))
    return success({"message_id": taken.id, "user_id": who})


def template(world: World, asked: FakeRequest) -> FakeAnswer:
    """An approved template to a telephone number."""
    given, data = asked.json, asked.json.get("template_data")
    if denied := _denied(world, asked):
        return denied
    if wrong := _wrong(world, given, data):
        return refuse("zbs", *wrong)
    taken = _take(world, given, data or {})
    quota = {"dailyQuota": str(world.daily_quota), "remainingQuota": str(world.quota_left)}
    return success({"msg_id": taken.id, "sent_time": str(taken.ms), "sending_mode": "1", "quota": quota})


def _denied(world: World, asked: FakeRequest) -> FakeAnswer | None:
    if asked.headers.get("access_token") != world.access_token:
        return refuse("zbs", -124)
    return None if _proven(world, asked) else refuse("zbs", -1241, "Invalid appsecret_proof")


def _proven(world: World, asked: FakeRequest) -> bool:
    """A wrong proof is refused always, a missing one where the app wants it."""
    given = asked.headers.get("appsecret_proof")
    right = hmac.new(world.app_secret.encode(), world.access_token.encode(), hashlib.sha256).hexdigest()
    return given == right if given is not None else not world.demands_proof


def _wrong(world: World, given: dict[str, Any], data: Any) -> tuple[int, str] | None:
    phone, name = str(given.get("phone", "")), str(given.get("template_id", ""))
    if not (phone.isdigit() and phone.startswith("84")):
        return -108, "Phone number invalid"
    if not name or (world.templates is not None and name not in world.templates):
        return -109, "Template ID invalid"
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        return -1124, "Parameter has invalid format"
    if not 1 <= len(str(given.get("tracking_id", ""))) <= 48:
        return -132, "Parameter invalid"
    return None if world.quota_left else (-144, "")


def _take(world: World, given: dict[str, Any], data: dict[str, str]) -> TakenMessage:
    return world.take(
        "zbs",
        str(given["phone"]),
        "\n".join(f"{name}: {value}" for name, value in data.items()),
        fields=data,
        template=str(given["template_id"]),
        tracking_id=str(given["tracking_id"]),
    )


def status(world: World, asked: FakeRequest) -> FakeAnswer:
    """Whether a template has reached its telephone."""
    if denied := _denied(world, asked):
        return denied
    message_id = asked.query.get("message_id", "")
    found = next((one for one in world.taken if one.id == message_id), None)
    if not found:
        return refuse("zbs", -107, "Message ID invalid")
    if found.to in world.switched_off:
        return success({"delivery_time": "", "message": "Pushed", "status": 0})
    return success({"delivery_time": str(found.ms + 1500), "message": "Delivered", "status": 1})


def quota(world: World, asked: FakeRequest) -> FakeAnswer:
    """How many templates may still go out today."""
    if denied := _denied(world, asked):
        return denied
    return success({"dailyQuota": world.daily_quota, "remainingQuota": world.quota_left})
