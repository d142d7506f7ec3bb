"""Matching by scipy's bipartite matching, kappa from a table in numpy, JSON found after taking off the fence line by line."""

import json

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching


def words(text):
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def check_text(text, *, must=(), must_not=(), max_words=None):
    have = words(text)
    joined = " " + " ".join(have) + " "

    def said(phrase):
        wanted = words(phrase)
        if not wanted:
            raise ValueError("no words in " + repr(phrase))
        return " " + " ".join(wanted) + " " in joined

    out = [("missing", p) for p in must if not said(p)]
    out.extend(("forbidden", p) for p in must_not if said(p))
    if max_words is not None and len(have) > max_words:
        out.append(("too long", len(have)))
    return out


def equal(p, v):
    if isinstance(p, dict):
        if set(p) == {"$any"}:
            return True
        if set(p) == {"$one_of"}:
            return any([equal(q, v) for q in p["$one_of"]])
        return isinstance(v, dict) and p.keys() == v.keys() and all(equal(p[k], v[k]) for k in p)
    if isinstance(p, (bool, str)) or p is None:
        return type(p) is type(v) and p == v
    if isinstance(p, (int, float)):
        if type(v) not in (int, float):
            return False
        return abs(p - v) <= 1e-9 * max(1.0, abs(p))
    return isinstance(v, list) and len(p) == len(v) and all(map(equal, p, v))


def same_call(e, a):
    if e["tool"] != a["tool"]:
        return False
    if "arguments" in e:
        missing = set(e["arguments"]) - set(a["arguments"])
        extra = set(a["arguments"]) - set(e["arguments"])
        if missing or (extra and not e.get("more")):
            return False
        return all(equal(p, a["arguments"][k]) for k, p in e["arguments"].items())
    return True


def match_calls(expected, actual, mode):
    if mode not in ("exact", "subsequence", "subset"):
        raise ValueError(mode)
    n, m = len(expected), len(actual)
    table = np.array([[same_call(e, a) for a in actual] for e in expected], dtype=bool).reshape(n, m)
    if mode == "exact":
        matched = int(np.trace(table)) if n and m else 0
        return {"passed": n == m and matched == n, "matched": matched}
    if mode == "subset":
        matched = int((maximum_bipartite_matching(csr_array(table), "column") >= 0).sum()) if table.any() else 0
    else:
        longest = np.zeros((n + 1, m + 1), dtype=int)
        for i in range(n):
            for j in range(m):
                longest[i + 1, j + 1] = max(longest[i, j + 1], longest[i + 1, j], longest[i, j] + table[i, j])
        matched = int(longest[n, m])
    return {"passed": matched == n, "matched": matched}


def read(reply):
    if not isinstance(reply, str):
        raise ValueError("no text")
    lines = reply.strip().split("\n")
    if len(lines) > 2 and lines[0].startswith("```") and lines[-1] == "```":
        lines = lines[1:-1]
    data = json.loads("\n".join(lines))
    if not isinstance(data, dict):
        raise ValueError("no object")
    for verdict in ("correct", "incorrect", "unsure"):
        if data.get("verdict") == verdict:
            return verdict
    raise ValueError("no verdict")


def judge_answer(judge, question, reference, answer, *, max_calls=3):
    if max_calls < 1:
        raise ValueError("max_calls")
    failures, complaint = [], None
    for call in range(1, max_calls + 1):
        try:
            reply = judge({"question": question, "reference": reference, "answer": answer, "complaint": complaint})
        except Exception:
            complaint = "failed"
        else:
            try:
                return {"verdict": read(reply), "calls": call, "failures": failures}
            except (ValueError, RecursionError):
                complaint = "malformed"
        failures.append(complaint)
    return {"verdict": None, "calls": max_calls, "failures": failures}


def agreement(first, second, *, order=None):
    if len(first) != len(second):
        raise ValueError("lengths")
    if order is not None and len(set(order)) != len(order):
        raise ValueError("order")
    pairs = [(a, b) for a, b in zip(first, second) if a is not None and b is not None]
    names = list(order) if order is not None else sorted({x for p in pairs for x in p})
    k = len(names)
    table = np.zeros((k, k))
    for a, b in pairs:
        table[names.index(a), names.index(b)] += 1
    n = int(table.sum())
    out = {"n": n, "skipped": len(first) - n, "observed": None, "expected": None, "kappa": None}
    if n:
        chance = np.outer(table.sum(axis=1), table.sum(axis=0))
        i = np.arange(k)
        cost = (i[:, None] - i) ** 2 if order is not None else 1 - np.eye(k)
        out["observed"] = float(np.trace(table) / n)
        out["expected"] = float(np.trace(chance) / n**2)
        if (cost * chance).sum() > 0:
            out["kappa"] = float(1 - n * (cost * table).sum() / (cost * chance).sum())
    return out


def evaluate(cases, runs, judge, *, max_calls=3):
    if len({c["id"] for c in cases}) != len(cases):
        raise ValueError("ids")
    if not set(runs) <= {c["id"] for c in cases}:
        raise ValueError("unknown run")
    for c in cases:
        if not set(c) & {"must", "must_not", "max_words", "calls", "reference"}:
            raise ValueError("nothing asked")
    rows, used = [], 0
    for c in cases:
        run = runs.get(c["id"])
        row = {"id": c["id"], "text": "not asked", "tools": "not asked", "truth": "not asked"}
        text_rules = {k: c[k] for k in c if k in ("must", "must_not", "max_words")}
        if text_rules:
            row["text"] = "pass" if run is not None and not check_text(run["text"], **text_rules) else "fail"
        if "calls" in c:
            good = run is not None and match_calls(c["calls"], run["calls"], c.get("mode", "exact"))["passed"]
            row["tools"] = "pass" if good else "fail"
        if "reference" in c:
            row["truth"] = "fail"
            if run is not None:
                said = judge_answer(judge, c["question"], c["reference"], run["text"], max_calls=max_calls)
                used += said["calls"]
                row["truth"] = {"correct": "pass", "incorrect": "fail"}.get(said["verdict"], "unknown")
        values = {row["text"], row["tools"], row["truth"]}
        row["overall"] = "fail" if "fail" in values else "unknown" if "unknown" in values else "pass"
        rows.append(row)
    summary = {}
    for key in ("text", "tools", "truth", "overall"):
        count = {word: sum(row[key] == word for row in rows) for word in ("pass", "fail", "unknown")}
        known = count["pass"] + count["fail"]
        summary[key] = {**count, "rate": None if known == 0 else count["pass"] / known}
    return {"cases": rows, "summary": summary, "judge_calls": used}
