"""What is removed from an account of the municipality, and why."""
