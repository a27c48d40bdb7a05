"""Bilaga 2 on one sheet for the wall: where boxes and arrows lie, and how they are drawn."""
