"""The server is killed twenty times in the middle of the work, its database some of those times too: no bill is half done, the
books stay at zero, and every message sent again is answered with the same bytes."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import psycopg
import pytest

from tests.crash.hospital import Hospital, post
from yimatong.app.embedded_postgres import EmbeddedPostgres
from yimatong.benefits.core.year_book import YearBook, plus

KILLS = int(os.environ.get("YIMATONG_KILLS", "20"))
DATABASE_KILLED_EVERY = 5
HOSPITALS = 4
START_LIMIT_S = 90
PROGRAM = [str(Path(sys.executable).with_name("yimatong"))]

pytestmark = pytest.mark.crash


def test_twenty_kills_lose_nothing_and_do_nothing_twice(server_folder: Path) -> None:
    port, environment = free_port(), os.environ | {"YIMATONG_DATA": str(server_folder), "YIMATONG_LOG_LEVEL": "error"}
    environment |= {"PORT": str(port)}
    server = start(environment, port)
    hospitals, stop = hospitals_of(environment, port)
    threads = [threading.Thread(target=hospital.play) for hospital in hospitals]
    for thread in threads:
        thread.start()
    chance = Random(20)
    for kill in range(1, KILLS + 1):
        time.sleep(chance.uniform(0.3, 0.9))
        if kill % DATABASE_KILLED_EVERY == 0:
            kill_database(server_folder)
        server.send_signal(signal.SIGKILL)
        server.wait()
        server = start(environment, port)
    time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join(90)
    try:
        assert not any(thread.is_alive() for thread in threads)
        every_message_is_answered_with_the_same_bytes(hospitals, port)
        nothing_is_half_done(EmbeddedPostgres(server_folder / "postgres").url, hospitals)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def every_message_is_answered_with_the_same_bytes(hospitals: list[Hospital], port: int) -> None:
    sent = [message for hospital in hospitals for message in hospital.sent]
    assert len(sent) > 4 * KILLS, "there was too little work to kill"
    assert any(message.tries > 1 for message in sent), "no kill hit a message"
    for message in Random(1).sample(sent, min(len(sent), 400)):
        assert post(port, message.infno, message.body) == message.answer


def nothing_is_half_done(url: str, hospitals: list[Hospital]) -> None:
    with psycopg.connect(url) as connection:
        settled = connection.execute("SELECT count(*), count(DISTINCT encounter_id) FROM settlement.settlement").fetchone()
        assert settled == (sum(hospital.settled for hospital in hospitals),) * 2
        assert connection.execute("SELECT sum(amount) FROM ledger.posting").fetchone() == (0,)
        assert rows(connection, UNBALANCED) == []
        assert rows(connection, LINES_DIFFER) == []
        assert rows(connection, CHARGES_DIFFER) == []
        assert rows(connection, BALANCES_DIFFER) == []
        books: dict[tuple[int, str, int], YearBook] = {}
        for person, scheme, year, delta in rows(connection, DELTAS):
            one = msgspec.json.decode(delta, type=YearBook)
            books[person, scheme, year] = plus(books.get((person, scheme, year), YearBook()), one)
        stored = {
            (person, scheme, year): msgspec.json.decode(book, type=YearBook)
            for person, scheme, year, book in rows(connection, BOOKS)
        }
        assert stored == books


UNBALANCED = "SELECT act_id FROM ledger.posting GROUP BY act_id HAVING sum(amount) <> 0"
LINES_DIFFER = """
SELECT s.settlement_id FROM settlement.settlement s LEFT JOIN settlement.line l USING (settlement_id)
GROUP BY s.settlement_id HAVING s.total IS DISTINCT FROM sum(l.amount)
"""
CHARGES_DIFFER = """
SELECT c.encounter_id FROM care.charge c LEFT JOIN settlement.settlement s USING (settlement_id)
WHERE c.settlement_id IS NOT NULL GROUP BY c.encounter_id, s.total HAVING s.total IS DISTINCT FROM sum(c.amount)
"""
BALANCES_DIFFER = """
SELECT account FROM ledger.balance b LEFT JOIN ledger.posting p USING (account)
GROUP BY account, b.amount HAVING b.amount IS DISTINCT FROM sum(p.amount)
"""
DELTAS = "SELECT person_id, scheme, insurance_year, (record -> 'year_book_delta')::text FROM settlement.settlement"
BOOKS = "SELECT person_id, scheme, insurance_year, book::text FROM settlement.year_book"


def rows(connection: psycopg.Connection[Any], query: str) -> list[Any]:
    return connection.execute(query).fetchall()


def hospitals_of(environment: dict[str, str], port: int) -> tuple[list[Hospital], threading.Event]:
    shown = subprocess.run([*PROGRAM, "demo", "credentials", "--json"], env=environment, check=True, capture_output=True)
    area = json.loads(shown.stdout)
    people = [one for one in area["people"] if one["covered"] and one["area"] == "350100"][:60]
    institutions = [one for one in area["institutions"] if one["area"] == "350100" and one["level"] in ("3A", "2A", "community")]
    stop = threading.Event()
    return [Hospital(port, institutions[at], people, area["items"], at, stop) for at in range(HOSPITALS)], stop


def start(environment: dict[str, str], port: int) -> "subprocess.Popen[bytes]":
    server = subprocess.Popen([*PROGRAM, "run"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until = time.monotonic() + START_LIMIT_S
    while time.monotonic() < until:
        if server.poll() is not None:
            assert server.stderr
            pytest.fail(f"the platform did not start: {server.stderr.read().decode()[-800:]}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).read()
        except OSError:
            time.sleep(0.05)
        else:
            return server
    pytest.fail("the platform did not come up")


def kill_database(data: Path) -> None:
    """SIGKILL to the postmaster, as named in its own pid file."""
    for pid_file in data.rglob("postmaster.pid"):
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
