"""From a graph and what a run asks of it to a straight-line NumPy program.

select -> order -> trace (real shapes, rewrites) -> buffers -> emit. Each pass is a function from
its input to its output; the user's graph is only read.
"""
