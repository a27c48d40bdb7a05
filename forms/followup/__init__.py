"""How an account in social media has done."""
