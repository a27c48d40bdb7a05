"""Ports that tests give to servers."""

import socket

import pytest

from tests.ports import free_port


def test_port_is_kept_for_the_server_that_is_told_of_it() -> None:
    address = "127.0.0.1", free_port()
    with socket.socket() as somebody, pytest.raises(OSError, match="in use"):
        somebody.bind(address)
    for _ in range(2):
        with socket.create_server(address), socket.create_connection(address):
            pass
    assert len({free_port() for _ in range(300)}) == 300
