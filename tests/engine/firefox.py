"""Firefox, by WebDriver BiDi, which it serves itself: commands and events as JSON over one WebSocket."""

import base64
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import websocket

from .driver import KEYS, LeftPage, need

_EVENTS = ["log.entryAdded", "network.fetchError", "network.responseCompleted"]
_WAIT = 60

# Leaving a page gives up what it still asks its worker for. Firefox says so, without an address; of a fault it gives one.
_GIVEN_UP = "Failed to load \u2018\u2019. A ServiceWorker intercepted"

# Firefox says what a policy refused to its own console only, which is read from the side of the browser.
_HEARD = """() => {
  const heard = Services.console.getMessageArray().filter((each) => each instanceof Ci.nsIScriptError);
  Services.console.reset();
  return JSON.stringify(heard.filter((each) => each.sourceName.startsWith("http") || each.category.startsWith("CSP"))
    .map((each) => `${each.category}: ${each.errorMessage}`));
}"""


class Firefox:
    name = "firefox"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = folder.parent / "firefox"
        profile = home / "profile"
        profile.mkdir(parents=True)
        settings: dict[str, object] = {
            "browser.download.folderList": 2,
            "browser.download.dir": str(folder),
            "browser.download.alwaysOpenPanel": False,
            "datareporting.policy.dataSubmissionEnabled": False,
            "intl.accept_languages": "en-GB, en",
        }
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
        (profile / "user.js").write_text("\n".join(lines))
        # fmt: off
        self.process = subprocess.Popen(
            [need(shutil.which("firefox-esr"), "firefox-esr"), "--headless", "--no-remote", "--profile", profile,
             "--remote-debugging-port=0", "--remote-allow-system-access", "about:blank"],
            env=os.environ | {"HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        # fmt: on
        server = read_when_whole(profile / "WebDriverBiDiServer.json")
        address = f"ws://{server['ws_host']}:{server['ws_port']}/session"
        self.socket = websocket.create_connection(address, timeout=_WAIT, suppress_origin=True)
        self.count = 0
        self.said: list[str] = []
        self.reader = self.context = ""
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=_EVENTS)
        tree = self.send("browsingContext.getTree", **{"moz:scope": "chrome"})
        self.window = tree["contexts"][0]["context"]

    def send(self, method: str, **given: Any) -> Any:
        """Give a command and return its result; what Firefox tells meanwhile is noted."""
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": given}))
        while True:
            told = json.loads(self.socket.recv())
            if told["type"] == "event":
                self.note(told["method"], told["params"])
            elif told.get("id") == self.count:
                if told["type"] == "error":
                    if told["error"] == "no such frame" or "AbortError" in told["message"]:
                        raise LeftPage(told["message"])
                    raise AssertionError(f"{method}: {told['error']}: {told['message']}")
                return told["result"]

    def note(self, event: str, told: dict[str, Any]) -> None:
        if event == "log.entryAdded":
            self.said.append(f"{told['level']}: {told['text']}")
            return
        address = told["request"]["url"]
        if event == "network.fetchError":
            # Leaving a page gives up what it still asks for; that is no fault of the page.
            if told["errorText"] != "NS_BINDING_ABORTED":
                self.said.append(f"failed: {address} ({told['errorText']})")
        elif told["response"]["status"] >= 400:
            self.said.append(f"failed: {address} ({told['response']['status']})")

    def call(self, context: str, function: str) -> Any:
        answer = self.send(
            "script.callFunction", functionDeclaration=function, awaitPromise=True, target={"context": context}
        )
        if answer["type"] == "exception":
            raise AssertionError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def start(self) -> None:
        if self.reader:
            # A tab that goes while its page still works is heard of later, by the next reader.
            self.go("about:blank")
            self.send("browser.removeUserContext", userContext=self.reader)
        self.reader = self.send("browser.createUserContext")["userContext"]
        self.context = self.send("browsingContext.create", type="tab", userContext=self.reader)["context"]
        self.listen()

    def set_size(self, width: int, height: int) -> None:
        self.send("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})

    def go(self, address: str) -> None:
        self.send("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def reload(self) -> None:
        self.send("browsingContext.reload", context=self.context, wait="complete")

    def run(self, function: str, *given: Any) -> Any:
        return self.call(self.context, f"async () => JSON.stringify(await ({function})(...{json.dumps(given)}))")

    def act(self, source: dict[str, Any]) -> None:
        self.send("input.performActions", context=self.context, actions=[{"id": source["type"], **source}])

    def tap(self, x: float, y: float) -> None:
        moved = {"type": "pointerMove", "x": round(x), "y": round(y)}
        pressed = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.act({"type": "pointer", "parameters": {"pointerType": "mouse"}, "actions": [moved, *pressed]})

    def press(self, key: str) -> None:
        value = KEYS.get(key, key)
        self.act({"type": "key", "actions": [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]})

    def print_page(self, width: float, height: float) -> bytes:
        paper = {"width": width / 10, "height": height / 10}
        return base64.b64decode(self.send("browsingContext.print", context=self.context, page=paper)["data"])

    def listen(self) -> list[str]:
        heard = self.call(self.window, _HEARD)
        said, self.said = self.said, []
        return [each for each in dict.fromkeys([*said, *heard]) if _GIVEN_UP not in each]

    def close(self) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait(_WAIT)


def read_when_whole(path: Path) -> dict[str, Any]:
    """Return what Firefox writes about its server once it listens."""
    until = time.monotonic() + _WAIT
    while time.monotonic() < until:
        if path.exists() and (text := path.read_text("utf-8")).strip().endswith("}"):
            return dict(json.loads(text))
        time.sleep(0.05)
    raise AssertionError("Firefox does not say where it listens")
