"""Reverse-mode differentiation: gradients are more nodes of the same graph."""
