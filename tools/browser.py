"""Chromium over its DevTools protocol: what screenshots and measurements need.

    with Browser(width=1280, height=800) as browser:
        browser.open("http://localhost:8069/odoo")
        browser.wait("document.querySelector('.o_list_view')")
        browser.save("page.png")

The browser is headless and has a profile folder of its own, removed at the end.
"""

import base64
import contextlib
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import websocket
from steps import SetupError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--remote-allow-origins=*",
    "--remote-debugging-port=0",
)
COMPLAINTS = ("error", "warning", "assert")
TIMEOUT = 60
PAUSE = 0.05
KEYS = {
    "Enter": 13,
    "Escape": 27,
    "Tab": 9,
    "ArrowUp": 38,
    "ArrowDown": 40,
}


class BrowserError(Exception):
    """The page did not do what was asked; the message says what."""


def executable():
    """Return the path of a Chromium, or raise with what to install."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise SetupError("no browser found. Install Debian's package “chromium”.")


class Browser:
    """One headless page.

    Args:
        width: of the window in pixels.
        height: of the window in pixels.
        dark: whether the page is told that the user prefers dark colours.
    """

    def __init__(self, width=1280, height=800, dark=False):
        self.size = width, height
        self.dark = dark
        self.messages = []
        self.requests = []
        self._numbers = itertools.count(1)

    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="bsi-browser-")
        width, height = self.size
        self.process = subprocess.Popen(
            [
                executable(),
                *SWITCHES,
                f"--window-size={width},{height}",
                f"--user-data-dir={self.profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.socket = websocket.create_connection(self._address(), timeout=TIMEOUT)
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")
        self.resize(width, height)
        if self.dark:
            feature = {"name": "prefers-color-scheme", "value": "dark"}
            self.call("Emulation.setEmulatedMedia", features=[feature])
        return self

    def __exit__(self, *_error):
        with contextlib.suppress(Exception):
            self.call("Browser.close")
        self.socket.close()
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.profile, ignore_errors=True)

    def _address(self):
        """Return the page's debugging address, as soon as the browser tells it."""
        port_file = Path(self.profile) / "DevToolsActivePort"
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, IndexError, StopIteration):
                port = port_file.read_text().splitlines()[0]
                with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
                    pages = json.load(answer)
                page = next(page for page in pages if page["type"] == "page")
                return page["webSocketDebuggerUrl"]
            time.sleep(PAUSE)
        raise BrowserError("the browser did not start")

    def call(self, method, **params):
        """Send a protocol command and return its result; keep events meanwhile."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._note(answer)

    def _note(self, event):
        """Keep console messages, uncaught errors and the requests to the server."""
        params = event.get("params", {})
        if event.get("method") == "Runtime.consoleAPICalled":
            words = [str(a.get("value", a.get("description"))) for a in params["args"]]
            self.messages.append((params["type"], " ".join(words)))
        elif event.get("method") == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            text = details.get("exception", {}).get("description", details["text"])
            self.messages.append(("error", text))
        elif event.get("method") == "Network.requestWillBeSent":
            self.requests.append(params["request"])

    def complaints(self):
        """Return the errors and warnings of the console so far."""
        self.evaluate("1")  # takes in what is waiting
        return [
            row for row in self.messages if row[0] in ("error", "warning", "assert")
        ]

    def resize(self, width, height):
        """Set the size of the page in pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def open(self, address):
        """Go to an address."""
        self.call("Page.navigate", url=address)

    def evaluate(self, source):
        """Return the value of a JavaScript expression; a promise is waited for."""
        result = self.call(
            "Runtime.evaluate",
            expression=source,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in result:
            raise BrowserError(f"{source}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, source, timeout=TIMEOUT):
        """Wait until a JavaScript expression is true."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            with contextlib.suppress(BrowserError):  # the page is being replaced
                if self.evaluate(f"!!({source})"):
                    return
            time.sleep(PAUSE)
        raise BrowserError(f"waited {timeout} s in vain for: {source}")

    def find(self, selector, text=None):
        """Return the expression of the first visible element, with a text if given."""
        return (
            f"[...document.querySelectorAll({json.dumps(selector)})].find(el => "
            f"el.getClientRects().length && el.textContent.includes("
            f"{json.dumps(text or '')}))"
        )

    def click(self, selector, text=None):
        """Wait for an element and click it with the mouse."""
        found = self.find(selector, text)
        self.wait(found)
        box = self.evaluate(
            f"(el => {{ el.scrollIntoView({{block: 'nearest'}});"
            "const r = el.getBoundingClientRect();"
            f"return [r.x + r.width / 2, r.y + r.height / 2]; }})({found})"
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent",
                type=kind,
                x=box[0],
                y=box[1],
                button="none" if kind == "mouseMoved" else "left",
                clickCount=1,
            )

    def press(self, key):
        """Press a key: a letter, a digit or one of KEYS."""
        code = KEYS.get(key, ord(key[0].upper()))
        text = {"text": "\r" if key == "Enter" else key} if key not in KEYS else {}
        if key == "Enter":
            text = {"text": "\r"}
        common = {"key": key, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", **common, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def write(self, text):
        """Type a text into what has the focus."""
        self.call("Input.insertText", text=text)

    def save(self, path, clip=None):
        """Write a picture of the page as PNG.

        Args:
            path: the file.
            clip: ``(x, y, width, height)`` in pixels; all by default.
        """
        options = {}
        if clip:
            box = dict(zip(("x", "y", "width", "height"), clip, strict=True))
            options = {"clip": {**box, "scale": 1}}
        picture = self.call("Page.captureScreenshot", format="png", **options)
        Path(path).write_bytes(base64.b64decode(picture["data"]))
