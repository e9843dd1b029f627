"""`python -m tests.deploy.upkeep.one_that_lives [--tied] [--deaf]`: does nothing until told to stop."""

from __future__ import annotations

import signal
import subprocess
import sys

from cli.serving.upkeep import tie

tie.PATIENCE = 0.2
if "--deaf" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
tie.untie(sys.argv[1:])
if "--mother" in sys.argv:
    with subprocess.Popen(
        [sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True
    ) as one:
        print(one.pid, flush=True)
        one.wait()
print("sống", flush=True)
signal.pause()
