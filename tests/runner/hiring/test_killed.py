"""A process is killed while it hands in: every receipt that it gave is in the database, in a file and in PostgreSQL."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

from runner import hiring
from tests.runner.workspaces import Office

ROOT = Path(__file__).parents[3]
LOOP = """
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from runner.hiring import Desk, receive, taking_part
from runner.model import SourceFile, Submission
from runner.workspace import Database, read_place
taking_part.read_submission = lambda modules, data: Submission(
    candidate="candidate", files=(SourceFile(path="solution.py", data=data),), decisions="")
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
place = read_place(Path(sys.argv[1]))
with Database(place.url) as database:
    desk = Desk(place=place, database=database, who="candidate", clock=lambda: NOW)
    for number in count():
        print(receive(desk, sys.argv[2], f"a = {number}".encode() * 500).digest, flush=True)
"""


def killed_after(office: Office, receipts: int, *, wait_seconds: float) -> list[str]:
    """Return the digests of the receipts that a process gave until it was killed, some time after the so-manieth."""
    command = [sys.executable, "-c", LOOP, str(office.desk.place.folder), office.tokens["ana"]]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = [process.stdout.readline() for _ in range(receipts)]
        killer = threading.Timer(wait_seconds, process.send_signal, args=(signal.SIGKILL,))
        killer.start()
        rest = process.stdout.read()
        killer.join()
    return [line.strip() for line in ("".join(first) + rest).splitlines(keepends=True) if line.endswith("\n")]


def test_every_receipt_that_was_given_is_kept(office: Office) -> None:
    office.publish()
    office.begin("ana")
    given = killed_after(office, 5, wait_seconds=0.0137)
    kept = [row.digest for row in office.rows("submission")]
    assert len(given) >= 5
    assert kept[: len(given)] == given
    assert len(kept) - len(given) in (0, 1)  # one may be kept whose receipt was not told any more
    assert [row.what for row in office.rows("event")].count("submit") == len(kept)
    assert [row.number for row in office.rows("submission")] == list(range(1, len(kept) + 1))
    assert hiring.standing(office.desk, office.tokens["ana"]).submissions[-1].number == len(kept)
    assert office.submit("ana", "a = 1").number == len(kept) + 1
