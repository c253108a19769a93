"""`make run`: the database, the demo area once, then the web server, until Ctrl-C; nothing is left running behind it."""

import asyncio
import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.process import BaseProcess

import uvicorn
from rich.cells import set_cell_size
from rich.console import Console
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from yimatong.app.database import database, database_address
from yimatong.app.logs import set_up_logs
from yimatong.app.progress import Progress, shown
from yimatong.app.settings import Settings, read_settings, session_secret

BACKLOG = 1024
GRACE_S = 10
NAME_WIDTH = 32
ADDRESSES = (
    ("入口 Start", "/"),
    ("参保人 Citizen", "/citizen"),
    ("收费窗口 Counter", "/counter"),
    ("医保经办 Bureau", "/bureau"),
    ("接口文档 API", "/api"),
    ("医院接口 Hospital interface", "/fsi/api/rsfComIfsService/callService/{infno}"),
)


class PortTaken(Exception):
    """Another program listens where we want to; the message names the port and how to choose another."""


def serve(settings: Settings) -> None:
    """Runs the platform until it is told to stop. PortTaken and PostgresUnavailable say why it cannot."""
    set_up_logs(settings.log_level)
    with ExitStack() as house:
        house.enter_context(_told_to_stop_like_ctrl_c())
        listener = house.enter_context(_listening(settings))
        with shown() as progress:
            url = house.enter_context(database(settings, progress, join=False))
            house.callback(_stop_undisturbed)
            asyncio.run(_prepare(settings, url, progress))
        threading.Thread(target=_announce, args=(settings,), daemon=True).start()
        with suppress(KeyboardInterrupt):
            _serve_requests(settings, listener)


def application() -> ASGIApp:
    """The web application of this process, over a database that is up. Each worker calls it once."""
    from yimatong.app.application import build_application
    from yimatong.app.wiring import Platform

    settings = read_settings()
    set_up_logs(settings.log_level)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_die_with_parent, args=(parent,), daemon=True).start()
    built = build_application(Platform(database_address(settings), settings, session_secret(settings)))
    gc.collect()
    gc.freeze()  # law, templates and specification live as long as the process; no collection need look at them again
    return built


async def _prepare(settings: Settings, url: str, progress: Progress) -> None:
    """Makes the demo area if it is not there yet."""
    from yimatong.app.demo import create_demo
    from yimatong.app.wiring import Platform

    async with Platform(url, settings, session_secret(settings)) as platform:
        await create_demo(platform, progress)


def _serve_requests(settings: Settings, listener: socket.socket) -> None:
    os.environ.update(settings.as_environment())  # workers are new processes and read their settings there
    config = uvicorn.Config(
        "yimatong.app.server:application", factory=True, workers=settings.workers, loop="uvloop", http="httptools", lifespan="on",
        backlog=BACKLOG, timeout_graceful_shutdown=GRACE_S, server_header=False, access_log=False, log_config=None,
    )  # fmt: skip
    if settings.workers == 1:
        uvicorn.Server(config).run(sockets=[listener])
    else:
        _Workers(config, [listener]).run()


class _Workers(Multiprocess):
    """A closed terminal means stop, not restart."""

    def handle_hup(self) -> None:
        self.handle_term()


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The address is taken before anything is started, so that a clash costs nothing."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise PortTaken(
                f"port {settings.port} on {settings.host} cannot be used ({error.strerror}); "
                f"choose another: make run PORT={settings.port % 65535 + 1}"
            ) from None
        listener.set_inheritable(True)
        yield listener


@contextmanager
def _told_to_stop_like_ctrl_c() -> Iterator[None]:
    """kill and a closed terminal stop us as Ctrl-C does, so that the database is stopped too."""
    handlers = {signal.SIGTERM: signal.default_int_handler, signal.SIGHUP: lambda *_: signal.raise_signal(signal.SIGTERM)}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def _stop_undisturbed() -> None:
    """From here on the database is being stopped; a second, impatient Ctrl-C must not leave it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _announce(settings: Settings) -> None:
    """Prints where to look, once somebody answers."""
    while not _answers(settings):
        time.sleep(0.05)
    console = Console(file=sys.stderr, highlight=False, soft_wrap=True)
    console.print("医码通 Yimatong")
    for name, path in ADDRESSES:
        console.print(f"  {set_cell_size(name, NAME_WIDTH)}{settings.address}{path}", markup=False)
    console.print("Ctrl-C 停止 stops.")


def _answers(settings: Settings) -> bool:
    try:
        with socket.create_connection((settings.host, settings.port), timeout=1):
            return True
    except OSError:
        return False


def _die_with_parent(parent: BaseProcess) -> None:
    """A worker whose parent was killed would keep the port; it stops itself instead."""
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
