"""A server that is killed while candidates submit: every receipt that was given is in the database, none twice."""

from __future__ import annotations

import contextlib
import itertools
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from runner import hiring
from runner.candidate import reached
from runner.catalog import load_problem
from runner.client import server
from runner.invitation import Link
from runner.model import OurFault
from runner.proving import Proving, verify_problem
from runner.workspace import Database
from sandbox.local import LocalEngine
from tests.runner.workspaces import LABEL, Office, problem_folder, zipped

CANDIDATES = 6
KILLS = 2


@contextlib.contextmanager
def a_server(office: Office, port: int, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    folder = str(office.desk.place.folder)
    command = [sys.executable, "-m", "runner.cli.main", "serve", "--port", str(port), "--workspace", folder, *more]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{port}/health").is_success:
                    break
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def a_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def keep_submitting(port: int, token: str, receipts: list[str], over: threading.Event) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as line:
        for number in itertools.count():
            if over.is_set():
                return
            try:
                answer = line.put("/v1/invitation/submissions", content=zipped(f"x = {number}\n"))
                if answer.status_code == 200:
                    receipts.append(answer.json()["digest"])
            except httpx.HTTPError:
                time.sleep(0.05)  # nobody is there just now


@pytest.mark.slow
def test_a_receipt_once_given_means_that_the_submission_is_there(office):
    office.clock.now = datetime.now(UTC)  # a server of its own has the machine's clock
    names = [f"load{number}" for number in range(CANDIDATES)]
    office.publish("load", hidden="counts", release="after-review")
    office.begin(*names, to="load")
    port, over = a_port(), threading.Event()
    receipts: dict[str, list[str]] = {name: [] for name in names}
    threads = [
        threading.Thread(target=keep_submitting, args=(port, office.tokens[name], receipts[name], over))
        for name in names
    ]
    for thread in threads:
        thread.start()
    for wanted in range(1, KILLS + 1):
        with a_server(office, port) as server:
            while sum(map(len, receipts.values())) < 12 * wanted:
                time.sleep(0.01)
            server.kill()
    over.set()
    for thread in threads:
        thread.join()
    with Database(office.desk.place.url) as database, database.connection() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, digest FROM submission JOIN candidate ON candidate.id = candidate_id"
        ).all()
    kept = {name: {digest for who, digest in rows if who == name} for name in names}
    assert len(rows) == sum(map(len, kept.values()))
    for name in names:
        assert set(receipts[name]) <= kept[name]


def test_a_client_waits_for_a_server_that_comes_back_and_hands_in_once(office, monkeypatch):
    office.clock.now = datetime.now(UTC)  # a server of its own has the machine's clock
    office.publish("load", hidden="counts", release="after-review")
    office.begin("late", to="load")
    port = a_port()
    link = Link(server=f"http://127.0.0.1:{port}", folder=None, token=office.tokens["late"])
    monkeypatch.setattr(server, "_WAITS", (0.0,))
    with reached(link) as host, pytest.raises(OurFault, match="same command again"):
        host.submit(zipped("x = 1"), practice=False)
    monkeypatch.setattr(server, "_WAITS", (0.1,) * 300)
    with a_server(office, port), reached(link) as host:
        first = host.submit(zipped("x = 1"), practice=False)
        assert (first.again, host.submit(zipped("x = 1"), practice=False).again) == (False, True)
    assert len(office.rows("submission")) == 1



@pytest.mark.slow
def test_a_server_that_is_killed_while_it_grades_grades_each_once(office, tmp_path):
    engine = LocalEngine()
    folder = problem_folder(tmp_path, cheap=True)
    verify_problem(folder, engine, Proving(choose=lambda _examples: ()))
    engine.close()
    office.clock.now = datetime.now(UTC)
    hiring.publish_round(office.desk, load_problem(folder, need_lock=True), name="cheap", label=LABEL)
    names = [f"guest{number}" for number in range(3)]
    office.begin(*names, to="cheap")
    for number, name in enumerate(names):
        slow = "import time\n\n\ndef mean_by_key(rows):\n    time.sleep(0.1)\n    return {key: v for key, v in rows}\n"
        office.submit(name, f"# {number}\n{slow}")
    lanes = ("--lanes", "1", "--engine", "local", "--trust-submissions")
    journal = office.desk.place.grading("cheap") / "journal.jsonl"
    for kills in (1, 2):
        with a_server(office, a_port(), *lanes):  # killed when the block is left
            while not journal.exists() or journal.read_bytes().count(b"\n") < kills:
                time.sleep(0.01)
        assert office.rows("grade") == []
    with a_server(office, a_port(), *lanes):
        while len(office.rows("grade")) < len(names) or journal.exists():
            time.sleep(0.05)
    assert [each.score for each in hiring.list_candidates(office.desk, "cheap").candidates] == [100.0] * len(names)
    assert len(office.rows("grade")) == len(names)
    assert [row.what for row in office.rows("event")].count("submit") == len(names)
