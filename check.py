"""Every check of the project, one after the other: format, lint, types, tests.

python check.py            all of it
python check.py types      one of: format, lint, types, tests
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy", "--strict", "minigraph"],
    "tests": ["pytest", "-q", "-n", str(min(4, os.cpu_count() or 1))],
}


def main(names: list[str]) -> int:
    """Run the named checks (default: all); the number of those that fail."""
    failed = []
    for name in names or list(CHECKS):
        command = [sys.executable, "-m", *CHECKS[name]]
        print(f"== {name}: {' '.join(CHECKS[name])}", flush=True)
        start = time.perf_counter()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(
            f"== {name}: {'ok' if code == 0 else 'FAILED'} in {time.perf_counter() - start:.0f} s"
        )
        failed += [name] if code else []
    print("all checks passed" if not failed else f"failed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
