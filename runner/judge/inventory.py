"""The list of hidden tests: with titles, promises and points, and compared with the lock."""

import re
from collections.abc import Sequence

import pytest

from runner.judge.events import CollectedTest, bounded
from runner.judge.fault import JudgeFault
from runner.judge.grouping import Weighted, share_points
from runner.judge.marks import limit_of, refuse_misspelt, weight_of
from runner.judge.seeding import underlying
from runner.judge.timing import FIXTURES
from runner.model import Group

MAX_PROMISE = 300
MAX_NAMED = 5


def inventory(items: Sequence[pytest.Item], groups: Sequence[Group]) -> tuple[CollectedTest, ...]:
    """List collected tests; raises JudgeFault for marks or groups that are not well formed."""
    for item in items:
        refuse_misspelt(item)
        limit_of(item)
    shares = share_points(groups, [Weighted(id=item.nodeid, weight=weight_of(item)) for item in items])
    return tuple(
        CollectedTest(
            id=item.nodeid,
            group=shares[item.nodeid][0],
            points=shares[item.nodeid][1],
            title=title_of(item),
            promise=promise_of(item),
            measures=not FIXTURES.isdisjoint(getattr(item, "fixturenames", ())),
        )
        for item in items
    )


def title_of(item: pytest.Item) -> str:
    """Return the test's name as words; never its parameters, which can be inputs or answers."""
    name = getattr(item, "originalname", None) or item.name.partition("[")[0]
    if name == "runTest":  # a TestCase of one test is named by its class
        name = item.nodeid.split("::")[-2]
    return re.sub(r"^test_?", "", name).replace("_", " ").strip() or name


def promise_of(item: pytest.Item) -> str:
    """Return the first paragraph of the test's docstring on one line."""
    text = getattr(underlying(item), "__doc__", None)
    paragraph = re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0] if isinstance(text, str) else ""
    folded = " ".join(paragraph.split())
    return bounded(folded if len(folded) <= MAX_PROMISE else folded[: MAX_PROMISE - 1] + "…")


def check_lock(ids: Sequence[str], locked: Sequence[str] | None, *, notes: Sequence[str] = ()) -> None:
    """Raise JudgeFault where the list of tests is not the one that `verify` froze."""
    if locked is None or ids == list(locked):
        return
    missing = [each for each in locked if each not in set(ids)]
    extra = [each for each in ids if each not in set(locked)]
    parts = [
        *([f"missing: {_named(missing)}"] if missing else []),
        *([f"not in the lock: {_named(extra)}"] if extra else []),
        *notes[:MAX_NAMED],
    ]
    if missing or extra:
        raise JudgeFault(f"the hidden tests are not those of problem.lock ({'; '.join(parts)}); run `problem verify`")


def _named(ids: Sequence[str]) -> str:
    rest = f" and {len(ids) - MAX_NAMED} more" if len(ids) > MAX_NAMED else ""
    return ", ".join(ids[:MAX_NAMED]) + rest
