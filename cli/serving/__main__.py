"""`python -m cli.serving worker` and the like: what the house and systemd start."""

from __future__ import annotations

import gc
import os
import sys

from cascade.lang.refusal import Refusal
from cli.serving.processes import veil
from cli.serving.roles import ROLES, shed
from cli.serving.upkeep import tie
from settings import catalogue, traces


def main() -> None:
    """Play one role."""
    if len(sys.argv) < 2 or sys.argv[1] not in ROLES:
        sys.exit(f"python -m cli.serving {'|'.join(ROLES)}")
    os.umask(0o077)
    gc.set_threshold(
        50_000, 20
    )  # most of what is loaded stays: a tenth of loading is looking for garbage in it
    shed(sys.argv[1], sys.argv[1:])
    veil()
    try:
        catalogue.check()
        traces.check()
        ROLES[sys.argv[1]](tie.untie(sys.argv[2:]))
    except Refusal as refusal:
        sys.exit(str(refusal))
    finally:
        traces.end()


if __name__ == "__main__":
    main()
