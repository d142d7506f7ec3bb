"""Where the faults happen: a small problem, two who handed in, the command that grades them, and what must come of it.

    undisturbed       the command once, watched: its steps, and what everybody deserves
    disturbed         the same into a folder of its own, meeting a case --> what is wrong with what it left
    again             the same command once more, left alone -----------> what is wrong in the end

Processes, containers, volumes and temporary files are looked for by what names their run: an owner's process id in
labels, a word in the environment, a folder for temporary files.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sandbox.docker import DockerClient
from sandbox.docker.labels import OWNER
from tests.faults.killing import NOBODY
from tests.faults.ledger import Books, Roll, books_of, faults_after_fault, faults_at_the_end, roll_of
from tests.faults.steps import Act, Plan, done_in, steps_in
from tests.runner.grading.conftest import SLUG, write_small_problem

ROOT = Path(__file__).parents[2]
# Both say what they are at by files in their guest's folder, and take a moment there, so that they can be met.
SLOWLY = """\
import time

def at(what, seen=set()):
    if what not in seen:
        seen.add(what)
        with open(what, "w"):
            time.sleep(0.1)

at("importing")

def double(n):
    at("called")
    return """
SUBMISSIONS = {"good": f"# good\n{SLOWLY}n + n\n", "wrong": f"# wrong\n{SLOWLY}n * n\n"}
MOST_SECONDS = 240.0  # more than any of these commands takes, on a busy machine too
GONE_SECONDS = 10.0  # for an engine that is still removing something
DRIVER = (sys.executable, "-m", "tests.faults.driver")
COMMAND = (sys.executable, "-m", "runner.cli.main")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One fault, or several; `options` go to the command."""

    name: str
    acts: tuple[Act, ...]
    options: tuple[str, ...] = ("--lanes", "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A command that is over; `code` is None for one that did not end in time."""

    pid: int
    code: int | None
    said: str
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A problem and an inbox in a folder; `word` is in the environment of every command that is run here.

    Each case has a scene of its own, with a word and a folder for temporary files that no other case has.
    """

    folder: Path
    problem: Path
    inbox: Path
    word: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def temporary(self) -> Path:
        """The folder in which these commands keep temporary files."""
        return self.folder / f"tmp-{self.word}"

    def apart(self) -> Scene:
        """Return the same scene for one case."""
        scene = replace(self, word=secrets.token_hex(8))
        scene.temporary.mkdir()
        return scene

    def order(self, out: Path, options: Sequence[str] = ()) -> list[str]:
        """Return the arguments that grade the inbox into a results folder."""
        return ["grade", str(self.problem), "--batch", str(self.inbox), "--out", str(out), *options]

    def run(self, command: Sequence[object], *, log: Path | None = None) -> Ended:
        """Run a command to its end, or to the end of our patience."""
        environment = {**os.environ, **self.environment, "TMPDIR": str(self.temporary), "PREBRIEF_FAULTS": self.word}
        with subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                said, _ = process.communicate(timeout=MOST_SECONDS)
                code: int | None = process.returncode
            except subprocess.TimeoutExpired:
                process.kill()
                said, code = process.communicate()[0], None
        return Ended(pid=process.pid, code=code, said=said, done=tuple(done_in(log)) if log else ())


def write_problem(folder: Path) -> Path:
    """Write the small problem into a folder, with so much time that no neighbour can take it away."""
    return write_small_problem(folder / SLUG, wall_seconds_per_test=20)


def make_scene(folder: Path, problem: Path, **environment: str) -> Scene:
    """Write the submissions into a folder."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    for name, text in SUBMISSIONS.items():
        (inbox / f"{name}.py").write_text(text)
    return Scene(folder=folder, problem=problem, inbox=inbox, word="", environment=environment).apart()


def undisturbed(scene: Scene, options: Sequence[str] = ("--lanes", "1")) -> tuple[list[str], Roll]:
    """Return the steps of a run that nobody disturbs, and what everybody deserves."""
    out, log = scene.folder / "undisturbed", scene.folder / "undisturbed.log"
    plan = Plan(folder=str(out), log=str(log))
    ended = scene.run([*DRIVER, plan.to_text(), *scene.order(out, options)])
    if ended.code != 0:
        raise AssertionError(f"the batch fails by itself: {ended.said}")
    return steps_in(log), roll_of(books_of(out))


def disturbed(scene: Scene, case: Case, roll: Roll, *, engine: int = 0) -> tuple[Ended, Books, list[str]]:
    """Run the batch of a case into its own folder; returns how it ended, what it left, and what is wrong with that."""
    out, log = results_of(scene, case), scene.folder / f"{name_of(case)}.log"
    plan = Plan(folder=str(out), log=str(log), acts=case.acts, engine=engine)
    ended = scene.run([*DRIVER, plan.to_text(), *scene.order(out, case.options)], log=log)
    books = books_of(out)
    wrong = [*_badly_told(ended), *_not_done(case, ended), *faults_after_fault(Books(), books, roll)]
    if ended.code == 0:
        complete = faults_at_the_end(Books(), books, roll)
        wrong += [f"it ended well, and {fault}" for fault in complete if fault not in wrong]
    return ended, books, wrong


def again(scene: Scene, case: Case, roll: Roll, before: tuple[Ended, Books]) -> list[str]:
    """Give the same command again and leave it alone; returns what is wrong in the end."""
    ended, books = before
    out = results_of(scene, case)
    following = scene.run([*COMMAND, *scene.order(out, case.options)])
    wrong = [f"the next run: {fault}" for fault in _badly_told(following)]
    if following.code != 0:
        wrong.append(f"the next run ended with {following.code}: {following.said[-2000:]}")
    return [*wrong, *faults_at_the_end(books, books_of(out), roll), *_left_behind(scene, (ended.pid, following.pid))]


def results_of(scene: Scene, case: Case) -> Path:
    """Return the results folder of a case."""
    return scene.folder / name_of(case)


def name_of(case: Case) -> str:
    """Return a case's name as that of a file."""
    return "".join(character if character.isalnum() else "-" for character in case.name)


def _badly_told(ended: Ended) -> list[str]:
    """Say how the end of a command is not one that people can work with."""
    if ended.code is None:
        return [f"it did not end: {ended.said[-2000:]}"]
    if "Traceback" in ended.said:
        return [f"it ended with a traceback: {ended.said[-3000:]}"]
    if ended.code not in (0, 3) and ended.code > 0:
        return [f"it ended with {ended.code}: {ended.said[-2000:]}"]
    if ended.code == 3 and "same command again" not in ended.said and len(ended.said.strip().splitlines()) > 2:
        return [f"it does not say in one sentence what happened: {ended.said[-2000:]}"]
    return []


def _not_done(case: Case, ended: Ended) -> list[str]:
    """Say which acts of a case did not happen: such a case shows nothing."""
    if len(ended.done) < len(case.acts):
        return [f"not met: {act.do} at {act.at}" for act in case.acts[len(ended.done) :]]
    return [f"not met: {done}" for done in ended.done if done.startswith(NOBODY)]


def _left_behind(scene: Scene, pids: Sequence[int]) -> list[str]:
    """Say what is left of these runs, once an engine has had a moment for what it is removing."""
    until = time.monotonic() + GONE_SECONDS
    while (left := _found(scene, pids)) and time.monotonic() < until:
        continue
    return [f"{what} was left behind" for what in left]


def _found(scene: Scene, pids: Sequence[int]) -> list[str]:
    client = DockerClient(host=scene.environment.get("DOCKER_HOST"))
    try:
        found = [*client.containers(OWNER), *client.volumes(OWNER)]
    finally:
        client.close()
    owned = [one.name for one in found if int(one.labels[OWNER].partition(":")[0]) in pids]
    return [*owned, *left_in(scene)]


def left_in(scene: Scene) -> list[str]:
    """Return the processes and temporary files of the commands that were run in a scene."""
    return [*_processes(scene.word), *(str(path) for path in scene.temporary.iterdir())]


def _processes(word: str) -> list[str]:
    """Return the processes with a word in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and word.encode() in (entry / "environ").read_bytes():
                found.append(f"process {entry.name}: {(entry / 'cmdline').read_bytes().decode(errors='replace')[:200]}")
        except OSError:
            continue
    return found
