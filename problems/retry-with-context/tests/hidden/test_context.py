"""What the tool is told of earlier failures, and what GaveUp tells of all of them."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import GaveUp, call_with_retries

MANY_REPAIRS = 1500


class OverQuota(ConnectionError):
    """A vendor's own error."""


class BadArguments(ValueError):
    """A vendor's own error."""


class NotYours(PermissionError):
    """A vendor's own error."""


KINDS = {
    TimeoutError: "transient",
    OverQuota: "transient",
    ValueError: "repairable",
    BadArguments: "repairable",
    NotYours: "permanent",
    RuntimeError: "permanent",
}
RETRIED = [kind for kind, name in KINDS.items() if name != "permanent"]

messages = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=12)
failures = st.tuples(st.sampled_from(RETRIED), messages)


def record(number, kind, message):
    return {"call": number, "kind": KINDS[kind], "error": kind.__name__, "message": message}


def records(script):
    return [record(number, kind, message) for number, (kind, message) in enumerate(script, start=1)]


class Bench:
    """A tool that fails as the script says, then answers, and keeps a copy of every context it was given."""

    def __init__(self, script):
        self.script = list(script)
        self.contexts = []

    def tool(self, request, context):
        self.contexts.append(copy.deepcopy(context))
        if len(self.contexts) > len(self.script):
            return "answer"
        kind, message = self.script[len(self.contexts) - 1]
        raise kind(message)

    def run(self, **limits):
        limits = {"max_calls": 100, "budget_seconds": 1e6, **limits}
        return call_with_retries(
            self.tool, "request", clock=lambda: 0.0, sleep=lambda seconds: None, **limits
        )


@pytest.mark.points(2)
@given(script=st.lists(failures, max_size=9), context_size=st.integers(min_value=0, max_value=10))
def test_context_is_the_most_recent_failures(script, context_size):
    """Each call is given the context_size most recent failures, oldest first, with exactly the four keys."""
    bench = Bench(script)
    assert bench.run(context_size=context_size) == "answer"
    past = records(script)
    assert bench.contexts == [
        past[max(0, number - context_size) : number] for number in range(len(script) + 1)
    ]


def test_context_holds_three_failures_by_default():
    """By default the tool is told of the three most recent failures."""
    bench = Bench([(ValueError, text) for text in "abcde"])
    assert bench.run() == "answer"
    assert [[entry["message"] for entry in context] for context in bench.contexts] == [
        [],
        ["a"],
        ["a", "b"],
        ["a", "b", "c"],
        ["b", "c", "d"],
        ["c", "d", "e"],
    ]


def test_context_of_size_zero_is_empty():
    """With context_size=0 the tool is told of nothing, and GaveUp still holds everything."""
    script = [(ValueError, "first"), (TimeoutError, "second"), (NotYours, "third")]
    bench = Bench(script)
    with pytest.raises(GaveUp) as caught:
        bench.run(context_size=0)
    assert bench.contexts == [[], [], []]
    assert caught.value.history == records(script)


def test_context_is_a_list_of_dicts_of_plain_values():
    """The context is a list of dicts; call is an int, the others are str."""
    seen = []

    def tool(request, context):
        entries = [(type(entry), {key: type(value) for key, value in entry.items()}) for entry in context]
        seen.append((type(context), entries))
        if len(seen) == 1:
            raise BadArguments("currency: unknown code")
        return "answer"

    call_with_retries(tool, "request", clock=lambda: 0.0, sleep=lambda seconds: None)
    entry_types = {"call": int, "kind": str, "error": str, "message": str}
    assert seen == [(list, []), (list, [(dict, entry_types)])]


@given(
    script=st.lists(failures, max_size=6), last=st.sampled_from([NotYours, RuntimeError]), message=messages
)
def test_gave_up_holds_every_failure(script, last, message):
    """GaveUp.history holds every failure, oldest first and the last included, whatever context_size is."""
    whole = [*script, (last, message)]
    with pytest.raises(GaveUp) as caught:
        Bench(whole).run(context_size=2)
    assert caught.value.reason == "permanent"
    assert caught.value.calls == len(whole)
    assert caught.value.history == records(whole)


@pytest.mark.parametrize(
    ("reason", "last", "limits"),
    [
        ("permanent", (NotYours, "account 4711 belongs to somebody else"), {}),
        ("calls", (BadArguments, "cost centre: unknown"), {"max_calls": 2}),
        ("time", (OverQuota, "monthly quota used up"), {"budget_seconds": 1.0}),
    ],
)
def test_text_of_gave_up_says_why(reason, last, limits):
    """str(GaveUp) contains the reason and the last error's message, and history ends with that error."""
    settings = {"base_wait_seconds": 2.0, **limits}
    with pytest.raises(GaveUp) as caught:
        Bench([(ValueError, "the first try"), last]).run(**settings)
    assert caught.value.reason == reason
    assert reason in str(caught.value)
    assert last[1] in str(caught.value)
    assert caught.value.history[-1] == record(2, *last)


def test_history_keeps_the_kind_of_a_failure_that_used_up_the_calls():
    """A failure's kind is what its class says, also where the calls end with it."""
    script = [(TimeoutError, "late"), (BadArguments, "bad")]
    with pytest.raises(GaveUp) as caught:
        Bench(script).run(max_calls=2)
    assert caught.value.reason == "calls"
    assert caught.value.history == records(script)


@pytest.mark.parametrize(
    "error",
    [
        KeyError("row"),
        ValueError(),
        ValueError("row", 7),
        PermissionError(13, "read-only"),
        ValueError(12),
        ValueError("2 errors\namount: too precise\ndate: not a day\n"),
        RuntimeError("row refused: no such account; " * 50),
    ],
    ids=lambda error: repr(error)[:40],
)
def test_messages_are_the_text_of_the_error(error):
    """`message` is `str(error)`, whatever the error was made of."""

    def tool(request, context):
        raise error

    with pytest.raises(GaveUp) as caught:
        call_with_retries(tool, "request", clock=lambda: 0.0, sleep=lambda seconds: None, max_calls=1)
    assert caught.value.history[0]["message"] == str(error)
    assert str(error) in str(caught.value)


def test_gave_up_is_an_ordinary_exception():
    """GaveUp is an Exception, and none of the kinds of error that a retry around it would retry."""
    with pytest.raises(Exception) as caught:
        Bench([(RuntimeError, "no")]).run()
    assert type(caught.value).__name__ == "GaveUp"
    assert not isinstance(caught.value, (OSError, ValueError))


def test_failures_of_one_run_are_unknown_to_the_next():
    """Each call of call_with_retries starts with an empty context, full budgets and the first wait."""
    sleeps = []
    for _ in range(3):
        bench = Bench([(TimeoutError, "late"), (ValueError, "bad")])
        result = call_with_retries(bench.tool, "request", clock=lambda: 0.0, sleep=sleeps.append, max_calls=3)
        assert result == "answer"
        assert [len(context) for context in bench.contexts] == [0, 1, 2]
    assert sleeps == pytest.approx([0.5] * 3)


def test_long_repair_stays_quick():
    """A run of many repairs costs no more per call at its end than at its start, and forgets nothing."""
    script = [(BadArguments, f"row {number}: refused") for number in range(MANY_REPAIRS)]
    bench = Bench(script)
    with pytest.raises(GaveUp) as caught:
        bench.run(max_calls=MANY_REPAIRS, context_size=2)
    assert caught.value.history == records(script)
    assert [entry["call"] for entry in bench.contexts[-1]] == [MANY_REPAIRS - 2, MANY_REPAIRS - 1]
