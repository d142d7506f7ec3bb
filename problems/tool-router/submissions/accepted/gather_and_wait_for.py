"""A gather over wait_for behind a semaphore, the rules for a call as a chain of small functions, validation by recursion."""

import asyncio
from collections import defaultdict

NUMBERS = ("integer", "number")


def _right_type(v, t):
    if t == "boolean":
        return v is True or v is False
    if v is True or v is False or v is None:
        return False
    if t == "string":
        return isinstance(v, str)
    if t == "integer":
        return isinstance(v, int)
    if t == "number":
        return isinstance(v, int) or isinstance(v, float)
    return isinstance(v, {"array": list, "object": dict}[t])


def validate(value, schema):
    return [(path.removeprefix("."), problem) for path, problem in _found(value, schema)]


def _found(value, schema):
    t = schema["type"]
    if not _right_type(value, t):
        return [("", "type")]
    out = []
    if "enum" in schema and not any(value == allowed for allowed in schema["enum"]):
        out.append(("", "enum"))
    if t in NUMBERS:
        if not (schema.get("minimum", float("-inf")) <= value <= schema.get("maximum", float("inf"))):
            out.append(("", "range"))
    elif t == "array":
        for i, item in enumerate(value):
            for path, problem in _found(item, schema["items"]) if "items" in schema else []:
                out.append((f"[{i}]{path}", problem))
    elif t == "object":
        names = dict.fromkeys([*schema.get("required", []), *value])
        for name in names:
            if name not in value:
                out.append((f".{name}", "missing"))
            elif name in schema.get("properties", {}):
                for path, problem in _found(value[name], schema["properties"][name]):
                    out.append((f".{name}{path}", problem))
            elif not schema.get("open", False):
                out.append((f".{name}", "unexpected"))
    return out


def _same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b))
    return a == b


def _form(reply):
    if not isinstance(reply, dict) or len(reply) != 1:
        return "malformed"
    if isinstance(reply.get("final"), str):
        return "final"
    calls = reply.get("calls")
    if not isinstance(calls, list) or len(calls) == 0:
        return "malformed"
    for c in calls:
        good = isinstance(c, dict) and c.keys() == {"id", "tool", "arguments"}
        if not good or not isinstance(c["id"], str) or not isinstance(c["tool"], str):
            return "malformed"
    return "calls" if len(set(c["id"] for c in calls)) == len(calls) else "malformed"


async def run_agent(
    task,
    *,
    model,
    call_tool,
    schemas,
    max_steps=8,
    max_calls=20,
    max_parallel=4,
    max_repeats=2,
    timeout_seconds=None,
):
    if not (max_steps >= 1 and max_calls >= 1 and max_parallel >= 1 and max_repeats >= 1):
        raise ValueError("limits")
    if timeout_seconds is not None and not timeout_seconds > 0:
        raise ValueError("limits")
    gate = asyncio.Semaphore(max_parallel)
    history = defaultdict(list)
    messages = [{"role": "user", "content": task}]
    result = {"reason": "steps", "answer": None, "steps": 0, "calls": 0, "messages": messages}

    async def attempt(call):
        # the tool's own TimeoutError must not look like ours, so its errors become values inside
        try:
            return {"status": "ok", "content": await call_tool(call["tool"], call["arguments"])}
        except Exception as e:
            return {"status": "failed", "content": "%s: %s" % (type(e).__name__, e)}

    async def make(call):
        async with gate:
            try:
                return await asyncio.wait_for(attempt(call), timeout_seconds)
            except TimeoutError:
                return {"status": "timeout", "content": None}

    async def refused(status, content=None):
        return {"status": status, "content": content}

    def decide(call):
        if call["tool"] not in schemas:
            return refused("unknown")
        problems = validate(call["arguments"], schemas[call["tool"]])
        if problems:
            return refused("invalid", problems)
        before = history[call["tool"]]
        if sum(_same(call["arguments"], one) for one in before) >= max_repeats:
            return refused("repeated")
        if result["calls"] == max_calls:
            return refused("skipped")
        before.append(call["arguments"])
        result["calls"] += 1
        return make(call)

    while result["steps"] < max_steps:
        reply = await model(list(messages))
        result["steps"] += 1
        form = _form(reply)
        if form == "malformed":
            messages.append({"role": "error", "content": form})
            continue
        if form == "final":
            messages.append({"role": "assistant", "content": reply["final"]})
            result.update(reason="final", answer=reply["final"])
            return result
        messages.append({"role": "assistant", "calls": reply["calls"]})
        if result["steps"] == max_steps:
            return result
        tasks = [asyncio.ensure_future(decide(call)) for call in reply["calls"]]
        try:
            outcomes = await asyncio.gather(*tasks)
        finally:
            await asyncio.gather(*tasks, return_exceptions=True)  # a gather that is cancelled waits for the first alone
        for call, outcome in zip(reply["calls"], outcomes):
            messages.append({"role": "tool", "id": call["id"], **outcome})
        kinds = {outcome["status"] for outcome in outcomes}
        if kinds == {"repeated"}:
            result["reason"] = "loop"
            return result
        if kinds in ({"skipped"}, {"skipped", "repeated"}):
            result["reason"] = "calls"
            return result
    return result
