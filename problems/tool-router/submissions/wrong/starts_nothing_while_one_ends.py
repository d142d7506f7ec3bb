"""recovery: starts no other call while one that has timed out is still ending."""

from __future__ import annotations

import asyncio
import json
import math
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
Message = dict[str, Any]
Problem = tuple[str, str]
Model = Callable[[list[Message]], Awaitable[Any]]
CallTool = Callable[[str, dict[str, Any]], Awaitable[Any]]

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_CALL_KEYS = {"id": str, "tool": str, "arguments": object}


def validate(value: Any, schema: Schema) -> list[Problem]:
    """Return what is wrong with a value, as (path, problem)."""
    return list(_problems(value, schema, ""))


async def run_agent(
    task: str,
    *,
    model: Model,
    call_tool: CallTool,
    schemas: Mapping[str, Schema],
    max_steps: int = 8,
    max_calls: int = 20,
    max_parallel: int = 4,
    max_repeats: int = 2,
    timeout_seconds: float | None = None,
) -> dict[str, Any]:
    """Let the model answer the task with the tools; return why it ended, the answer, and all that was said."""
    counts = (max_steps, max_calls, max_parallel, max_repeats)
    if min(counts) < 1 or (timeout_seconds is not None and not timeout_seconds > 0):
        raise ValueError("limits must be at least 1, and the time-out above 0")
    messages: list[Message] = [{"role": "user", "content": task}]
    desk = _Desk(call_tool, schemas, max_calls, max_parallel, max_repeats, timeout_seconds)
    for steps_left in reversed(range(max_steps)):
        step = max_steps - steps_left
        reply = await model(messages.copy())
        if _is_final(reply):
            messages.append({"role": "assistant", "content": reply["final"]})
            return _result("final", reply["final"], step, desk, messages)
        if not _is_request(reply):
            messages.append({"role": "error", "content": "malformed"})
            continue
        messages.append({"role": "assistant", "calls": reply["calls"]})
        if steps_left:
            outcomes = await desk.handle(reply["calls"])
            messages += outcomes
            refusals = {outcome["status"] for outcome in outcomes}
            if refusals <= {"repeated", "skipped"}:
                return _result("calls" if "skipped" in refusals else "loop", None, step, desk, messages)
    return _result("steps", None, max_steps, desk, messages)


class _Desk:
    """Where calls are checked, counted and made."""

    def __init__(
        self,
        call_tool: CallTool,
        schemas: Mapping[str, Schema],
        max_calls: int,
        max_parallel: int,
        max_repeats: int,
        timeout_seconds: float | None,
    ) -> None:
        self.made = 0
        self._call_tool = call_tool
        self._schemas = schemas
        self._max_calls = max_calls
        self._max_repeats = max_repeats
        self._timeout_seconds = timeout_seconds
        self._max_parallel = max_parallel
        self._seen: Counter[str] = Counter()

    async def handle(self, calls: list[dict[str, Any]]) -> list[Message]:
        """Return a message for each call, in the order of the calls; if cancelled, nothing is left running."""
        outcomes = [self._refusal(call) for call in calls]
        waiting = deque(place for place, outcome in enumerate(outcomes) if outcome is None)
        running: dict[asyncio.Task[Message], tuple[int, float]] = {}
        clock = asyncio.get_running_loop().time
        limit = math.inf if self._timeout_seconds is None else self._timeout_seconds
        try:
            while waiting or running:
                while waiting and len(running) < self._max_parallel:
                    place = waiting.popleft()
                    running[asyncio.create_task(self._make(calls[place]))] = (place, clock() + limit)
                first = min(end for _, end in running.values())
                pause = None if math.isinf(first) else max(first - clock(), 0)
                done, _ = await asyncio.wait(running, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    outcomes[running.pop(task)[0]] = task.result()
                if late := [task for task, (_, end) in running.items() if end <= clock()]:
                    for task in late:
                        task.cancel()
                    await asyncio.wait(late)
                    for task in late:
                        outcomes[running.pop(task)[0]] = {"status": "timeout", "content": None}
        finally:
            for task in running:
                task.cancel()
            if running:
                await asyncio.wait(running)
        return [{"role": "tool", "id": call["id"], **outcome} for call, outcome in zip(calls, outcomes, strict=True)]

    def _refusal(self, call: Mapping[str, Any]) -> Message | None:
        """Return why a call is not made; None, and count it, if it is."""
        if call["tool"] not in self._schemas:
            return {"status": "unknown", "content": None}
        if problems := validate(call["arguments"], self._schemas[call["tool"]]):
            return {"status": "invalid", "content": problems}
        key = json.dumps([call["tool"], call["arguments"]], sort_keys=True)
        if self._seen[key] >= self._max_repeats:
            return {"status": "repeated", "content": None}
        if self.made >= self._max_calls:
            return {"status": "skipped", "content": None}
        self._seen[key] += 1
        self.made += 1
        return None

    async def _make(self, call: Mapping[str, Any]) -> Message:
        try:
            return {"status": "ok", "content": await self._call_tool(call["tool"], call["arguments"])}
        except Exception as error:
            return {"status": "failed", "content": f"{type(error).__name__}: {error}"}


def _problems(value: Any, schema: Schema, path: str) -> Iterator[Problem]:
    kind = schema["type"]
    if type(value) not in _TYPES[kind]:  # not isinstance, for which True is an int
        yield path, "type"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield path, "enum"
    match kind:
        case "integer" | "number":
            if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
                yield path, "range"
        case "array" if "items" in schema:
            for place, item in enumerate(value):
                yield from _problems(item, schema["items"], f"{path}[{place}]")
        case "object":
            yield from _problems_of_fields(value, schema, f"{path}." if path else "")


def _problems_of_fields(value: dict[str, Any], schema: Schema, prefix: str) -> Iterator[Problem]:
    known = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield prefix + name, "missing"
    for name, inner in value.items():
        if name in known:
            yield from _problems(inner, known[name], prefix + name)
        elif not schema.get("open", False):
            yield prefix + name, "unexpected"


def _is_final(reply: Any) -> bool:
    return isinstance(reply, dict) and set(reply) == {"final"} and isinstance(reply["final"], str)


def _is_request(reply: Any) -> bool:
    if not isinstance(reply, dict) or set(reply) != {"calls"}:
        return False
    calls = reply["calls"]
    if not isinstance(calls, list) or not calls:
        return False
    for call in calls:
        if not isinstance(call, dict) or set(call) != set(_CALL_KEYS):
            return False
        if not all(isinstance(call[key], kind) for key, kind in _CALL_KEYS.items()):
            return False
    return len({call["id"] for call in calls}) == len(calls)


def _result(reason: str, answer: str | None, steps: int, desk: _Desk, messages: list[Message]) -> dict[str, Any]:
    return {"reason": reason, "answer": answer, "steps": steps, "calls": desk.made, "messages": messages}
