"""Python reads this first in every process whose PYTHONPATH names this folder: no socket may leave loopback unseen."""

import ipaddress
import os
import socket
import sys


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        return
    address = arguments[0] if event in ("socket.getaddrinfo", "socket.gethostbyname") else arguments[1]
    host = address[0] if isinstance(address, tuple) else address
    if event in ("socket.connect", "socket.sendto") and not isinstance(address, tuple):
        return  # a socket of this machine's file system
    try:
        local = host in (None, "", "localhost") or ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        local = False
    with open(os.environ["FIRSTCALL_TEST_SOCKETS"], "a") as log:  # noqa: PTH123
        log.write(f"{'loopback' if local else 'LEFT'} {event} {host} by {' '.join(sys.argv[:4])}\n")
    if not local:
        raise ConnectionRefusedError(f"{event} to {host} would leave loopback")


if "FIRSTCALL_TEST_SOCKETS" in os.environ:
    sys.addaudithook(_watch)
    assert socket
