"""One POST to an address somebody typed in: to public addresses only, and following no redirect.

The name is looked up once, every address found is judged, and the connection goes to the very address that was
judged: a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 8.0
# For all of it: an answer that comes a byte at a time must not hold a worker. Seconds.
DEADLINE = 20.0
MAX_ANSWER = 1024


class Unreachable(Exception):
    """Nothing was delivered. ``permanent`` where trying again can't help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


def check_address(url: str) -> None:
    """Raises Unreachable for an address that webhooks never go to, as far as its text tells."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unreachable("This is no address.", permanent=True) from error
    secure_enough = parts.scheme == "https" or (parts.scheme == "http" and settings.WEBHOOKS_TO_PRIVATE_ADDRESSES)
    if not secure_enough or not parts.hostname or port == 0:
        raise Unreachable("The address must begin with https:// and name a host.", permanent=True)
    if parts.username or parts.password:
        raise Unreachable("The address may hold no user name or password.", permanent=True)
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return
    if not is_public(str(literal)):
        raise Unreachable("The address is not a public one.", permanent=True)


def is_public(address: str) -> bool:
    if settings.WEBHOOKS_TO_PRIVATE_ADDRESSES:
        return True
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # Addresses that carry another one inside are judged by that.
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status that the other side answered with. Raises Unreachable."""
    check_address(url)
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    deadline = threading.Timer(DEADLINE, _hang_up, [connection])
    deadline.daemon = True
    try:
        connection.sock = _connect(host, port, secure=parts.scheme == "https")
        deadline.start()
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read(MAX_ANSWER)
        return answer.status
    except Unreachable:
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        deadline.cancel()
        connection.close()


def _hang_up(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _connect(host: str, port: int, *, secure: bool) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("The host's name is not known.") from error
    if not found or not all(is_public(str(entry[4][0])) for entry in found):
        raise Unreachable("The host is not at a public address.", permanent=True)
    family, kind, protocol, _, address = found[0]
    plain = socket.socket(family, kind, protocol)
    try:
        plain.settimeout(TIMEOUT)
        plain.connect(address)
        if not secure:
            return plain
        # The hand is shaken by the caller, whose clock is running by then.
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    except BaseException:
        plain.close()
        raise
