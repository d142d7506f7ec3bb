"""The brief's examples."""

import asyncio

from solution import run_agent, validate

SCHEMAS = {
    "trains": {
        "type": "object",
        "required": ["to", "seats"],
        "properties": {
            "to": {"type": "string"},
            "seats": {"type": "integer", "minimum": 1},
            "via": {"type": "array", "items": {"type": "string", "enum": ["Hamar", "Voss"]}},
        },
    },
    "weather": {"type": "object", "properties": {"city": {"type": "string"}}},
}


def run(replies, **limits):
    """Run with a model that replies so, and tools that tell what they were called with."""
    replies = iter(replies)

    async def model(messages):
        return next(replies)

    async def call_tool(name, arguments):
        if arguments.get("city") == "Atlantis":
            raise LookupError("no such city")
        return [name, arguments]

    return asyncio.run(run_agent("Trip, please", model=model, call_tool=call_tool, schemas=SCHEMAS, **limits))


def test_validate():
    assert validate({"to": "Bergen", "seats": 2, "via": ["Voss"]}, SCHEMAS["trains"]) == []
    found = validate({"seats": 0, "via": ["Voss", "Oslo"], "pets": 1}, SCHEMAS["trains"])
    assert sorted(map(tuple, found)) == [
        ("pets", "unexpected"),
        ("seats", "range"),
        ("to", "missing"),
        ("via[1]", "enum"),
    ]
    found = validate({"to": 3, "seats": True}, SCHEMAS["trains"])
    assert sorted(map(tuple, found)) == [("seats", "type"), ("to", "type")]


def test_a_run():
    calls = [
        {"id": "1", "tool": "weather", "arguments": {"city": "Bergen"}},
        {"id": "2", "tool": "weather", "arguments": {"city": "Atlantis"}},
        {"id": "3", "tool": "trains", "arguments": {"to": "Bergen"}},
        {"id": "4", "tool": "planes", "arguments": {}},
    ]
    result = run([{"calls": calls}, "hm", {"final": "It rains."}])
    assert (result["reason"], result["answer"], result["steps"], result["calls"]) == ("final", "It rains.", 3, 2)
    messages = list(result["messages"])
    assert messages[:3] == [
        {"role": "user", "content": "Trip, please"},
        {"role": "assistant", "calls": calls},
        {"role": "tool", "id": "1", "status": "ok", "content": ["weather", {"city": "Bergen"}]},
    ]
    assert messages[3] == {"role": "tool", "id": "2", "status": "failed", "content": "LookupError: no such city"}
    assert (messages[4]["status"], list(map(tuple, messages[4]["content"]))) == ("invalid", [("seats", "missing")])
    assert messages[5:] == [
        {"role": "tool", "id": "4", "status": "unknown", "content": None},
        {"role": "error", "content": "malformed"},
        {"role": "assistant", "content": "It rains."},
    ]


def test_a_loop():
    again = {"calls": [{"id": "x", "tool": "weather", "arguments": {"city": "Voss"}}]}
    result = run([again] * 9)
    assert (result["reason"], result["answer"], result["steps"], result["calls"]) == ("loop", None, 3, 2)
    assert [message.get("status") for message in result["messages"]] == [None, None, "ok", None, "ok", None, "repeated"]
