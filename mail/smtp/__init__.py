"""Handing letters to a mail server over SMTP, and what its answers mean."""
