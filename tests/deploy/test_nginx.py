"""What the proxy does before the counter: TLS, names, limits, and a log without links."""

from __future__ import annotations

import httpx
import pytest

from tests.deploy.conftest import NAME, Proxy

TOKEN = "bi-mat-cua-don-vi"


def test_the_counter_is_reached_and_told_to_stay_with_tls(proxy: Proxy) -> None:
    answer = proxy.ask("/health")
    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["server"] == "nginx"


def test_plain_http_is_led_to_tls_and_a_strange_name_is_led_nowhere(proxy: Proxy) -> None:
    led = httpx.get(f"http://127.0.0.1:{proxy.http}/x", headers={"Host": NAME})
    assert (led.status_code, led.headers["location"]) == (308, f"https://{NAME}/x")
    for program in ("/api/flow_runs/", "/zalo/bot"):
        address = f"http://127.0.0.1:{proxy.http}{program}"
        assert httpx.post(address, headers={"Host": NAME}).status_code == 403
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"http://127.0.0.1:{proxy.http}/", headers={"Host": "evil.example"})
    with pytest.raises(httpx.ConnectError):
        proxy.ask("/health", host="evil.example")


def test_too_much_is_refused_before_the_counter_sees_it(proxy: Proxy) -> None:
    assert proxy.ask("/b/x/du-kien", "POST", content=b"x" * 300_000).status_code == 413
    assert proxy.ask("/b/x", "POST", content=b"x" * 300_000).status_code != 413
    assert proxy.ask("/van-phong/van-ban", "POST", content=b"x" * 300_000).status_code != 413
    talk = "/d/x/bao-cao-vien/1/1"
    assert proxy.ask(talk, "POST", content=b"x" * 300_000).status_code != 413
    assert proxy.ask(talk, "POST", content=b"x" * 22_100_000).status_code == 413


def test_no_log_keeps_a_link(proxy: Proxy) -> None:
    for path in (
        f"/b/{TOKEN}",
        f"/d/{TOKEN}/truc-thuoc",
        f"//b/{TOKEN}",
        f"/B/{TOKEN}",
        f"/%62/{TOKEN}?x={TOKEN}",
        f"/van-phong/vao/{TOKEN}",
    ):
        proxy.ask(path)
    written = "".join(file.read_text(errors="replace") for file in proxy.folder.glob("*.log"))
    assert TOKEN not in written
    assert "/b/***" in written


def test_whoever_asks_too_often_is_told_to_slow_down(proxy: Proxy) -> None:
    answers = [proxy.ask("/health").status_code for _ in range(80)]
    assert answers[0] in (200, 429)
    assert answers.count(429) > 0
