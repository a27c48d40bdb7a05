"""A form as its file stands."""
