"""The mailbox that is read: scans by mail, and what mail servers say of mails of ours."""
