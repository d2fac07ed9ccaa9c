"""The command line: `python -m minigraph draw script.py -o graph.svg`."""

import sys

from minigraph.drawing.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
