"""What is taken in as an address can be sent to, and what cannot is refused."""

from __future__ import annotations

import pytest

from cascade.lang.refusal import Wrong
from documents.reading.addresses import address_of, mail_addresses
from notifications.email.mail_plugin import deliverable


@pytest.mark.parametrize(
    ("typed", "sent_to"),
    [
        ("vp@tinhuy.local", "vp@tinhuy.local"),
        ("vp@tinhuy.lan", "vp@tinhuy.lan"),
        ("vp@mail.internal", "vp@mail.internal"),
        ("lienhe@đảngủy.vn", "lienhe@xn--ngy-uqa4698azla.vn"),
        ("Van.Thu+1@Example.VN", "Van.Thu+1@example.vn"),
    ],
)
def test_an_address_taken_in_can_be_sent_to(typed: str, sent_to: str) -> None:
    [kept] = mail_addresses(typed)
    assert deliverable(kept) == sent_to


@pytest.mark.parametrize("typed", ["vănthư@example.vn", "ông@x.local", "a@b", "a@@b.vn", "a b@c", "@x.vn"])
def test_an_address_nobody_can_send_to_is_refused(typed: str) -> None:
    with pytest.raises(Wrong):
        mail_addresses(typed)


def test_each_channel_has_one_reader() -> None:
    assert address_of("mail", "a@x.vn; b@x.vn") == ("a@x.vn", "b@x.vn")
    assert address_of("zbs", "0987 654 321") == ("84987654321",)
    assert address_of("zalo", "a75734dcad") == ("a75734dcad",)
