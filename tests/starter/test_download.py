"""A download is whole or not there, and what stopped it is one line."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from starter.download import DownloadError, download

CONTENT = b"0123456789" * 20_000


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/absent":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT if self.path == "/whole" else CONTENT[:100_000])

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_a_file_is_downloaded_once(server, tmp_path):
    path = download(f"{server}/whole", tmp_path / "new" / "file")
    assert path.read_bytes() == CONTENT
    assert [p.name for p in path.parent.iterdir()] == ["file"]
    assert download(f"{server}/absent", path) == path


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("{server}/half", "100,000 of 200,000"),
        ("{server}/absent", "404"),
        ("http://127.0.0.1:1/", "refused"),
        ("nonsense", "unknown url type"),
    ],
)
def test_what_stops_a_download_is_one_line_and_leaves_nothing(server, tmp_path, address, reason):
    with pytest.raises(DownloadError) as error:
        download(address.format(server=server), tmp_path / "file")
    (line,) = error.value._render_traceback_()
    assert reason in line
    assert "by hand" in line
    assert "\n" not in line
    assert list(tmp_path.iterdir()) == []
