"""Structural matching for values, recursion with a cache for order, augmenting paths over sets, a class for the report."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from itertools import groupby, product


class Words(tuple):
    @classmethod
    def of(cls, text: str) -> Words:
        return cls("".join(group) for word, group in groupby(text.casefold(), str.isalnum) if word)

    def says(self, phrase: str) -> bool:
        wanted = Words.of(phrase)
        if not wanted:
            raise ValueError("phrase without words")
        size = len(wanted)
        return any(tuple(self[at : at + size]) == tuple(wanted) for at in range(len(self) - size + 1))


def check_text(text, *, must=(), must_not=(), max_words=None):
    words = Words.of(text)
    said = {phrase: words.says(phrase) for phrase in [*must, *must_not]}
    problems = [("missing", phrase) for phrase in must if not said[phrase]]
    problems += [("forbidden", phrase) for phrase in must_not if said[phrase]]
    return problems + ([("too long", len(words))] if max_words is not None and len(words) > max_words else [])


def fits(pattern, value) -> bool:
    match pattern:
        case {"$any": _}:
            return True
        case {"$one_of": choices}:
            return any(fits(choice, value) for choice in choices)
        case dict():
            if not isinstance(value, dict) or sorted(pattern) != sorted(value):
                return False
            return all(fits(inner, value[name]) for name, inner in pattern.items())
        case list():
            if not isinstance(value, list) or len(pattern) != len(value):
                return False
            return all(fits(inner, item) for inner, item in zip(pattern, value, strict=True))
        case None | True | False:
            return value is pattern
        case str():
            return isinstance(value, str) and value == pattern
        case _:
            number = isinstance(value, (int, float)) and value is not True and value is not False
            return number and abs(value - pattern) <= 1e-9 * max(1, abs(pattern))


def call_fits(pattern, call) -> bool:
    if pattern["tool"] != call["tool"]:
        return False
    if "arguments" not in pattern:
        return True
    names, given = pattern["arguments"].keys(), call["arguments"].keys()
    named = names <= given if pattern.get("more") else names == given
    return named and all(fits(pattern["arguments"][name], call["arguments"][name]) for name in names)


def match_calls(expected, actual, mode):
    edges = {(i, j) for (i, e), (j, a) in product(enumerate(expected), enumerate(actual)) if call_fits(e, a)}
    match mode:
        case "exact":
            matched = sum(i == j for i, j in edges)
            return {"passed": matched == max(len(expected), len(actual)), "matched": matched}
        case "subsequence":

            @cache
            def best(i, j):
                if i == len(expected) or j == len(actual):
                    return 0
                return max(best(i + 1, j), best(i, j + 1), best(i + 1, j + 1) + ((i, j) in edges))

            matched = best(0, 0)
        case "subset":
            owner: dict[int, int] = {}
            for start in range(len(expected)):
                # breadth first: which row asked for which column
                asked: dict[int, int] = {}
                queue, free = [start], None
                while queue and free is None:
                    row = queue.pop(0)
                    for column in range(len(actual)):
                        if (row, column) in edges and column not in asked:
                            asked[column] = row
                            if column not in owner:
                                free = column
                                break
                            queue.append(owner[column])
                held = {row: column for column, row in owner.items()}
                while free is not None:
                    row = asked[free]
                    owner[free] = row
                    free = held.get(row)
            matched = len(owner)
        case _:
            raise ValueError(f"no such mode: {mode}")
    return {"passed": matched == len(expected), "matched": matched}


def parse(reply):
    match reply:
        case str():
            body = reply.strip()
            if body.startswith("```") and body.endswith("\n```"):
                body = body[body.index("\n") : -3]
            try:
                data = json.loads(body)
            except (ValueError, RecursionError):
                return None
            match data:
                case {"verdict": "correct" | "incorrect" | "unsure" as verdict}:
                    return verdict
    return None


def judge_answer(judge, question, reference, answer, *, max_calls=3):
    if max_calls <= 0:
        raise ValueError("max_calls must be positive")
    failures: list[str] = []
    while len(failures) < max_calls:
        last = failures[-1] if failures else None
        try:
            reply = judge(dict(question=question, reference=reference, answer=answer, complaint=last))
        except Exception:
            failures.append("failed")
        else:
            if (verdict := parse(reply)) is not None:
                return {"verdict": verdict, "calls": len(failures) + 1, "failures": failures}
            failures.append("malformed")
    return {"verdict": None, "calls": max_calls, "failures": failures}


def agreement(first, second, *, order=None):
    if len(first) != len(second):
        raise ValueError("not the same items")
    if order is not None and len(order) > len(set(order)):
        raise ValueError("a label twice")
    known = [(a, b) for a, b in zip(first, second, strict=True) if None not in (a, b)]
    if order is not None and not {label for pair in known for label in pair} <= set(order):
        raise ValueError("a label outside the order")
    n = len(known)
    result = {"n": n, "skipped": len(first) - n, "observed": None, "expected": None, "kappa": None}
    if n == 0:
        return result
    crossed = Counter()
    rows, columns = Counter(a for a, _ in known), Counter(b for _, b in known)
    for (a, i), (b, j) in product(rows.items(), columns.items()):
        crossed[a, b] = i * j
    result["observed"] = sum(a == b for a, b in known) / n
    result["expected"] = sum(weight for (a, b), weight in crossed.items() if a == b) / (n * n)
    if order is None:
        if len({*rows, *columns}) > 1:
            result["kappa"] = (result["observed"] - result["expected"]) / (1 - result["expected"])
        return result
    place = {label: at for at, label in enumerate(order)}
    above = sum((place[a] - place[b]) ** 2 for a, b in known) * n
    below = sum((place[a] - place[b]) ** 2 * weight for (a, b), weight in crossed.items())
    result["kappa"] = 1 - above / below if below else None
    return result


class Report:
    KEYS = {"text": {"must", "must_not", "max_words"}, "tools": {"calls"}, "truth": {"reference"}}

    def __init__(self, judge, max_calls):
        self.judge, self.max_calls, self.calls, self.rows = judge, max_calls, 0, []

    def text(self, case, run):
        rules = {key: case[key] for key in self.KEYS["text"] & case.keys()}
        return "fail" if check_text(run["text"], **rules) else "pass"

    def tools(self, case, run):
        return "pass" if match_calls(case["calls"], run["calls"], case.get("mode", "exact"))["passed"] else "fail"

    def truth(self, case, run):
        told = judge_answer(self.judge, case["question"], case["reference"], run["text"], max_calls=self.max_calls)
        self.calls += told["calls"]
        return {"correct": "pass", "incorrect": "fail", "unsure": "unknown", None: "unknown"}[told["verdict"]]

    def add(self, case, run):
        row = {"id": case["id"]}
        for name, keys in self.KEYS.items():
            if not keys & case.keys():
                row[name] = "not asked"
            else:
                row[name] = "fail" if run is None else getattr(self, name)(case, run)
        found = [row[name] for name in self.KEYS]
        row["overall"] = ("fail" in found and "fail") or ("unknown" in found and "unknown") or "pass"
        self.rows.append(row)

    def summary(self, name):
        counts = Counter(row[name] for row in self.rows)
        passed, failed = counts["pass"], counts["fail"]
        rate = passed / (passed + failed) if passed + failed else None
        return {"pass": passed, "fail": failed, "unknown": counts["unknown"], "rate": rate}


def evaluate(cases, runs, judge, *, max_calls=3):
    by_id = {case["id"]: case for case in cases}
    if len(by_id) < len(cases) or runs.keys() - by_id.keys():
        raise ValueError("ids do not fit")
    wanted = set().union(*Report.KEYS.values())
    if any(not wanted & case.keys() for case in cases):
        raise ValueError("a case asks nothing")
    report = Report(judge, max_calls)
    for case in cases:
        report.add(case, runs.get(case["id"]))
    names = (*Report.KEYS, "overall")
    return {
        "cases": report.rows,
        "summary": {name: report.summary(name) for name in names},
        "judge_calls": report.calls,
    }
