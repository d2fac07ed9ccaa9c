"""Run all examples, one after the other, and write their pictures to a folder.

python examples/run_all.py [FOLDER]        default: pictures
"""

import runpy
import sys
from pathlib import Path


def main(folder="pictures"):
    here = Path(__file__).resolve().parent
    sys.path.insert(0, str(here))
    Path(folder).mkdir(parents=True, exist_ok=True)
    for script in sorted(here.glob("[0-9]*.py")):
        print(f"\n=== {script.name}", flush=True)
        runpy.run_path(str(script))["main"](folder)
    print(f"\nThe pictures are in {Path(folder).resolve()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
