"""A round's brief for its letters, made once in a process for each round: it never changes after publication."""

from __future__ import annotations

import io
import threading

from runner.hiring.desk import Desk
from runner.hiring.letters import Enclosed
from runner.hiring.publishing import frozen_problem

_lock = threading.Lock()
_made: dict[tuple[str, str], Enclosed] = {}


def enclosed(desk: Desk, name: str) -> Enclosed:
    """Return the brief of a round, as a page and for paper."""
    key = (str(desk.database.url), name)
    with _lock:
        if key not in _made:
            _made[key] = _make(desk, name)
        return _made[key]


def _make(desk: Desk, name: str) -> Enclosed:
    from runner.briefs import brief_of, brief_pdf, write_brief_page  # what draws takes its time to import

    with frozen_problem(desk, name) as problem:
        brief = brief_of(problem)
        page = io.StringIO()
        write_brief_page(brief, page)
        return Enclosed(page=page.getvalue().encode(), paper=brief_pdf(brief).data)
