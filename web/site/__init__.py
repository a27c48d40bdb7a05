"""Around every page: frame, errors, headers, static files, limits, traffic, logs."""
