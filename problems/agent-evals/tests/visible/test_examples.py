"""The brief's examples."""

import pytest
from solution import agreement, check_text, evaluate, judge_answer, match_calls

FIND = {"tool": "find", "arguments": {"to": "Oslo", "seats": 2}}
BOOK = {"tool": "book", "arguments": {"fare": 120.0, "seat": "3A"}}


def test_check_text():
    found = check_text(
        "Your refund of 100 euros is on its way.", must=["refund of 10", "Euros"], must_not=["on its way"], max_words=20
    )
    assert [tuple(each) for each in found] == [("missing", "refund of 10"), ("forbidden", "on its way")]


def test_match_calls():
    some = [{"tool": "book", "arguments": {"fare": 120}, "more": True}]
    assert match_calls(some, [FIND, BOOK], "subsequence") == {"passed": True, "matched": 1}
    assert match_calls([{"tool": "find"}, {"tool": "book"}], [FIND, BOOK, BOOK], "exact") == {
        "passed": False,
        "matched": 2,
    }
    both = [{"tool": "find"}, {"tool": "find", "arguments": {"to": {"$any": True}, "seats": 2}}]
    assert match_calls(both, [FIND, FIND], "subset") == {"passed": True, "matched": 2}


def test_judge_answer():
    replies = iter([TimeoutError("busy"), "I think it is correct.", '{"verdict": "correct"}'])
    complaints = []

    def judge(request):
        complaints.append(request["complaint"])
        reply = next(replies)
        if isinstance(reply, Exception):
            raise reply
        return reply

    outcome = judge_answer(judge, "Fare?", "120", "It is 120 euros.")
    assert outcome["verdict"] == "correct"
    assert outcome["calls"] == 3
    assert list(outcome["failures"]) == ["failed", "malformed"]
    assert complaints == [None, "failed", "malformed"]


def test_agreement():
    found = agreement(["yes", "yes", "no", None], ["yes", "no", "no", "no"])
    assert (found["n"], found["skipped"]) == (3, 1)
    assert [found[key] for key in ("observed", "expected", "kappa")] == pytest.approx([2 / 3, 4 / 9, 0.4], abs=1e-9)


def test_evaluate():
    cases = [
        {"id": "fare", "question": "Fare?", "reference": "120", "calls": []},
        {"id": "refund", "question": "Refund, please", "must": ["refund"]},
    ]
    report = evaluate(cases, {"fare": {"text": "120 euros", "calls": []}}, lambda request: '{"verdict": "unsure"}')
    assert list(report["cases"]) == [
        {"id": "fare", "text": "not asked", "tools": "pass", "truth": "unknown", "overall": "unknown"},
        {"id": "refund", "text": "fail", "tools": "not asked", "truth": "not asked", "overall": "fail"},
    ]
    assert report["summary"]["overall"] == {"pass": 0, "fail": 1, "unknown": 1, "rate": 0.0}
    assert report["judge_calls"] == 1
