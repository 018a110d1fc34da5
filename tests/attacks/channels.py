"""Ways by which one submission might hand its answer to another: what each of the two runs."""

from __future__ import annotations

from typing import NamedTuple

from tests.support.right_gru import RIGHT_GRU

_SERVE = f"""import socket, threading

server = socket.create_server({{address}}, family=socket.{{family}})


def serve():
    while True:
        with server.accept()[0] as line:
            line.sendall({RIGHT_GRU.encode()!r})


threading.Thread(target=serve, daemon=True).start()
"""

_FETCH = """import socket

with socket.socket(socket.{family}) as line:
    line.settimeout(5)
    line.connect({address})
    exec(b"".join(iter(lambda: line.recv(65536), b"")))
"""


class Channel(NamedTuple):
    """What the one that lends runs, and what the one that takes runs before its checks."""

    lend: str
    take: str


def _file(path: str) -> Channel:
    return Channel(
        f"open({path!r}, 'w').write({RIGHT_GRU!r})",
        f"exec(open({path!r}).read())",
    )


def _socket(family: str, address: str) -> Channel:
    given = {"family": family, "address": address}
    return Channel(_SERVE.format(**given), _FETCH.format(**given))


CHANNELS = {
    "file_in_dev": _file("/dev/lent.py"),
    "file_in_shared_memory": _file("/dev/shm/lent.py"),
    "file_in_tmp": _file("/tmp/lent.py"),
    "file_at_the_root": _file("/lent.py"),
    "link_in_dev": Channel(
        f"import os; os.symlink({RIGHT_GRU.encode().hex()!r}, '/dev/lent')",
        "import os; exec(bytes.fromhex(os.readlink('/dev/lent')))",
    ),
    "terminal": Channel(
        # Lines of a terminal are at most 4,096 characters; nobody but its own process opens one.
        "import os, pty, tty; master, slave = pty.openpty(); tty.setraw(slave)\n"
        f"os.write(master, {RIGHT_GRU.encode()!r})",
        "import glob, os\n"
        "for path in glob.glob('/dev/pts/[0-9]*'):\n"
        "    exec(os.read(os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK), 65536))",
    ),
    "abstract_socket": _socket("AF_UNIX", r"'\0lent'"),
    "tcp_on_loopback": _socket("AF_INET", "('127.0.0.1', 28765)"),
    "tcp_on_loopback_of_ipv6": _socket("AF_INET6", "('::1', 28765)"),
}
