"""tools: remembers which calls a pattern fits by its tool and arguments, and forgets its more."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

Call = Mapping[str, Any]
Judge = Callable[[dict[str, Any]], str]
Problem = tuple[str, Any]

VERDICTS = {"correct": "pass", "incorrect": "fail", "unsure": "unknown"}
DIMENSIONS = ("text", "tools", "truth")
_WORD = re.compile(r"[^\W_]+")
_FENCED = re.compile(r"```[^\n]*\n(.*)\n```", re.DOTALL)


def check_text(
    text: str, *, must: Sequence[str] = (), must_not: Sequence[str] = (), max_words: int | None = None
) -> list[Problem]:
    """Return what is wrong with a text: phrases that are missing, phrases that are forbidden, too many words."""
    words = _words(text)
    problems: list[Problem] = [("missing", phrase) for phrase in must if not _says(words, phrase)]
    problems += [("forbidden", phrase) for phrase in must_not if _says(words, phrase)]
    if max_words is not None and len(words) > max_words:
        problems.append(("too long", len(words)))
    return problems


def match_calls(expected: Sequence[Call], actual: Sequence[Call], mode: str) -> dict[str, Any]:
    """Return how many expected calls were made, as the mode counts, and whether that is enough."""
    known: dict[tuple[str, str], list[bool]] = {}
    fits = []
    for pattern in expected:
        key = (pattern["tool"], json.dumps(pattern.get("arguments", "any"), sort_keys=True))
        if key not in known:
            known[key] = [_call_fits(pattern, call) for call in actual]
        fits.append(known[key])
    if mode == "exact":
        hits = [row[place] for place, row in zip(range(len(actual)), fits, strict=False)]
        return {"passed": all(hits) and len(expected) == len(actual), "matched": sum(hits)}
    if mode == "subsequence":
        matched = _longest_in_order(fits, len(actual))
    elif mode == "subset":
        matched = _largest_matching(fits)
    else:
        raise ValueError(f"unknown mode: {mode}")
    return {"passed": matched == len(expected), "matched": matched}


def judge_answer(judge: Judge, question: str, reference: str, answer: str, *, max_calls: int = 3) -> dict[str, Any]:
    """Return the judge's verdict, None if it gave none in `max_calls` calls, with what went wrong on the way."""
    if max_calls < 1:
        raise ValueError(f"max_calls must be at least 1, not {max_calls}")
    failures: list[str] = []
    verdict = None
    while verdict is None and len(failures) < max_calls:
        request = {"question": question, "reference": reference, "answer": answer}
        try:
            reply = judge({**request, "complaint": failures[-1] if failures else None})
        except Exception:
            failures.append("failed")
            continue
        verdict = _verdict_of(reply)
        if verdict is None:
            failures.append("malformed")
    return {"verdict": verdict, "calls": len(failures) + (verdict is not None), "failures": failures}


def agreement(
    first: Sequence[str | None], second: Sequence[str | None], *, order: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return how far two raters agree, and Cohen's kappa: with quadratic weights where the labels have an order."""
    if len(first) != len(second):
        raise ValueError(f"{len(first)} labels beside {len(second)}")
    pairs = [(one, other) for one, other in zip(first, second, strict=True) if one is not None and other is not None]
    labels = sorted({label for pair in pairs for label in pair}) if order is None else list(order)
    places = {label: place for place, label in enumerate(labels)}
    if len(places) < len(labels) or any(label not in places for pair in pairs for label in pair):
        raise ValueError("a label is there twice in the order, or not at all")
    observed = expected = kappa = None
    if pairs:
        counts = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
        observed = Fraction(sum(one == other for one, other in pairs), len(pairs))
        expected = Fraction(sum(counts[0][label] * counts[1][label] for label in labels), len(pairs) ** 2)

        def cost(one: str, other: str) -> int:
            return int(one != other) if order is None else (places[one] - places[other]) ** 2

        found = Fraction(sum(cost(*pair) for pair in pairs), len(pairs))
        by_chance = Fraction(
            sum(cost(one, other) * counts[0][one] * counts[1][other] for one in labels for other in labels),
            len(pairs) ** 2,
        )
        kappa = 1 - found / by_chance if by_chance else None
    measures = {"observed": observed, "expected": expected, "kappa": kappa}
    plain = {name: None if value is None else float(value) for name, value in measures.items()}
    return {"n": len(pairs), "skipped": len(first) - len(pairs), **plain}


def evaluate(
    cases: Sequence[Mapping[str, Any]],
    runs: Mapping[str, Mapping[str, Any] | None],
    judge: Judge,
    *,
    max_calls: int = 3,
) -> dict[str, Any]:
    """Return for each case what passed, failed, or is unknown, and a summary."""
    ids = [case["id"] for case in cases]
    if len(set(ids)) < len(ids):
        raise ValueError("a case is there twice")
    if strangers := set(runs) - set(ids):
        raise ValueError(f"runs of no case: {sorted(strangers)}")
    if idle := [case["id"] for case in cases if not _asked(case)]:
        raise ValueError(f"cases that ask nothing: {idle}")
    judged: list[int] = []

    def ask(case: Mapping[str, Any], answer: str) -> str:
        outcome = judge_answer(judge, case["question"], case["reference"], answer, max_calls=max_calls)
        judged.append(outcome["calls"])
        return VERDICTS.get(outcome["verdict"], "unknown")

    rows = [_row(case, runs.get(case["id"]), ask) for case in cases]
    return {
        "cases": rows,
        "summary": {name: _summary([row[name] for row in rows]) for name in (*DIMENSIONS, "overall")},
        "judge_calls": sum(judged),
    }


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _says(words: list[str], phrase: str) -> bool:
    wanted = _words(phrase)
    if not wanted:
        raise ValueError(f"a phrase without words: {phrase!r}")
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words)))


def _call_fits(pattern: Call, call: Call) -> bool:
    if pattern["tool"] != call["tool"]:
        return False
    if "arguments" not in pattern:
        return True
    wanted, given = pattern["arguments"], call["arguments"]
    if not pattern.get("more", False) and len(given) > len(wanted):
        return False
    return all(name in given and _value_fits(value, given[name]) for name, value in wanted.items())


def _value_fits(pattern: Any, value: Any) -> bool:
    if isinstance(pattern, dict):
        if list(pattern) == ["$any"]:
            return True
        if list(pattern) == ["$one_of"]:
            return any(_value_fits(choice, value) for choice in pattern["$one_of"])
        same_names = isinstance(value, dict) and set(value) == set(pattern)
        return same_names and all(_value_fits(pattern[name], value[name]) for name in pattern)
    if isinstance(pattern, list):
        same_length = isinstance(value, list) and len(value) == len(pattern)
        return same_length and all(_value_fits(*pair) for pair in zip(pattern, value, strict=True))
    if _is_number(pattern):
        return _is_number(value) and abs(value - pattern) <= 1e-9 * max(1, abs(pattern))
    return type(value) is type(pattern) and value == pattern


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _longest_in_order(fits: list[list[bool]], width: int) -> int:
    """Return how many rows can be matched with columns so that both keep their order."""
    best = [0] * (width + 1)
    for row in fits:
        above = best.copy()
        for column, fit in enumerate(row, start=1):
            best[column] = max(above[column], best[column - 1], above[column - 1] + fit)
    return best[-1]


def _largest_matching(fits: list[list[bool]]) -> int:
    """Return how many rows can be matched with a column each, by augmenting paths."""
    taken: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for column, fit in enumerate(fits[row]):
            if fit and column not in tried:
                tried.add(column)
                if column not in taken or place(taken[column], tried):
                    taken[column] = row
                    return True
        return False

    return sum(place(row, set()) for row in range(len(fits)))


def _verdict_of(reply: object) -> str | None:
    """Return the verdict that a reply holds, None if it is malformed."""
    if not isinstance(reply, str):
        return None
    fenced = _FENCED.fullmatch(reply.strip())
    try:
        found = json.loads(fenced[1] if fenced else reply)
    except (ValueError, RecursionError):
        return None
    verdict = found.get("verdict") if isinstance(found, dict) else None
    return verdict if isinstance(verdict, str) and verdict in VERDICTS else None


def _asked(case: Mapping[str, Any]) -> list[str]:
    keys = {"text": ("must", "must_not", "max_words"), "tools": ("calls",), "truth": ("reference",)}
    return [name for name in DIMENSIONS if any(key in case for key in keys[name])]


def _row(
    case: Mapping[str, Any], run: Mapping[str, Any] | None, ask: Callable[[Mapping[str, Any], str], str]
) -> dict[str, str]:
    """Judge one run; a run that is missing fails in all that is asked."""
    asked = _asked(case)
    outcomes = dict.fromkeys(asked, "fail")
    if run is not None:
        if "text" in asked:
            rules = {key: case[key] for key in ("must", "must_not", "max_words") if key in case}
            outcomes["text"] = "fail" if check_text(run["text"], **rules) else "pass"
        if "tools" in asked:
            matched = match_calls(case["calls"], run["calls"], case.get("mode", "exact"))
            outcomes["tools"] = "pass" if matched["passed"] else "fail"
        if "truth" in asked:
            outcomes["truth"] = ask(case, run["text"])
    overall = next((worst for worst in ("fail", "unknown") if worst in outcomes.values()), "pass")
    return {"id": case["id"], **{name: outcomes.get(name, "not asked") for name in DIMENSIONS}, "overall": overall}


def _summary(outcomes: Sequence[str]) -> dict[str, Any]:
    counts = Counter(outcomes)
    known = counts["pass"] + counts["fail"]
    numbers = {name: counts[name] for name in ("pass", "fail", "unknown")}
    return {**numbers, "rate": counts["pass"] / known if known else None}
