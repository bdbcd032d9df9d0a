"""nbgrader's formgrader, served on a course as an educator would have it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = "sesame"


def get_page(url: str) -> str:
    request = urllib.request.Request(url, headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(answer.read().decode())


@contextmanager
def serve_formgrader(root: Path, home: Path) -> Iterator[str]:
    """Serve a course's formgrader; yields the server's address. `home` is an empty folder for its settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_RUNTIME_DIR": str(home / "run"),
    }  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
                f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0",
                "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",
            ],
            cwd=root, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            for _ in range(240):
                try:
                    get_page(f"{address}/api/status")
                    break
                except (urllib.error.URLError, ConnectionError):
                    assert server.poll() is None, (home / "log").read_text()
                    time.sleep(0.5)
            else:
                raise AssertionError(f"the server of formgrader did not answer: {(home / 'log').read_text()}")
            yield address
        finally:
            server.terminate()
            server.wait(30)
