"""What may be set from outside: every variable of the environment, read here and nowhere else."""

from __future__ import annotations

import os


def plainly() -> str | None:
    """DONDOC_LANG as a language we speak; None where the catalogue has to read it, and may refuse.

    Here, because a person who asks for help is waiting and needs no catalogue.
    """
    written = os.environ.get("DONDOC_LANG", "")
    return (written or "vi") if written in ("", "vi", "en") else None


def traced() -> bool:
    """Whether somebody is to be told what each command took; here, for whoever has no need of the rest."""
    return bool(os.environ.get("DONDOC_TRACES"))
