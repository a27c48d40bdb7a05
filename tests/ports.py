"""Ports on loopback for servers that must be told theirs before they listen."""

import socket

# Held for as long as this process lives.
_held: list[socket.socket] = []


def free_port() -> int:
    """A port that nobody uses, nor is given by the kernel until a server listens there.

    Bound and not listened to it is kept from whoever names none, and open to whoever names it with
    SO_REUSEADDR, as servers do (socket(7)).
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _held.append(holder)
    return int(holder.getsockname()[1])
