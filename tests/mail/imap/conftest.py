"""What the tests of the mailbox share."""

from tests.mail.mailboxes import account, dovecot

__all__ = ["account", "dovecot"]
