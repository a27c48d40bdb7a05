"""The copy to the information officer: its message, the ways it goes, and the courier.

The courier empties the register's queue; a message is written when it is sent, from what was
filed. Knows no web framework and draws nothing.
"""
