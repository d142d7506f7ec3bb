"""What a workspace and its server bear: letters, a burst of submissions, a steady rate of them, a long list."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import insert, select

from runner.catalog import find_problem, load_problem
from runner.hiring import Desk, Guest, enclosed, guest, invite, list_candidates, publish_round
from runner.invitation import read_link
from runner.parcel import zip_bytes
from runner.workspace import CandidateRow, Database, GradeRow, SubmissionRow, bring_up_to_date, make_place
from tests.bench.sample import BenchFailed

PROBLEM, ROUND = "attention", "bench"
_START_SECONDS = 60.0
_TIMEOUT = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is asked: `burst` at once, then so many `steady` ones at `rate` a second; rows of a `listed` round."""

    invited: int = 1000
    burst: int = 200
    steady: int = 200
    rate: float = 20.0
    listed: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What came of it; seconds."""

    load: Load
    inviting: float
    burst: float
    receipts: int
    p95: float
    listing: float


def measure_serving(load: Load, say: Callable[[str], None]) -> Served:
    """Make a workspace in a folder that goes again, and measure it; one server process, SQLite."""
    with tempfile.TemporaryDirectory(prefix="prebrief-bench-") as folder:
        place = make_place(Path(folder) / "workspace")
        with Database(place.url) as database:
            bring_up_to_date(database)
            desk = Desk(place=place, database=database, who="bench")
            publish_round(desk, load_problem(find_problem(PROBLEM), need_lock=True), name=ROUND)
            tokens, inviting = _invite(desk, load, say)
            with _server(place.folder) as address:
                burst, receipts, p95 = asyncio.run(_load(address, tokens, load, say))
            listing = _listing(desk, load, say)
    return Served(load=load, inviting=inviting, burst=burst, receipts=receipts, p95=p95, listing=listing)


def serving_as_text(it: Served) -> str:
    """Return the figures beside what they must reach, for 2 cores."""
    lines = [
        "A workspace and its server                      measured   target",
        f"{it.load.invited} invitations                              {it.inviting:6.1f} s     10 s",
        f"{it.load.burst} submit at once, {it.receipts} got a receipt          {it.burst:6.1f} s     10 s",
        f"p95 of submit at {it.load.rate:g} a second                 {it.p95 * 1000:6.0f} ms   300 ms",
        f"listing a round of {it.load.listed} submissions         {it.listing * 1000:6.0f} ms   200 ms",
    ]
    return "\n".join(lines)


def _invite(desk: Desk, load: Load, say: Callable[[str], None]) -> tuple[list[str], float]:
    say(f"inviting {load.invited}")
    guests: list[Guest] = [guest(f"Candidate {n}", f"candidate{n}@example.org") for n in range(load.invited)]
    brief = enclosed(desk, ROUND)
    began = time.monotonic()
    sent = invite(desk, ROUND, guests, brief, starts=datetime.now(UTC))
    seconds = time.monotonic() - began
    if sent.trouble:
        raise BenchFailed(sent.trouble[0])
    return [read_link(each.link).token for each in sent.invited], seconds


async def _load(
    address: str, tokens: list[str], load: Load, say: Callable[[str], None]
) -> tuple[float, int, float]:
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=address, timeout=_TIMEOUT, limits=limits) as client:
        say(f"{load.burst} submit at once")
        busy = tokens[: max(load.burst, load.steady)]
        await asyncio.gather(*(client.post("/v1/invitation/start", headers=_bearer(token)) for token in busy))
        began = time.monotonic()
        answers = await asyncio.gather(*(_submit(client, token, "burst") for token in tokens[: load.burst]))
        seconds = time.monotonic() - began
        say(f"{load.steady} submit, {load.rate:g} a second")
        took = await _steadily(client, tokens[: load.steady], load.rate)
    receipts = sum(answer.is_success for answer in answers)
    return seconds, receipts, statistics.quantiles(took, n=20)[-1] if len(took) > 1 else took[0]


async def _steadily(client: httpx.AsyncClient, tokens: list[str], rate: float) -> list[float]:
    took: list[float] = []

    async def one(token: str) -> None:
        began = time.monotonic()
        (await _submit(client, token, "steady")).raise_for_status()
        took.append(time.monotonic() - began)

    tasks = []
    for token in tokens:
        tasks.append(asyncio.create_task(one(token)))
        await asyncio.sleep(1 / rate)
    await asyncio.gather(*tasks)
    return took


async def _submit(client: httpx.AsyncClient, token: str, what: str) -> httpx.Response:
    code = f"# {token[:8]} {what}\n" + "def attention(q, k, v):\n    return v\n" * 50
    body = zip_bytes({"solution.py": code.encode(), "DECISIONS.md": b"None.\n"})
    return await client.put("/v1/invitation/submissions", content=body, headers=_bearer(token))


def _listing(desk: Desk, load: Load, say: Callable[[str], None]) -> float:
    say(f"listing {load.listed} submissions")
    now = datetime.now(UTC)
    with desk.database.writing() as session:
        people = session.scalars(select(CandidateRow.id)).all()
        each = load.listed // len(people)
        rows = [
            {"candidate_id": who, "practice": False, "number": 1000 + n, "digest": f"{who}-{n}", "received_at": now,
             "size": 1, "archive": b"x" * 4096, "decisions": ""}
            for who in people for n in range(each)
        ]  # fmt: skip
        session.execute(insert(SubmissionRow), rows)
        grades = [
            {"submission_id": it, "problem_digest": "", "status": "graded", "score": 50.0, "reason": "",
             "record": "x" * 8192, "graded_at": now, "graded_by": "bench", "why": ""}
            for it in session.scalars(select(SubmissionRow.id))
        ]  # fmt: skip
        session.execute(insert(GradeRow), grades)
    took = []
    for _ in range(5):
        began = time.monotonic()
        list_candidates(desk, ROUND)
        took.append(time.monotonic() - began)
    return statistics.median(took)


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "runner.cli.main", "serve", "--port", str(port), "--workspace", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + _START_SECONDS
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{address}/health").is_success:
                    break
            if time.monotonic() > until or process.poll() is not None:
                raise BenchFailed("the server did not start")
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
