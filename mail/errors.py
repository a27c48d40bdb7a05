"""What can be wrong with how mail is set up, by name."""


class BadMailUrl(ValueError):
    """The URL of a mail server cannot be understood; the message is one line and never holds the
    password."""


class NothingToTell(Exception):
    """What a letter was to tell is so no more, and it need not go."""
