"""Runs untrusted Python behind a wall; imports nothing else of the project."""
