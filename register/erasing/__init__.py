"""Erasing under a decision: decisions, holds, what falls due, proposals, and the erasing itself."""
