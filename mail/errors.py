"""What can be wrong with how mail is set up, by name."""


class BadSmtpUrl(ValueError):
    """The SMTP_URL cannot be understood; the message is one line and never holds the password."""
