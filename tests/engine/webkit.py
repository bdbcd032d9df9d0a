"""WebKitGTK, by the driver it brings: WebDriver over HTTP, and a small browser in a display that nobody sees."""

import json
import os
import shutil
import socket
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from .driver import KEYS, LeftPage, need
from .ear import NAME

_WAIT = 60

# The bar of the driver's browser would keep the window wider than a phone. This style is the window's, not the page's.
_SLIM = (
    "* { min-width: 0; min-height: 0; padding: 0; margin: 0; font-size: 1px; } image { -gtk-icon-transform: scale(0); }"
)

_LEAVE_NOTHING = """async () => {
  if (!location.protocol.startsWith("http")) return;
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
  localStorage.clear();
  sessionStorage.clear();
}"""

_HEARD = """(name) => {
  if (!location.protocol.startsWith("http")) return [];
  const said = JSON.parse(sessionStorage.getItem(name) ?? "[]");
  sessionStorage.removeItem(name);
  return said;
}"""


class WebKit:
    name = "webkit"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = folder.parent / "webkit"
        settings = home / ".config"
        (settings / "gtk-3.0").mkdir(parents=True)
        (settings / "gtk-3.0" / "gtk.css").write_text(_SLIM)
        (settings / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{folder}"\n')
        self.display, number = start_display()
        places = {name: str(home / name.lower()) for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME")}
        unset = {"WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME"}
        env = {name: value for name, value in os.environ.items() if name not in unset}
        self.env = env | places | {"HOME": str(home), "DISPLAY": f":{number}", "LANG": "C.UTF-8"}
        self.port = find_port()
        self.process = subprocess.Popen(
            [need(shutil.which("WebKitWebDriver"), "webkit2gtk-driver"), f"--port={self.port}"],
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.session = ""
        self.wait_for_driver()

    def wait_for_driver(self) -> None:
        until = time.monotonic() + _WAIT
        while time.monotonic() < until:
            try:
                if self.send("GET", "/status")["ready"]:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("WebKitWebDriver does not answer")

    def send(self, method: str, path: str, **given: Any) -> Any:
        """Give a command and return its result."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_WAIT)
        connection.request(method, path, json.dumps(given) if method == "POST" else None)
        value = json.loads(connection.getresponse().read())["value"]
        connection.close()
        if isinstance(value, dict) and "error" in value:
            if "unload event" in value["message"]:
                raise LeftPage(value["message"])
            raise AssertionError(f"{path}: {value['error']}: {value['message']}")
        return value

    def say(self, path: str, **given: Any) -> Any:
        return self.send("POST", f"/session/{self.session}/{path}", **given)

    def start(self) -> None:
        # The driver allows one reader at a time, and now and then never starts a second: the first leaves nothing instead.
        if self.session:
            self.run(_LEAVE_NOTHING)
            self.go("about:blank")
        else:
            self.session = self.send("POST", "/session", capabilities={})["sessionId"]
            self.say("timeouts", script=_WAIT * 1000, pageLoad=_WAIT * 1000)

    def set_size(self, width: int, height: int) -> None:
        outer = self.run("() => [outerWidth - innerWidth, outerHeight - innerHeight]")
        self.say("window/rect", x=0, y=0, width=width + outer[0], height=height + outer[1])
        until = time.monotonic() + _WAIT
        while (now := self.run("() => [innerWidth, innerHeight]")) != [width, height]:
            assert time.monotonic() < until, f"the window is {now} and not {width, height}"
            time.sleep(0.05)

    def go(self, address: str) -> None:
        self.say("url", url=address)

    def reload(self) -> None:
        self.say("refresh")

    def run(self, function: str, *given: Any) -> Any:
        script = """const [given, done] = arguments;
            (async () => (FUNCTION)(...given))().then((value) => done({ value }), (error) => done({ fault: String(error) }));"""
        answer = self.say("execute/async", script=script.replace("FUNCTION", function), args=[list(given)])
        assert "fault" not in answer, answer["fault"]
        return answer.get("value")

    def act(self, source: dict[str, Any]) -> None:
        self.say("actions", actions=[{"id": source["type"], **source}])

    def tap(self, x: float, y: float) -> None:
        moved = {"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y), "origin": "viewport"}
        pressed = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.act({"type": "pointer", "parameters": {"pointerType": "mouse"}, "actions": [moved, *pressed]})

    def press(self, key: str) -> None:
        value = KEYS.get(key, key)
        self.act({"type": "key", "actions": [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]})

    def print_page(self, width: float, height: float) -> bytes:
        # WebKitGTK's driver answers the command `print` with "unknown command"; the engine itself prints.
        file = self.folder.parent / "printed.pdf"
        file.unlink(missing_ok=True)
        python = need("/usr/bin/python3", "python3-gi")
        printer = str(Path(__file__).with_name("printer.py"))
        ended = subprocess.run(
            [python, printer, self.run("() => location.href"), str(file), str(width), str(height)],
            env=self.env, capture_output=True, text=True,
        )  # fmt: skip
        assert ended.returncode == 0, f"{ended.stderr.strip()} - it needs Debian's gir1.2-webkit2-4.1 and python3-gi"
        return file.read_bytes()

    def listen(self) -> list[str]:
        # The driver has no command for the console, and a page that is driven writes it nowhere.
        return list(self.run(_HEARD, NAME))

    def close(self) -> None:
        if self.session:
            self.send("DELETE", f"/session/{self.session}")
        self.process.terminate()
        self.process.wait(_WAIT)
        self.display.terminate()
        self.display.wait(_WAIT)


def start_display() -> tuple[subprocess.Popen[bytes], int]:
    """Start a display in memory and return its process and number, which it chooses itself."""
    end, other = os.pipe()
    # fmt: off
    process = subprocess.Popen(
        [need(shutil.which("Xvfb"), "xvfb"), "-displayfd", str(other), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
        pass_fds=[other], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    # fmt: on
    os.close(other)
    with os.fdopen(end) as told:
        return process, int(told.readline())


def find_port() -> int:
    """Return a port that nobody has just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
