"""Tests of minigraph."""
