"""Cases, runs and the summary; the judge replies by what stands in the answer."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import evaluate

WORDS = {"pass": "correct", "fail": "incorrect", "unknown": "unsure"}
GOOD_CALL = {"tool": "book", "arguments": {"seat": "1C"}}


class Judge:
    """Says what the answer's last word is, or nothing sensible; counts its calls and notes the questions."""

    def __init__(self):
        self.calls = 0
        self.asked = []

    def __call__(self, request):
        self.calls += 1
        if request["complaint"] is None:
            self.asked.append(request["question"])
        word = request["answer"].split()[-1]
        if word == "down":
            raise ConnectionError("down")
        return f'{{"verdict": "{word}"}}'


def judged_by(judge):
    return lambda request: judge(request)


def row(number, text="not asked", tools="not asked", truth="not asked", overall="pass"):
    return {"id": number, "text": text, "tools": tools, "truth": truth, "overall": overall}


outcomes = st.tuples(
    st.sampled_from(["not asked", "pass", "fail"]),
    st.sampled_from(["not asked", "pass", "fail"]),
    st.sampled_from(["not asked", "pass", "fail", "unknown", "down"]),
    st.sampled_from([True, True, True, False]),
).filter(lambda outcome: set(outcome[:3]) != {"not asked"})


def summary_of(values):
    counts = {word: values.count(word) for word in ("pass", "fail", "unknown")}
    known = counts["pass"] + counts["fail"]
    return {**counts, "rate": counts["pass"] / known if known else None}


@pytest.mark.points(3)
@given(wanted=st.lists(outcomes, max_size=6), max_calls=st.integers(1, 3))
def test_any_outcomes(wanted, max_calls):
    """Each case has its outcomes, the summary counts them, and unknown is neither right nor wrong."""
    cases, runs, rows, calls, asked = [], {}, [], 0, []
    for number, (text, tools, truth, finished) in enumerate(wanted):
        case = {"id": f"case {number}", "question": f"question {number}"}
        if text != "not asked":
            case["must"] = ["seat"] if text == "pass" else ["refund"]
        if tools != "not asked":
            case["calls"] = [GOOD_CALL if tools == "pass" else {"tool": "cancel"}]
        if truth != "not asked":
            case["reference"] = "window"
        cases.append(case)
        truth_now = "unknown" if truth == "down" else truth
        if finished:
            runs[case["id"]] = {"text": f"your seat is {WORDS.get(truth, truth)}", "calls": [GOOD_CALL]}
            calls += {"not asked": 0, "down": max_calls}.get(truth, 1)
            asked += [case["question"]] if truth != "not asked" else []
            values = [text, tools, truth_now]
        else:
            values = ["not asked" if value == "not asked" else "fail" for value in (text, tools, truth)]
        overall = "fail" if "fail" in values else "unknown" if "unknown" in values else "pass"
        rows.append(row(case["id"], *values, overall))
    judge = Judge()
    report = evaluate(cases, runs, judged_by(judge), max_calls=max_calls)
    assert set(report) == {"cases", "summary", "judge_calls"}
    assert [dict(each) for each in report["cases"]] == rows
    assert report["judge_calls"] == judge.calls == calls
    assert judge.asked == asked
    assert set(report["summary"]) == {"text", "tools", "truth", "overall"}
    for name in ("text", "tools", "truth", "overall"):
        assert report["summary"][name] == pytest.approx(summary_of([each[name] for each in rows]), abs=1e-9)


def test_no_cases():
    """Without cases there is nothing to count, and no rate."""
    report = evaluate([], {}, judged_by(Judge()))
    assert list(report["cases"]) == []
    assert report["judge_calls"] == 0
    for name in ("text", "tools", "truth", "overall"):
        assert report["summary"][name] == {"pass": 0, "fail": 0, "unknown": 0, "rate": None}


def test_no_calls_may_be_asked_for():
    """An empty list of calls asks that nothing be called; empty phrases, and a limit of 0 or None, ask as well."""
    cases = [
        {"id": "quiet", "question": "?", "calls": []},
        {"id": "busy", "question": "?", "calls": []},
        {"id": "loose", "question": "?", "must": []},
        {"id": "mute", "question": "?", "max_words": 0},
        {"id": "free", "question": "?", "max_words": None},
        {"id": "empty", "question": "?", "reference": ""},
    ]
    runs = {case["id"]: {"text": "done correct", "calls": []} for case in cases}
    runs["busy"]["calls"] = [GOOD_CALL]
    report = evaluate(cases, runs, judged_by(Judge()))
    assert [dict(each) for each in report["cases"]] == [
        row("quiet", tools="pass"),
        row("busy", tools="fail", overall="fail"),
        row("loose", text="pass"),
        row("mute", text="fail", overall="fail"),
        row("free", text="pass"),
        row("empty", truth="pass"),
    ]


def test_modes():
    """A case's calls are matched in its mode, exactly unless it has one."""
    calls = [{"tool": "find", "arguments": {}}, GOOD_CALL, {"tool": "mail", "arguments": {}}]
    wanted = {
        "exact": [{"tool": "book"}],
        "subsequence": [{"tool": "find"}, {"tool": "mail"}],
        "subset": [{"tool": "mail"}, {"tool": "find"}],
    }
    cases = [{"id": mode, "question": "?", "calls": pattern, "mode": mode} for mode, pattern in wanted.items()]
    cases.append({"id": "default", "question": "?", "calls": [{"tool": "find"}]})
    report = evaluate(cases, {case["id"]: {"text": "", "calls": calls} for case in cases}, judged_by(Judge()))
    assert [each["tools"] for each in report["cases"]] == ["fail", "pass", "pass", "fail"]


def test_all_rules_for_text():
    """All of a case's rules for text count."""
    cases = [
        {"id": "a", "question": "?", "must": ["seat"], "must_not": ["free"], "max_words": 3},
        {"id": "b", "question": "?", "must_not": ["seat"]},
        {"id": "c", "question": "?", "must": ["seat"], "max_words": 2},
    ]
    runs = {name: {"text": "Your seat: 1C", "calls": []} for name in "abc"}
    runs["a"]["text"] = "Seat 1C"
    report = evaluate(cases, runs, judged_by(Judge()))
    assert [each["text"] for each in report["cases"]] == ["pass", "fail", "fail"]


def test_runs_that_crashed():
    """A run that is missing or None fails in all that is asked, whatever it is, and no judge is called."""
    case = {"question": "?", "must_not": ["sorry"], "calls": [], "reference": "x"}
    judge = Judge()
    report = evaluate([{"id": "gone", **case}, {"id": "none", **case}], {"none": None}, judged_by(judge))
    assert [dict(each) for each in report["cases"]] == [
        row(name, "fail", "fail", "fail", "fail") for name in ("gone", "none")
    ]
    assert judge.calls == report["judge_calls"] == 0


def test_a_run_without_words_and_calls():
    """A run with an empty text and no calls did not crash: it is checked, and the judge is asked about the empty text."""
    answers = []

    def judge(request):
        answers.append(request["answer"])
        return '{"verdict": "correct"}'

    case = {"id": "x", "question": "?", "must_not": ["sorry"], "calls": [], "reference": "silence"}
    report = evaluate([case], {"x": {"text": "", "calls": []}}, judge)
    assert dict(report["cases"][0]) == row("x", "pass", "pass", "pass", "pass")
    assert answers == [""]
    assert report["judge_calls"] == 1


def test_cases_that_are_equal_but_for_their_ids():
    """The judge is called for each case, for equal ones too, and each has the verdict that was given for it."""
    replies = ["correct", "incorrect", "unsure"]

    def judge(request):
        return f'{{"verdict": "{replies.pop(0)}"}}'

    cases = [{"id": name, "question": "Which seat?", "reference": "1C"} for name in "abc"]
    report = evaluate(cases, {name: {"text": "Seat 1C", "calls": []} for name in "abc"}, judge)
    assert [each["truth"] for each in report["cases"]] == ["pass", "fail", "unknown"]
    assert report["judge_calls"] == 3


def test_the_judge_is_asked_whatever_else_failed():
    """The judge sees the question, the reference and the run's text, also where text and tools have failed."""
    requests = []

    def judge(request):
        requests.append(dict(request))
        return '{"verdict": "correct"}'

    case = {"id": "x", "question": "Which seat?", "must": ["aisle"], "calls": [{"tool": "none"}], "reference": "1C"}
    report = evaluate([case], {"x": {"text": "Seat 1C", "calls": []}}, judge)
    assert dict(report["cases"][0]) == row("x", "fail", "fail", "pass", "fail")
    assert requests == [{"question": "Which seat?", "reference": "1C", "answer": "Seat 1C", "complaint": None}]


def test_what_cannot_be_evaluated():
    """An id that is there twice, a case that asks nothing and a run of no case, crashed or not, raise ValueError."""
    case, run = {"id": "a", "question": "?", "must": ["x"]}, {"text": "x", "calls": []}
    for cases, runs in (
        ([case, dict(case)], {"a": run}),
        ([case, {"id": "b", "question": "?", "mode": "exact"}], {"a": run, "b": run}),
        ([case], {"a": run, "A": run}),
        ([case], {"a": run, "b": None}),
    ):
        with pytest.raises(ValueError):
            evaluate(cases, runs, judged_by(Judge()))


def test_arguments_stay_as_they_are(inout):
    """Neither cases nor runs are changed."""
    cases = [
        {"id": "a", "question": "?", "must": ["x"], "calls": [{"tool": "t", "arguments": {"n": [1]}}], "reference": "x"}
    ]
    runs = {"a": {"text": "x correct", "calls": [{"tool": "t", "arguments": {"n": [1]}}]}}
    before = copy.deepcopy((cases, runs))
    evaluate(inout(cases), inout(runs), judged_by(Judge()))
    assert (cases, runs) == before
