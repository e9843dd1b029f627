"""The check of the newest: all that it runs is there; where no registry can be asked it refuses nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import newest
from tests.conftest import CHECKOUT


def test_without_a_registry_it_says_why_it_does_nothing() -> None:
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    alone |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.newest"],
        cwd=CHECKOUT,
        env=alone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (
        0,
        "newest: no package registry can be reached; nothing is installed, nothing is tested\n",
    )


@pytest.mark.parametrize("named", newest.CONTRACTS)
def test_every_contract_that_it_runs_is_there(named: str) -> None:
    path, _, test = named.partition("::")
    assert (CHECKOUT / path).exists()
    assert not test or f"def {test}(" in (CHECKOUT / path).read_text(encoding="utf-8")
