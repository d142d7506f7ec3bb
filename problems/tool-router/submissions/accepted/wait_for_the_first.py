"""Starts calls while there is room, and waits for whichever ends first; validation dispatched by type; dataclasses inside."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

RANGE = {"string": str, "integer": int, "number": int | float, "boolean": bool, "array": list, "object": dict}


def validate(value, schema):
    """Problems as pairs, in the order of a walk."""

    def join(path, name):
        return ".".join(part for part in (path, name) if part) if path else name

    stack, problems = [("", value, schema)], []
    while stack:
        path, value, schema = stack.pop()
        kind = schema["type"]
        if not isinstance(value, RANGE[kind]) or (kind in {"integer", "number"} and isinstance(value, bool)):
            problems.append((path, "type"))
            continue
        if value not in schema.get("enum", [value]):
            problems.append((path, "enum"))
        match kind:
            case "integer" | "number":
                if value < schema.get("minimum", value) or value > schema.get("maximum", value):
                    problems.append((path, "range"))
            case "array":
                if "items" in schema:
                    stack += [(f"{path}[{at}]", item, schema["items"]) for at, item in enumerate(value)]
            case "object":
                fields = schema.get("properties", {})
                problems += [(join(path, name), "missing") for name in schema.get("required", []) if name not in value]
                if not schema.get("open"):
                    problems += [(join(path, name), "unexpected") for name in value if name not in fields]
                stack += [(join(path, name), value[name], fields[name]) for name in value if name in fields]
    return problems


@dataclass
class Run:
    model: object
    call_tool: object
    schemas: dict
    max_steps: int
    max_calls: int
    max_parallel: int
    max_repeats: int
    timeout_seconds: float
    messages: list = field(default_factory=list)
    steps: int = 0
    made: list = field(default_factory=list)

    def __post_init__(self):
        if any(limit < 1 for limit in (self.max_steps, self.max_calls, self.max_parallel, self.max_repeats)):
            raise ValueError("limit below 1")
        if self.timeout_seconds is not None and not self.timeout_seconds > 0:
            raise ValueError("no time")

    def refuse(self, call):
        schema = self.schemas.get(call["tool"])
        if schema is None:
            return "unknown", None
        problems = validate(call["arguments"], schema)
        if problems:
            return "invalid", problems
        text = call["tool"] + " " + json.dumps(call["arguments"], sort_keys=True)
        if self.made.count(text) >= self.max_repeats:
            return "repeated", None
        if len(self.made) >= self.max_calls:
            return "skipped", None
        self.made.append(text)
        return None

    async def guarded(self, call):
        timed_out = False
        try:
            async with asyncio.timeout(self.timeout_seconds) as scope:
                try:
                    return "ok", await self.call_tool(call["tool"], call["arguments"])
                except Exception as error:
                    return "failed", f"{error.__class__.__name__}: {error}"
        except TimeoutError:
            timed_out = scope.expired()
        return ("timeout", None) if timed_out else ("failed", "TimeoutError: ")

    async def carry_out(self, calls):
        outcomes = {call["id"]: self.refuse(call) for call in calls}
        waiting = [call for call in calls if outcomes[call["id"]] is None][::-1]
        running = {}
        try:
            while waiting or running:
                while waiting and len(running) < self.max_parallel:
                    call = waiting.pop()
                    running[asyncio.create_task(self.guarded(call))] = call["id"]
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    outcomes[running.pop(task)] = task.result()
        finally:
            for task in running:
                task.cancel()
            if running:
                await asyncio.wait(running)
        return [
            {"role": "tool", "id": call["id"], "status": outcomes[call["id"]][0], "content": outcomes[call["id"]][1]}
            for call in calls
        ]

    async def loop(self):
        while self.steps < self.max_steps:
            self.steps += 1
            match await self.model(self.messages[:]):
                case {"final": str(answer), **rest} if not rest:
                    self.messages.append({"role": "assistant", "content": answer})
                    return "final", answer
                case {"calls": [_, *_] as calls, **rest} if not rest and self.usable(calls):
                    self.messages.append({"role": "assistant", "calls": calls})
                    if self.steps == self.max_steps:
                        break
                    told = await self.carry_out(calls)
                    self.messages.extend(told)
                    seen = [message["status"] for message in told]
                    if seen.count("repeated") == len(seen):
                        return "loop", None
                    if seen.count("repeated") + seen.count("skipped") == len(seen):
                        return "calls", None
                case _:
                    self.messages.append({"role": "error", "content": "malformed"})
        return "steps", None

    @staticmethod
    def usable(calls):
        for call in calls:
            match call:
                case {"id": str(), "tool": str(), "arguments": _, **rest} if not rest:
                    pass
                case _:
                    return False
        return isinstance(calls, list) and len({call["id"] for call in calls}) == len(calls)


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
    run = Run(model, call_tool, schemas, max_steps, max_calls, max_parallel, max_repeats, timeout_seconds)
    run.messages.append({"role": "user", "content": task})
    reason, answer = await run.loop()
    return {
        "reason": reason,
        "answer": answer,
        "steps": run.steps,
        "calls": len(run.made),
        "messages": run.messages,
    }
