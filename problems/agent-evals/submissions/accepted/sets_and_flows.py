"""JSON kinds compared by name, Hopcroft and Karp for any order, the earliest end for each count for the same order."""

import json
import re
from math import inf


def _split(text):
    return [w for w in re.split(r"[\W_]+", text.casefold()) if w]


def check_text(text, *, must=(), must_not=(), max_words=None):
    words = _split(text)
    out = []
    for kind, phrases, bad in (("missing", must, False), ("forbidden", must_not, True)):
        for phrase in phrases:
            parts = _split(phrase)
            if parts == []:
                raise ValueError("empty phrase")
            hit = False
            for i, w in enumerate(words):
                if w == parts[0] and words[i : i + len(parts)] == parts:
                    hit = True
                    break
            if hit == bad:
                out.append((kind, phrase))
    if max_words is not None:
        if len(words) > max_words:
            out.append(("too long", len(words)))
    return out


def _kind(v):
    if v is None:
        return "null"
    if isinstance(v, bool):
        return "bool"
    if isinstance(v, (int, float)):
        return "number"
    if isinstance(v, str):
        return "string"
    if isinstance(v, dict):
        return "object"
    return "array"


def _fit(p, v):
    if _kind(p) == "object" and len(p) == 1:
        if "$any" in p:
            return True
        if "$one_of" in p:
            for q in p["$one_of"]:
                if _fit(q, v):
                    return True
            return False
    if _kind(p) != _kind(v):
        return False
    if _kind(p) == "number":
        return abs(float(p) - float(v)) <= max(1e-9, 1e-9 * abs(p))
    if _kind(p) == "object":
        for k in list(p) + list(v):
            if k not in p or k not in v:
                return False
        return all(_fit(p[k], v[k]) for k in p)
    if _kind(p) == "array":
        if len(p) != len(v):
            return False
        for a, b in zip(p, v):
            if not _fit(a, b):
                return False
        return True
    return p == v


def _call(p, c):
    if p["tool"] != c["tool"]:
        return False
    if "arguments" not in p:
        return True
    given = dict(c["arguments"])
    for k, q in p["arguments"].items():
        if k not in given:
            return False
        if not _fit(q, given.pop(k)):
            return False
    return not given or bool(p.get("more", False))


def _any_order(adj):
    mate_left, mate_right = {}, {}
    while True:
        level = {u: 0 for u in range(len(adj)) if u not in mate_left}
        frontier, end = list(level), inf
        while frontier:
            nxt = []
            for u in frontier:
                for v in adj[u]:
                    w = mate_right.get(v)
                    if w is None:
                        end = min(end, level[u])
                    elif w not in level:
                        level[w] = level[u] + 1
                        nxt.append(w)
            frontier = nxt
        if end == inf:
            return len(mate_left)

        def augment(u):
            for v in adj[u]:
                w = mate_right.get(v)
                if w is None or (level.get(w) == level[u] + 1 and augment(w)):
                    mate_left[u], mate_right[v] = v, u
                    return True
            level[u] = None
            return False

        for u in [u for u in level if level[u] == 0 and u not in mate_left]:
            augment(u)


def match_calls(expected, actual, mode):
    if mode == "exact":
        hits = [_call(p, c) for p, c in zip(expected, actual)]
        return {"passed": all(hits) and len(expected) == len(actual), "matched": sum(hits)}
    if mode == "subsequence":
        # ends[k]: the fewest actual calls in which k of the expected ones so far can be matched
        ends = [0]
        for p in expected:
            for k in range(len(ends), 0, -1):
                at = next((j + 1 for j in range(ends[k - 1], len(actual)) if _call(p, actual[j])), inf)
                if k == len(ends):
                    if at < inf:
                        ends.append(at)
                else:
                    ends[k] = min(ends[k], at)
        got = len(ends) - 1
        return {"passed": got == len(expected), "matched": got}
    if mode == "subset":
        got = _any_order([[j for j, c in enumerate(actual) if _call(p, c)] for p in expected])
        return {"passed": got == len(expected), "matched": got}
    raise ValueError(mode)


def _verdict(reply):
    if type(reply) is not str:
        return None
    m = re.match(r"\A\s*```.*\n([\s\S]*)\n```\s*\Z", reply)
    try:
        obj = json.loads(m.group(1) if m else reply)
        v = obj["verdict"]
        return v if v in ("correct", "incorrect", "unsure") else None
    except Exception:
        return None


def judge_answer(judge, question, reference, answer, *, max_calls=3):
    if max_calls < 1:
        raise ValueError
    fails = []
    v = None
    n = 0
    while v is None and n < max_calls:
        n += 1
        ask = {"question": question, "reference": reference, "answer": answer}
        ask["complaint"] = fails[-1] if fails else None
        try:
            r = judge(ask)
        except Exception:
            fails.append("failed")
            continue
        v = _verdict(r)
        if v is None:
            fails.append("malformed")
    return {"verdict": v, "calls": n, "failures": fails}


def agreement(first, second, *, order=None):
    if len(first) != len(second):
        raise ValueError
    a, b = [], []
    for x, y in zip(first, second):
        if x is not None and y is not None:
            a.append(x)
            b.append(y)
    if order is not None:
        if sorted(set(order)) != sorted(order):
            raise ValueError
        for x in a + b:
            if x not in order:
                raise ValueError
    n = len(a)
    out = {"n": n, "skipped": len(first) - n, "observed": None, "expected": None, "kappa": None}
    if not n:
        return out
    out["observed"] = sum(x == y for x, y in zip(a, b)) / n
    out["expected"] = sum((a.count(x) / n) * (b.count(x) / n) for x in set(a))
    found = chance = 0
    for x, y in zip(a, b):
        found += n * ((x != y) if order is None else (order.index(x) - order.index(y)) ** 2)
    for x in a:
        for y in b:
            chance += (x != y) if order is None else (order.index(x) - order.index(y)) ** 2
    if chance:
        out["kappa"] = (chance - found) / chance
    return out


def evaluate(cases, runs, judge, *, max_calls=3):
    seen = []
    for c in cases:
        if c["id"] in seen:
            raise ValueError
        seen.append(c["id"])
    for r in runs:
        if r not in seen:
            raise ValueError
    rows, calls = [], 0
    for c in cases:
        asks_text = "must" in c or "must_not" in c or "max_words" in c
        if not (asks_text or "calls" in c or "reference" in c):
            raise ValueError
    for c in cases:
        run = runs.get(c["id"])
        asks_text = "must" in c or "must_not" in c or "max_words" in c
        text = tools = truth = "not asked"
        if run is None:
            text = "fail" if asks_text else text
            tools = "fail" if "calls" in c else tools
            truth = "fail" if "reference" in c else truth
        else:
            if asks_text:
                bad = check_text(
                    run["text"],
                    must=c.get("must", ()),
                    must_not=c.get("must_not", ()),
                    max_words=c.get("max_words"),
                )
                text = "fail" if bad else "pass"
            if "calls" in c:
                ok = match_calls(c["calls"], run["calls"], c.get("mode", "exact"))["passed"]
                tools = "pass" if ok else "fail"
            if "reference" in c:
                j = judge_answer(judge, c["question"], c["reference"], run["text"], max_calls=max_calls)
                calls += j["calls"]
                truth = "unknown"
                if j["verdict"] == "correct":
                    truth = "pass"
                if j["verdict"] == "incorrect":
                    truth = "fail"
        overall = "pass"
        if truth == "unknown":
            overall = "unknown"
        if "fail" in (text, tools, truth):
            overall = "fail"
        rows.append({"id": c["id"], "text": text, "tools": tools, "truth": truth, "overall": overall})
    summary = {}
    for key in ("text", "tools", "truth", "overall"):
        col = [r[key] for r in rows]
        p, f = col.count("pass"), col.count("fail")
        summary[key] = {"pass": p, "fail": f, "unknown": col.count("unknown"), "rate": p / (p + f) if p + f else None}
    return {"cases": rows, "summary": summary, "judge_calls": calls}
