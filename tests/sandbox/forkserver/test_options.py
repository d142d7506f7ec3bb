"""The program's command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.forkserver.options import BadOptions, Role, parse


def test_a_box_with_everything():
    line = "--role box --socket /w/a.sock --preload a,b --guest m:f --uids 1000:5"
    options = parse([*line.split(), "--writable", "/tmp:/x", "--guests", "3", "--cgroup", "/c"])
    assert options.role is Role.BOX
    assert options.socket == Path("/w/a.sock")
    assert options.preload == ("a", "b")
    assert options.guest == "m:f"
    assert options.uids == (1000, 5)
    assert options.writable == (Path("/tmp"), Path("/x"))
    assert (options.guests, options.cgroup) == (3, Path("/c"))


def test_what_is_not_said_has_a_default():
    options = parse(["--role", "judge", "--worker", "m:f"])
    assert (options.uids, options.preload, options.guests, options.writable) == (None, (), None, (Path("/tmp"),))


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("", "--role"),
        ("--role cook", "--role"),
        ("--role box", "--socket"),
        ("--role judge", "--worker"),
        ("--role", "--role"),
        ("--role box --socket /s --colour green", "--colour"),
        ("--role box --socket /s --uids 1000", "--uids"),
        ("--role box --socket /s --uids 0:5", "--uids"),
        ("--role box --socket /s --uids 1000:0", "--uids"),
        ("--role box --socket /s --guests many", "--guests"),
    ],
)
def test_what_cannot_be_used_is_named(line, named):
    with pytest.raises(BadOptions, match=named):
        parse(line.split())
