"""Panda: one model, watched over while it trains.

`panda` has the loop and the commands, `knobs` what can be turned, `snapshots` what can be gone back
to, `history` what the files of a run tell, `mailbox` and `knob_file` how others ask for something,
`terminal` the command line.
"""

from minigraph.tune.panda.history import Edit
from minigraph.tune.panda.knobs import Knob
from minigraph.tune.panda.panda import Panda
from minigraph.tune.panda.terminal import branch

__all__ = ["Edit", "Knob", "Panda", "branch"]
