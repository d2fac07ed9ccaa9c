"""What TF1 keeps under `tensorflow.python.client`: `from minigraph.client import timeline`."""
