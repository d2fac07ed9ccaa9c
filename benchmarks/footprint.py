"""What `import minigraph` costs on top of `import numpy`, in fresh processes."""

import os
import statistics
import subprocess
import sys
import tempfile
from typing import Any

from benchmarks.rounds import ROOT

GOAL_SECONDS, GOAL_MIB = 0.1, 15.0
PROCESSES = 9

# Prints seconds of processor time and pages of resident memory that the second import adds.
_PROGRAM = """
import time
import numpy
def resident():
    try:
        with open("/proc/self/statm") as table:
            return int(table.read().split()[1])
    except OSError:
        return -1
before, start = resident(), time.process_time()
import minigraph
print(time.process_time() - start, resident() - before if before >= 0 else "unknown")
"""


def footprint() -> dict[str, Any]:
    """Medians over fresh processes; `mib` is None where the system does not tell."""
    seconds, mib = [], []
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(PROCESSES + 1):
            output = subprocess.run(
                [sys.executable, "-c", _PROGRAM],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout.split()
            if number == 0:
                continue  # it compiled the modules, as an installation does
            seconds.append(float(output[0]))
            if output[1] != "unknown":
                mib.append(int(output[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20)
    return {
        "seconds": statistics.median(seconds),
        "goal_seconds": GOAL_SECONDS,
        "mib": statistics.median(mib) if mib else None,
        "goal_mib": GOAL_MIB,
    }
