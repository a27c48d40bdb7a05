"""The same form made by other programs, each in a process of its own."""
