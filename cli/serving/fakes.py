"""The servers to try things on, run in this process until somebody interrupts."""

from __future__ import annotations

from collections.abc import Sequence


def mail(arguments: Sequence[str]) -> None:
    """A mail server that keeps every letter, with a page to read them."""
    from notifications.fakes.mail import main

    main(list(arguments))


def zalo(arguments: Sequence[str]) -> None:
    """A Zalo that takes every message, with a page that lists them."""
    from notifications.fakes.zalo import main

    main(list(arguments))
