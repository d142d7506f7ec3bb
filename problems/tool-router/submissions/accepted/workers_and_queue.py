"""A fixed number of workers that take calls from a queue; repetition counted by frozen arguments."""

import asyncio


def check(value, schema, path, found):
    wanted = schema["type"]
    actual = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
    kind = actual.get(type(value), "null")
    if not (kind == wanted or (kind == "integer" and wanted == "number")):
        found.append((path, "type"))
        return found
    if "enum" in schema:
        if value not in schema["enum"]:
            found.append((path, "enum"))
    if kind in ("integer", "number"):
        low, high = schema.get("minimum"), schema.get("maximum")
        if (low is not None and value < low) or (high is not None and value > high):
            found.append((path, "range"))
    if kind == "array" and "items" in schema:
        for i in range(len(value)):
            check(value[i], schema["items"], path + "[" + str(i) + "]", found)
    if kind == "object":
        properties = schema.get("properties", {})
        for name in value:
            inner = name if path == "" else path + "." + name
            if name in properties:
                check(value[name], properties[name], inner, found)
            elif schema.get("open") is not True:
                found.append((inner, "unexpected"))
        for name in schema.get("required", ()):
            if name not in value:
                found.append((name if path == "" else path + "." + name, "missing"))
    return found


def validate(value, schema):
    return check(value, schema, "", [])


def freeze(value):
    if isinstance(value, dict):
        return ("object", frozenset((k, freeze(v)) for k, v in value.items()))
    if isinstance(value, list):
        return ("array", tuple(freeze(v) for v in value))
    return (type(value).__name__, value)


def wellformed(reply):
    if type(reply) is not dict:
        return None
    if list(reply) == ["final"]:
        return "final" if type(reply["final"]) is str else None
    if list(reply) != ["calls"] or type(reply["calls"]) is not list or reply["calls"] == []:
        return None
    ids = set()
    for call in reply["calls"]:
        if type(call) is not dict or sorted(call) != ["arguments", "id", "tool"]:
            return None
        if type(call["id"]) is not str or type(call["tool"]) is not str or call["id"] in ids:
            return None
        ids.add(call["id"])
    return "calls"


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
    for limit in (max_steps, max_calls, max_parallel, max_repeats):
        if limit < 1:
            raise ValueError("limits are at least 1")
    if timeout_seconds is not None and not timeout_seconds > 0:
        raise ValueError("time-out")
    messages = [{"role": "user", "content": task}]
    made = {}
    count = 0

    def end(reason, answer=None):
        return {"reason": reason, "answer": answer, "steps": step, "calls": count, "messages": messages}

    async def make(call):
        tool = asyncio.ensure_future(call_tool(call["tool"], call["arguments"]))
        try:
            done, _ = await asyncio.wait({tool}, timeout=timeout_seconds)
        except asyncio.CancelledError:
            tool.cancel()
            await asyncio.gather(tool, return_exceptions=True)
            raise
        if not done:
            tool.cancel()
            await asyncio.gather(tool, return_exceptions=True)
            return "timeout", None
        error = tool.exception()
        if error is not None:
            return "failed", type(error).__name__ + ": " + str(error)
        return "ok", tool.result()

    async def worker(queue, results):
        while queue:
            call = queue.pop(0)
            results[call["id"]] = await make(call)

    for step in range(1, max_steps + 1):
        reply = await model(list(messages))
        kind = wellformed(reply)
        if kind is None:
            messages.append({"role": "error", "content": "malformed"})
        elif kind == "final":
            messages.append({"role": "assistant", "content": reply["final"]})
            return end("final", reply["final"])
        else:
            messages.append({"role": "assistant", "calls": reply["calls"]})
            if step == max_steps:
                break
            results, queue = {}, []
            for call in reply["calls"]:
                if call["tool"] not in schemas:
                    results[call["id"]] = ("unknown", None)
                    continue
                wrong = validate(call["arguments"], schemas[call["tool"]])
                key = (call["tool"], freeze(call["arguments"]))
                if wrong:
                    results[call["id"]] = ("invalid", wrong)
                elif made.get(key, 0) >= max_repeats:
                    results[call["id"]] = ("repeated", None)
                elif count >= max_calls:
                    results[call["id"]] = ("skipped", None)
                else:
                    made[key] = made.get(key, 0) + 1
                    count += 1
                    queue.append(call)
            workers = [asyncio.ensure_future(worker(queue, results)) for _ in range(min(max_parallel, len(queue)))]
            if workers:
                try:
                    await asyncio.gather(*workers)
                except BaseException:
                    for each in workers:
                        each.cancel()
                    await asyncio.gather(*workers, return_exceptions=True)
                    raise
            for call in reply["calls"]:
                status, content = results[call["id"]]
                messages.append({"role": "tool", "id": call["id"], "status": status, "content": content})
            told = [results[call["id"]][0] for call in reply["calls"]]
            if all(status in ("repeated", "skipped") for status in told):
                return end("calls" if "skipped" in told else "loop")
    return end("steps")
