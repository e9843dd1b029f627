"""What may be set from outside: every variable of the environment, read here and nowhere else."""

from __future__ import annotations

import os


def plainly() -> str | None:
    """DONDOC_LANG as a language we speak; None where the catalogue has to read it, and may refuse.

    Here, because a person who asks for help is waiting and needs no catalogue.
    """
    written = os.environ.get("DONDOC_LANG", "")
    return (written or "vi") if written in ("", "vi", "en") else None
