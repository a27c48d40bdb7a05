"""Signed paper on its way home: what is said of each file and each page that came."""
