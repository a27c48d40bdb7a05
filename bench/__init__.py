"""How long a document takes, beside others of its kind."""
