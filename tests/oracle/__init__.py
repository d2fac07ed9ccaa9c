"""TensorFlow as the judge: programs written once, run under it and under minigraph.

`programs/` holds the programs by family, `recorded/` what TensorFlow answered (one JSON file per
family, one line per case), `record.py` writes those files with an interpreter that has TensorFlow,
and `tests/test_oracle.py` replays them under minigraph. Adding a case takes one line in a family
file (`cases.py` explains the forms), then `python -m tests.oracle.record FAMILY` with TensorFlow.
"""
