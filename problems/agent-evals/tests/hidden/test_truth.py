"""A judge that answers, fails, and answers what nobody asked for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import judge_answer

GOOD = {"correct": '{"verdict": "correct"}', "unsure": '{"verdict": "unsure"}', "incorrect": '{"verdict": "incorrect"}'}


class Bench:
    """A judge that follows a script of replies and errors, and notes what it was asked."""

    def __init__(self, *script):
        self.script = list(script)
        self.requests = []

    def judge(self, request):
        self.requests.append(dict(request))
        assert len(self.requests) <= len(self.script), "called again after the script had ended"
        step = self.script[len(self.requests) - 1]
        if isinstance(step, Exception):
            raise step
        return step

    def run(self, **limits):
        outcome = judge_answer(self.judge, "When?", "At nine", "It leaves at 9.", **limits)
        assert set(outcome) == {"verdict", "calls", "failures"}
        assert outcome["calls"] == len(self.requests)
        return outcome["verdict"], list(outcome["failures"])


def verdict_of(reply):
    """The verdict of a judge that always replies so."""
    verdict, failures = Bench(reply, reply).run(max_calls=2)
    assert failures == (["malformed"] * 2 if verdict is None else [])
    return verdict


STEPS = {"fails": ConnectionError("down"), "rambles": "It seems correct to me.", **GOOD}


@pytest.mark.points(2)
@given(kinds=st.lists(st.sampled_from(sorted(STEPS)), max_size=6), max_calls=st.integers(1, 6))
def test_asks_until_there_is_a_verdict(kinds, max_calls):
    """The judge is called until it gives a verdict or the calls are used up; each call without one has its word."""
    kinds = [*kinds, *["fails"] * 6]
    bench = Bench(*[STEPS[kind] for kind in kinds])
    expected, failures = None, []
    for kind in kinds[:max_calls]:
        if kind in GOOD:
            expected = kind
            break
        failures.append("failed" if kind == "fails" else "malformed")
    assert bench.run(max_calls=max_calls) == (expected, failures)
    assert [request["complaint"] for request in bench.requests] == [None, *failures][: len(bench.requests)]


def test_what_the_judge_is_asked():
    """Each call has question, reference and answer, and a complaint, and nothing else."""
    bench = Bench(TimeoutError("slow"), "?", GOOD["incorrect"])
    assert bench.run() == ("incorrect", ["failed", "malformed"])
    same = {"question": "When?", "reference": "At nine", "answer": "It leaves at 9."}
    assert bench.requests == [{**same, "complaint": word} for word in (None, "failed", "malformed")]


def test_three_calls_unless_told():
    """Without another limit three calls are made, and no verdict is no verdict."""
    bench = Bench(*[RuntimeError("down")] * 9)
    assert bench.run() == (None, ["failed"] * 3)


def test_any_exception_is_a_failure():
    """Whatever Exception the judge raises, the call failed and there is another."""
    for error in (
        ValueError("bad"),
        KeyError("verdict"),
        OSError("net"),
        TypeError("x"),
        StopAsyncIteration("y"),
        AttributeError("z"),
    ):
        assert Bench(error, GOOD["correct"]).run() == ("correct", ["failed"])


def test_what_is_no_exception_passes_through():
    """What is no Exception, such as SystemExit, is no failed call: it comes through, and the judge is not asked again."""
    asked = []

    def judge(request):
        asked.append(request["complaint"])
        if len(asked) == 1:
            raise ConnectionError("down")
        raise SystemExit("the operator stops it")

    with pytest.raises(SystemExit):
        judge_answer(judge, "When?", "At nine", "It leaves at 9.", max_calls=4)
    assert asked == [None, "failed"]


def test_unsure_is_a_verdict():
    """An unsure judge has answered and is not asked again."""
    assert Bench(GOOD["unsure"], GOOD["correct"]).run() == ("unsure", [])


def test_what_may_be_around_the_object():
    """Whitespace and one code fence may be around the object, and other keys in it, with any character in their texts."""
    for verdict in GOOD:
        plain = json.dumps({"reason": "says {so}", "verdict": verdict, "score": [0.7, None]})
        long = json.dumps({"verdict": verdict, "reason": "a\nb"}, indent=2)
        wide = json.dumps({"verdict": verdict, "reason": "Nine\u2028o’clock"}, ensure_ascii=False)
        for reply in (
            plain,
            long,
            f"\n  {plain} \n\n",
            f"```json\n{plain}\n```",
            f" ```\n{long}\n```\n",
            f"```JSON \n\n{plain}\n\n```",
            f"``` json\n{plain}\n```",
            f"```json5, strictly\n{long}\n```",
            wide,
            f"```json\n{wide}\n```",
        ):
            assert verdict_of(reply) == verdict


def test_prose_around_the_object():
    """Prose before or after the object is malformed, and so is half an object, or a fence without lines of its own."""
    good = GOOD["correct"]
    for reply in (
        f"Sure! {good}",
        f"{good} Hope this helps.",
        f"{good}{good}",
        "correct",
        "",
        " ",
        good[:-1],
        f"```json\n{good}",
        f"{good}\n```",
        f"```{good}```",
        f"```json {good}```",
        f"```json\n{good}```",
        good.replace('"', "'"),
    ):
        assert verdict_of(reply) is None


def test_other_verdicts():
    """Another verdict, in another case or of another type, is malformed, and so is none."""
    for verdict in ("Correct", " correct", "true", "", None, True, 1, ["correct"], {"correct": 1}, "partially correct"):
        assert verdict_of(json.dumps({"verdict": verdict})) is None
    assert verdict_of('{"Verdict": "correct"}') is None
    assert verdict_of("{}") is None


def test_other_json():
    """JSON that is no object is malformed."""
    for value in ("correct", ["correct"], [{"verdict": "correct"}], ["verdict"], 1, None, True, 2.5):
        assert verdict_of(json.dumps(value)) is None


def test_what_parsers_choke_on():
    """A reply that is nested too deeply, or a number that is too long, for a parser is malformed like any other."""
    deep = 50_000
    for reply in (
        "[" * deep,
        "[" * deep + "]" * deep,
        '{"verdict": ' * deep + '"correct"' + "}" * deep,
        '{"verdict": ' + "7" * 6000 + "}",
        "7" * 6000,
    ):
        assert verdict_of(reply) is None


def test_what_is_not_a_string():
    """A reply that is no string is malformed, even if the object is in it."""
    for reply in (None, {"verdict": "correct"}, b'{"verdict": "correct"}', ["correct"], 3, True):
        assert verdict_of(reply) is None


def test_one_call():
    """With one call allowed there is no second one."""
    assert Bench("?", GOOD["correct"]).run(max_calls=1) == (None, ["malformed"])


def test_limits_below_one():
    """A limit below 1 raises ValueError, and the judge is not called."""
    for max_calls in (0, -1):
        bench = Bench(GOOD["correct"])
        with pytest.raises(ValueError):
            bench.run(max_calls=max_calls)
        assert bench.requests == []
