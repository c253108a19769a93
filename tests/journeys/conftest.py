"""A platform that listens, as `make run` starts it, and a real browser to walk it with."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import _database
from yimatong.app.application import build_application
from yimatong.app.settings import read_settings
from yimatong.app.wiring import Platform

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
ARTEFACTS = Path(__file__).parent / "artefacts"
WAIT_S = 30


@pytest.fixture(scope="session")
def address(server_url: str, demo_template: str) -> Iterator[str]:
    """Where a platform over a fresh demo area listens."""
    for url in _database(server_url, demo_template):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            application = build_application(Platform(url, read_settings(), "a secret of the journeys"))
            server = uvicorn.Server(uvicorn.Config(application, log_config=None, lifespan="on"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
            thread.start()
            _wait_until_it_answers(server)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            server.should_exit = True
            thread.join(WAIT_S)


def _wait_until_it_answers(server: uvicorn.Server) -> None:
    ends = time.monotonic() + WAIT_S
    while not server.started:
        assert time.monotonic() < ends, "the platform did not start"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    """A real Chromium. The platform is up before it, because the driver keeps the thread's loop."""
    assert CHROMIUM is not None, "what needs a browser is skipped without one"
    ARTEFACTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()
