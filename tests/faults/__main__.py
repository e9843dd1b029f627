"""`make faults`: runs the suite and ends with its score as one line of JSON."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults import score


def main() -> int:
    """Whatever is on the command line goes to pytest."""
    with tempfile.TemporaryDirectory(prefix="dondoc-faults-") as folder:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "tests/faults",
            "tests/flows",
            "-m",
            "faults",
            *sys.argv[1:],
        ]
        code = subprocess.run(command, env={**os.environ, score.FOLDER: folder}, check=False).returncode
        found = score.total(Path(folder))
    for detail in found.details:
        print(detail, file=sys.stderr)
    print(score.line(found), flush=True)
    promised = (found.lost, found.duplicate_keys, found.duplicate_zalo, found.manual_actions)
    return code or int(any(promised) or found.duplicate_mails > found.kills)


if __name__ == "__main__":
    raise SystemExit(main())
