"""`python -m minigraph COMMAND ...`: what minigraph does from a terminal."""

from __future__ import annotations

import sys
from importlib import import_module

# command -> (module, its function from the arguments, the command first, to the exit code, and
# what it does)
COMMANDS = {
    "panda": ("minigraph.tune.panda.terminal", "main", "watch over a model that trains"),
}


def main(arguments: list[str]) -> int:
    """Hand the arguments to the command that they name first."""
    if not arguments or arguments[0] not in COMMANDS:
        print("usage: python -m minigraph COMMAND ...\n", file=sys.stderr)
        for name, (_, _, text) in COMMANDS.items():
            print(f"  {name:12}{text}", file=sys.stderr)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    module, function, _ = COMMANDS[arguments[0]]
    code: int = getattr(import_module(module), function)(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
