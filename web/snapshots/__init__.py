"""Snapshots of an account, from wherever somebody came to it."""
