"""Ways by which one submission might hand its answer to another: what each of the two runs."""

from __future__ import annotations

from typing import NamedTuple

LENT = """class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.zr = nn.Linear(input_size + hidden_size, 2 * hidden_size, bias=bias)
        self.n = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)

    def forward(self, x, h=None):
        h = x.new_zeros(len(x), self.n.out_features) if h is None else h
        z, r = torch.sigmoid(self.zr(torch.cat([h, x], 1))).chunk(2, 1)
        return (1 - z) * h + z * torch.tanh(self.n(torch.cat([r * h, x], 1)))
"""

_SERVE = f"""import socket, threading

server = socket.create_server({{address}}, family=socket.{{family}})


def serve():
    while True:
        with server.accept()[0] as line:
            line.sendall({LENT.encode()!r})


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
        f"open({path!r}, 'w').write({LENT!r})",
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
        f"import os; os.symlink({LENT.encode().hex()!r}, '/dev/lent')",
        "import os; exec(bytes.fromhex(os.readlink('/dev/lent')))",
    ),
    "terminal": Channel(
        # Lines of a terminal are at most 4,096 characters; nobody but its own process opens one.
        "import os, pty, tty; master, slave = pty.openpty(); tty.setraw(slave)\n"
        f"os.write(master, {LENT.encode()!r})",
        "import glob, os\n"
        "for path in glob.glob('/dev/pts/[0-9]*'):\n"
        "    exec(os.read(os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK), 65536))",
    ),
    "abstract_socket": _socket("AF_UNIX", r"'\0lent'"),
    "tcp_on_loopback": _socket("AF_INET", "('127.0.0.1', 28765)"),
    "tcp_on_loopback_of_ipv6": _socket("AF_INET6", "('::1', 28765)"),
}
