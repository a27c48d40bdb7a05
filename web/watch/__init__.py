"""For the machines that watch over this one."""
