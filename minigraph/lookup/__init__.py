"""Lookup tables: from words to numbers and back, filled by an initializer or step by step.

A table is kept as a variable is: each session has a dict for it, or none yet. Writes are made at
the end of a run, all or none.
"""
