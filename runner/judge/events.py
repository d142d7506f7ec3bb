"""What the judge's worker tells the host, one event at a time; both ends parse them with this module.

    Collected, then per test Started and Decided, then Finished
    BoxLost      instead of a Decided: the box went away, and the worker stops
    JudgeFailed  at any time: our fault, or the problem's; the worker stops

Events are plain values; what a candidate wrote in them is bounded text, not yet escaped for display.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from runner.model import Measurement, MeasurementKind, Sample, Verdict

MAX_MESSAGE_BYTES = 4096
MAX_COUNTEREXAMPLE_BYTES = 2048
WHILE_READ = "the reading of the tests"  # in place of a test's id, where a file that is being read asks the submission


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedTest:
    """One hidden test as pytest found it; `points` is its share of its group's points.

    One that `measures` times the submission: it is run alone, beside a box with the reference.
    """

    id: str
    group: str
    points: float
    title: str
    promise: str
    measures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """The whole list of tests, also where only some of them are run."""

    tests: tuple[CollectedTest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A test begins (or `WHILE_READ`): if nothing follows within so many seconds, the judge hangs in it."""

    id: str
    within_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A test's verdict. `output` is what the guest printed; `peak_bytes` the box's peak where it is known.

    `measurements` are the races and growths that the test ran, those before its end included. `killed` says that the
    verdict is that of a guest which somebody outside of the box may have killed.
    """

    id: str
    verdict: Verdict
    message: str = ""
    counterexample: str = ""
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int | None = None
    examples_digest: str = ""
    output: str = ""
    measurements: tuple[Measurement, ...] = ()
    killed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxLost:
    """The box went away while this test ran (or `WHILE_READ`)."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The run is over; `recorded` is the interface that the tests used, where the job asked to record one.

    `preload` are the packages that the reference imported then: boxes can import them ahead of need.
    """

    recorded: dict[str, object] | None = None
    preload: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeFailed:
    """The tests could not be run as they should be; `reason` says why."""

    reason: str


Event = Collected | Started | Decided | BoxLost | Finished | JudgeFailed

_NAMES: dict[str, type[Event]] = {
    "collected": Collected,
    "test_started": Started,
    "test": Decided,
    "box_lost": BoxLost,
    "finished": Finished,
    "judge_failed": JudgeFailed,
}
_WORDS = {kind: word for word, kind in _NAMES.items()}


def to_plain(event: Event) -> dict[str, object]:
    """Write an event as a dictionary of plain values."""
    plain: dict[str, object] = {"event": _WORDS[type(event)], **asdict(event)}
    if isinstance(event, Decided):
        plain["verdict"] = event.verdict.value
        plain["measurements"] = [{**asdict(each), "kind": each.kind.value} for each in event.measurements]
    if isinstance(event, Collected):
        plain["tests"] = [asdict(test) for test in event.tests]
    return plain


def from_plain(plain: object) -> Event:
    """Read an event that `to_plain` wrote; raises ValueError for anything else."""
    if not isinstance(plain, Mapping):
        raise ValueError(f"an event is a dictionary, not {type(plain).__name__}")
    fields = {str(key): value for key, value in plain.items()}
    word = fields.pop("event", None)
    kind = _NAMES.get(word) if isinstance(word, str) else None
    if kind is None:
        raise ValueError(f"no event is called {word!r}")
    try:
        if kind is Collected:
            return Collected(tests=tuple(CollectedTest(**test) for test in fields.pop("tests")))
        if kind is Finished:
            fields["preload"] = tuple(fields.get("preload", ()))
        if kind is Decided:
            fields["verdict"] = Verdict(fields["verdict"])
            fields["measurements"] = tuple(_measurement(each) for each in fields.get("measurements", ()))
        return kind(**fields)
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"the event {word!r} is not well formed: {fault}") from fault


def _measurement(plain: Mapping[str, Any]) -> Measurement:
    samples = tuple(Sample(**sample) for sample in plain["samples"])
    return Measurement(**{**plain, "kind": MeasurementKind(plain["kind"]), "samples": samples})


def bounded(text: str, max_bytes: int = MAX_MESSAGE_BYTES) -> str:
    """Cut text to so many bytes of UTF-8 and replace lone surrogates; control characters stay, reports escape them."""
    data = text[: max_bytes + 1].encode("utf-8", "replace")
    if len(data) <= max_bytes:
        return data.decode("utf-8")
    return data[: max_bytes - 3].decode("utf-8", "ignore") + "…"
