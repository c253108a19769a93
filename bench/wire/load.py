"""A keep-alive HTTP client over asyncio, and the two ways to load a server: as fast as it answers, or at a set rate."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


class Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        head_end = self._received.find(b"\r\n\r\n")
        if head_end < 0 or self._answer is None:
            return
        head = bytes(self._received[:head_end]).lower()
        at = head.index(b"content-length:") + 15
        length = int(head[at:].split(b"\r\n", 1)[0])
        if len(self._received) >= head_end + 4 + length:
            body = bytes(self._received[head_end + 4 : head_end + 4 + length])
            del self._received[: head_end + 4 + length]
            self._answer.set_result(body)

    async def post(self, path: str, body: bytes) -> bytes:
        """The answer's body."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode("ascii") + body)
        return await self._answer

    def close(self) -> None:
        if self._transport:
            self._transport.close()


async def connect(port: int) -> Connection:
    """A connection to a server on loopback."""
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return connection


@dataclass(slots=True)
class Run:
    """What a load run saw. Latencies in seconds, one per answer; `refused` counts answers that were not infcode 0."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def quantile_ms(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


async def closed_loop(port: int, path: str, bodies: Sequence[bytes], connections: int) -> Run:
    """Every connection sends its next message as soon as the last was answered."""
    open_connections = [await connect(port) for _ in range(connections)]
    waiting = iter(bodies)
    run = Run(0.0)

    async def work(connection: Connection) -> None:
        for body in waiting:
            sent = time.perf_counter()
            note(run, await connection.post(path, body), time.perf_counter() - sent)

    began = time.perf_counter()
    await asyncio.gather(*(work(connection) for connection in open_connections))
    run.seconds = time.perf_counter() - began
    for connection in open_connections:
        connection.close()
    return run


async def at_rate(port: int, path: str, bodies: Sequence[bytes], connections: int, per_second: float) -> Run:
    """Messages leave by the clock, whether or not earlier ones were answered; a latency counts from when the message was due."""
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(await connect(port))
    run = Run(0.0)

    async def send(body: bytes, due: float) -> None:
        connection = await free.get()
        answer = await connection.post(path, body)
        free.put_nowait(connection)
        note(run, answer, time.perf_counter() - due)

    began = time.perf_counter()
    sending = []
    for number, body in enumerate(bodies):
        due = began + number / per_second
        pause = due - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        sending.append(asyncio.create_task(send(body, due)))
    await asyncio.gather(*sending)
    run.seconds = time.perf_counter() - began
    while not free.empty():
        free.get_nowait().close()
    return run


def note(run: Run, answer: bytes, latency: float) -> None:
    """Count one answer."""
    run.latencies.append(latency)
    if not answer.startswith(b'{"infcode":0,'):
        run.refused += 1
