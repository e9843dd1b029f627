"""Several processes of one counter give one visitor the turns of one."""

from __future__ import annotations

import subprocess
import sys

from portal.web.turn_bucket import Pace, SharedTurns
from tests.portal.web.test_wrong_guesses import Watch

PARTED = """
import os
from portal.web.turn_bucket import Pace, SharedTurns

pace = Pace(500, 10**9, kept=SharedTurns(100))
told, tell = os.pipe()
for _ in range(3):
    if not os.fork():
        os.write(tell, b"%d " % sum(pace.take("one") + 0 * pace.take(f"other {turn}") for turn in range(300)))
        os._exit(0)
for _ in range(3):
    os.wait()
print(os.read(told, 100).decode())
"""


def test_what_one_process_counts_the_others_have_counted() -> None:
    ran = subprocess.run([sys.executable, "-c", PARTED], capture_output=True, text=True, check=True)
    each = [int(one) for one in ran.stdout.split()]
    assert len(each) == 3
    assert sum(each) == 500


def test_turns_come_back_and_every_name_has_its_own() -> None:
    watch = Watch()
    pace = Pace(2, 60, clock=watch, kept=SharedTurns(100))
    assert [pace.take("one") for _ in range(3)] == [True, True, False]
    assert pace.spent("one")
    assert pace.take("other")
    watch.seconds += 30
    assert not pace.spent("one")
    assert [pace.take("one") for _ in range(2)] == [True, False]


def test_a_flood_of_names_drives_out_the_longest_unseen_and_never_the_one_at_hand() -> None:
    watch = Watch()
    pace = Pace(1, 10**9, clock=watch, kept=SharedTurns(80))
    for number in range(2000):
        watch.seconds += 1
        assert pace.take(f"name {number}")
        assert not pace.take(f"name {number}")
