"""How fast minigraph is: the same models in minigraph, in hand-written NumPy and in TensorFlow.

`python -m benchmarks` runs everything; `benchmarks/README.md` says what is measured and how.
"""
