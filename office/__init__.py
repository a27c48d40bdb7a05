"""Use cases, one short function each; their collaborators come in as an Office. No Flask."""
