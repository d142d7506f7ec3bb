"""`publish` and `submit` killed: at each of their steps, and in the middle of what they write.

    publish    a round is there whole, or not at all; once the command was given again it is there, alone in its folder
    submit     an inbox has the submission whole, or the one before it; given again, it has it, and nothing else new

A case is two commands: one that is killed, and the same again. What is wrong after either is a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.catalog import load_problem, read_folder
from runner.intake import find_submissions
from runner.model import RunnerError
from runner.rounds import open_kit, open_round, pack, publish
from tests.faults.scene import COMMAND, DRIVER, Case, Ended, Scene, left_in, name_of
from tests.faults.steps import Act, Plan, done_in, steps_in

_CUT = "cut 60"  # bytes of a file after which the run is killed while it writes
_FIRST = "def double(n):\n    return n + n\n"
_SECOND = "def double(n):\n    return 2 * n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """A round's kit with something to hand in, and what must come of that: the zips, the files of a round."""

    scene: Scene
    kit: Path
    zips: tuple[bytes, bytes]
    parts: frozenset[str]

    def publish(self, rounds: Path) -> list[str]:
        """Return the arguments that publish into a folder of rounds."""
        return ["publish", str(self.scene.problem), "--to", str(rounds / "spring")]

    def submit(self, inbox: Path) -> list[str]:
        """Return the arguments that hand in."""
        return ["submit", str(self.kit), "--to", str(inbox), "--name", "ana"]


def make_handing(scene: Scene) -> Handing:
    """Publish a round, and write what is handed in from its kit at first, and then in its place."""
    opened = publish(load_problem(scene.problem, need_lock=True), scene.folder / "round")
    parts = frozenset(read_folder(opened.folder))
    zips = []
    for text in (_FIRST, _SECOND):
        (opened.kit / "solution.py").write_text(text)
        zips.append(pack(open_kit(opened.kit), "ana").data)
    return Handing(scene=scene, kit=opened.kit, zips=(zips[0], zips[1]), parts=parts)


# publish


def publish_cases(handing: Handing) -> list[Case]:
    """Return a case for each step of publishing, and for files that are cut."""
    folder = handing.scene.folder / "publish-steps"
    steps = _steps(handing.scene, folder, handing.publish(folder))
    return _cases_of(steps)


def try_publish(handing: Handing, case: Case) -> list[str]:
    """Publish, killed as the case says, and again; returns what is wrong."""
    scene, rounds = handing.scene.apart(), handing.scene.folder / f"publish-{name_of(case)}"
    killed = _killed(scene, case, rounds, handing.publish(rounds))
    there = (rounds / "spring").exists()
    wrong = [*killed, *(_half_round(handing, rounds) if there else ())]
    following = scene.run([*COMMAND, *handing.publish(rounds)])
    if following.code != (2 if there else 0):
        wrong.append(f"the next run ended with {following.code}: {following.said}")
    names = sorted(path.name for path in rounds.iterdir())
    wrong += [f"{name} was left behind" for name in names if name != "spring"]
    return [*wrong, *_half_round(handing, rounds), *left_in(scene)]


def _half_round(handing: Handing, rounds: Path) -> Iterator[str]:
    try:
        opened = open_round(rounds / "spring")
        missing = handing.parts - set(read_folder(opened.folder))
    except (RunnerError, OSError) as error:
        yield f"there is half a round: {error}"
        return
    if missing or not opened.inbox.is_dir():
        yield f"there is half a round, without {sorted(missing)}"


# submit


def submit_cases(handing: Handing) -> list[Case]:
    """Return a case for each step of handing in what replaces something, and for a zip that is cut."""
    folder = handing.scene.folder / "submit-steps"
    steps = _steps(handing.scene, folder, handing.submit(_inbox(handing, folder, replaces=True)))
    return _cases_of(steps)


def try_submit(handing: Handing, case: Case, *, replaces: bool = True) -> list[str]:
    """Hand in, killed as the case says, and again; returns what is wrong."""
    scene, folder = handing.scene.apart(), handing.scene.folder / f"submit-{replaces}-{name_of(case)}"
    inbox = _inbox(handing, folder, replaces=replaces)
    killed = _killed(scene, case, folder, handing.submit(inbox))
    wrong = [*killed, *_half_submission(handing, inbox, replaces=replaces, arrived=False)]
    following = scene.run([*COMMAND, *handing.submit(inbox)])
    if following.code != 0:
        wrong.append(f"the next run ended with {following.code}: {following.said}")
    wrong += _half_submission(handing, inbox, replaces=replaces, arrived=True)
    names = sorted(str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.name.startswith(".arriving"))
    return [*wrong, *(f"{name} was left behind" for name in names), *left_in(scene)]


def _inbox(handing: Handing, folder: Path, *, replaces: bool) -> Path:
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    if replaces:
        (inbox / "ana.zip").write_bytes(handing.zips[0])
    return inbox


def _half_submission(handing: Handing, inbox: Path, *, replaces: bool, arrived: bool) -> Iterator[str]:
    """Say what is wrong with an inbox: what is graded of it, and what is kept of what was replaced."""
    first, second = handing.zips
    found = {name: path.read_bytes() for name, path in find_submissions(inbox)}
    allowed = [{"ana": second}] if arrived else [{"ana": second}, {"ana": first} if replaces else {}]
    if found not in allowed:
        yield f"the inbox has {[(name, len(data)) for name, data in found.items()]}"
    earlier = list((inbox / ".earlier").glob("*.zip"))
    if any(path.read_bytes() != first for path in earlier):
        yield "what was replaced is kept by half"
    if replaces and found.get("ana") == second and not earlier:
        yield "what was replaced is lost"


# both


def _steps(scene: Scene, folder: Path, arguments: Sequence[str]) -> list[str]:
    plan = Plan(folder=str(folder), log=f"{folder}.log")
    ended = scene.run([*DRIVER, plan.to_text(), *arguments])
    if ended.code != 0:
        raise AssertionError(f"{arguments[0]} fails by itself: {ended.said}")
    return steps_in(Path(plan.log))


def _killed(scene: Scene, case: Case, folder: Path, arguments: Sequence[str]) -> list[str]:
    """Run a command that is to be killed; returns what is wrong with how it ended."""
    plan = Plan(folder=str(folder), log=f"{folder}.log", acts=case.acts)
    ended: Ended = scene.run([*DRIVER, plan.to_text(), *arguments])
    if not done_in(Path(plan.log)):
        return [f"not met: {case.name}"]
    return [] if ended.code is not None and ended.code < 0 else [f"it was not killed: {ended.code} {ended.said}"]


def _cases_of(steps: Sequence[str]) -> list[Case]:
    """Return a case for each step, and for each file that is cut while it is written; folders are made on the way."""
    deaths = [(step, "die") for step in steps if not step.startswith("mkdir ")]
    cuts = [(step, _CUT) for step in steps if step.startswith("open ")]
    return [Case(name=f"{do} at {step}", acts=(Act(at=step, do=do),)) for step, do in (*deaths, *cuts)]
