"""The letters that are written: the copy of a filing, the operator's digest."""
