"""Words to read: Bilaga 2, the policy, the text about an account, how to use the forms."""
