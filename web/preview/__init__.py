"""A form as its file stands, for who makes it: page, paper and blank side by side."""
