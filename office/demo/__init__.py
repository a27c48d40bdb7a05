"""A register of made-up plans, for who wants to see how a lively one looks."""
