"""What can be wrong with how mail is set up and with mail servers, by name."""


class BadSmtpUrl(ValueError):
    """The SMTP_URL cannot be understood; the message is one line and never holds the password."""


class ReplyTooLong(OSError):
    """The mail server's reply has more lines or bytes than any sensible one."""
