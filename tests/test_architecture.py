"""Imports point one way, rooms are entered by known doors, and what runs in the image imports nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# A room may import itself and what stands right of it.
MAY_IMPORT = {
    "runner.cli": {"runner.plain", "runner.server", "runner.candidate", "runner.interviewer", "runner.hiring",
                   "runner.client", "runner.post",
                   "runner.workspace", "runner.invitation", "runner.briefs", "runner.report", "runner.rounds",
                   "runner.proving", "runner.grading", "runner.judge", "runner.intake", "runner.catalog",
                   "runner.model", "sandbox"},
    "runner.candidate": {"runner.hiring", "runner.workspace", "runner.client", "runner.invitation", "runner.catalog",
                         "runner.parcel", "runner.model"},
    "runner.interviewer": {"runner.hiring", "runner.workspace", "runner.client", "runner.invitation", "runner.grading",
                           "runner.catalog", "runner.parcel", "runner.model", "sandbox"},
    "runner.client": {"runner.model"},
    "runner.parcel": set(),
    "runner.server": {"runner.hiring", "runner.workspace", "runner.invitation", "runner.grading", "runner.intake",
                      "runner.model", "sandbox"},
    "runner.hiring": {"runner.plain", "runner.parcel", "runner.post", "runner.workspace", "runner.invitation",
                      "runner.briefs", "runner.report", "runner.rounds", "runner.grading", "runner.intake",
                      "runner.catalog", "runner.model", "sandbox"},
    "runner.post": {"runner.plain", "runner.model"},
    "runner.workspace": {"runner.catalog", "runner.model"},
    "runner.invitation": {"runner.model"},
    "runner.briefs": {"runner.plain", "runner.report", "runner.rounds", "runner.model"},
    "runner.proving": {"runner.grading", "runner.judge", "runner.intake", "runner.catalog", "runner.model", "sandbox"},
    "runner.rounds": {"runner.parcel", "runner.grading", "runner.judge", "runner.intake", "runner.catalog",
                      "runner.model", "sandbox"},
    "runner.report": {"runner.plain", "runner.model"},
    "runner.grading": {"runner.judge", "runner.intake", "runner.catalog", "runner.model", "sandbox"},
    "runner.judge": {"runner.model", "sandbox"},
    "runner.intake": {"runner.model", "sandbox"},
    "runner.catalog": {"runner.model", "sandbox"},
    "runner.model": {"sandbox"},
    "runner.plain": set(),
    "sandbox.docker": {"sandbox.forkserver", "sandbox.wall", "sandbox"},
    "sandbox.local": {"sandbox.forkserver", "sandbox"},
    "sandbox.forkserver": {"sandbox.wall", "sandbox"},
    "sandbox.wall": {"sandbox"},
    "sandbox": {"sandbox.wall"},
}  # fmt: skip
EVALUATES = {"sandbox.forkserver.probe"}  # a guest without a wall, to try an engine: it runs what it is given
IN_THE_IMAGE = ("sandbox/wall", "sandbox/forkserver", "runner/judge", "runner/model")
OUTSIDE_THE_IMAGE = {"docker", "typer", "rich", "requests"}


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def room_of(module: str) -> str:
    parts = module.split(".")
    if parts[0] == "runner":
        return ".".join(parts[:2])
    return ".".join(parts[:2]) if parts[:2][-1] in ("docker", "local", "forkserver", "wall") else "sandbox"


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", [*sources("runner"), *sources("sandbox")], ids=module_of)
def test_imports_point_one_way(path: Path) -> None:
    module = module_of(path)
    if module in ("runner.__init__", "sandbox.__init__"):
        return
    room = room_of(module)
    for name in imports(path):
        if name.split(".")[0] in ("runner", "sandbox") and name != "runner":
            target = room_of(name)
            allowed = {room} | MAY_IMPORT[room]
            into_the_sandbox = room.startswith("runner.") and target.split(".")[0] in allowed
            assert target in allowed or into_the_sandbox, f"{module} may not import {name}"


def test_nothing_of_ours_starts_the_guest_that_evaluates() -> None:
    others = [path for path in (*sources("runner"), *sources("sandbox")) if module_of(path) not in EVALUATES]
    assert not [path for path in others if "forkserver.probe" in path.read_text() or "import probe" in path.read_text()]


def test_problems_know_nothing_of_the_harness() -> None:
    for path in sources("problems"):
        if "broken" not in path.parts:
            assert not {name.split(".")[0] for name in imports(path)} & {"runner", "sandbox"}, path


@pytest.mark.parametrize("path", [it for folder in IN_THE_IMAGE for it in sources(folder)], ids=module_of)
def test_what_runs_in_the_image_needs_nothing_that_is_not_there(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & OUTSIDE_THE_IMAGE


def test_only_the_docker_room_speaks_to_docker() -> None:
    speakers = {module_of(path) for path in sources("sandbox") + sources("runner") if "docker" in
                {name.split(".")[0] for name in imports(path)}}  # fmt: skip
    assert speakers == {"sandbox.docker.client"}


def test_no_module_has_a_catch_all_name() -> None:
    names = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert not [path for path in sources("runner") + sources("sandbox") if path.stem in names]


def test_nothing_unpickles_or_evaluates() -> None:
    banned = {"pickle", "marshal", "dill", "cloudpickle", "shelve"}
    found = {
        module_of(path): sorted(hits)
        for path in sources("runner") + sources("sandbox")
        if (hits := {name.split(".")[0] for name in imports(path)} & banned)
    }
    assert not found
    for path in sources("runner") + sources("sandbox"):
        if module_of(path) in EVALUATES:
            continue
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_bytes()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & {"eval", "exec"}, module_of(path)
