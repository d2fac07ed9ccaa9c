"""Caviar: many models at once. What runs the trials of a search.

`processes` has workers of our own, each a process that can be ended; `submitted` hands trials to
somebody else's executor (pools of `concurrent.futures`, Dask, Ray); `apart` gives each trial a
graph and seeds of its own, so that the results are the same whoever runs it, and in which order.
"""

from minigraph.tune.runners.processes import Processes
from minigraph.tune.runners.submitted import Ray, Submitted

__all__ = ["Processes", "Ray", "Submitted"]
