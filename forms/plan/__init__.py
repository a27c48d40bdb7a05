"""The plan for an account in social media, and what of it is kept out of public texts."""
