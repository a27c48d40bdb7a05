"""The whole register in one sealed file, and back."""
