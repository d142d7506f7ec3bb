"""Pieces of work that begin at the same moment, each on a database of its own, as processes have it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from runner.hiring import Desk
from runner.workspace import Database
from tests.runner.workspaces import Office


def at_once(office: Office, works: Sequence[Callable[[Desk], Any]]) -> list[Any]:
    """Do all of `works` at the same moment; returns what each returned, or the exception it raised."""
    came: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def work(number: int, do: Callable[[Desk], Any]) -> None:
        with Database(office.desk.place.url) as database:
            desk = replace(office.desk, database=database)
            with database.reading() as session:
                session.connection()  # connected before the gate opens
            gate.wait()
            try:
                came[number] = do(desk)
            except Exception as error:  # noqa: BLE001  (the test looks at it)
                came[number] = error

    threads = [threading.Thread(target=work, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came
