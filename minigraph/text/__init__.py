"""Strings as tensors: joining and cutting, patterns, numbers, hashes, records and files.

A string tensor is a NumPy array of `bytes` objects; a single string is a `bytes` object.
"""
