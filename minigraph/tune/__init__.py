"""Hyperparameters: searched for on the right scale, or turned by hand while a model trains."""

from minigraph.tune.panda import Edit, Knob, Panda, branch

__all__ = ["Edit", "Knob", "Panda", "branch"]
