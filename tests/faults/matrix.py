"""All cases of all areas, tried several at a time, and what came of each.

calls, runner, sandbox, twice    on the machine's engine, several at a time
engine                           on an engine of our own, one after another, since it is killed each time
publish, submit                  without an engine
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests.faults.cases import AREAS, cases_of
from tests.faults.handing_in import make_handing, publish_cases, submit_cases, try_publish, try_submit
from tests.faults.ledger import Roll
from tests.faults.own_engine import OwnEngine, own_engine
from tests.faults.scene import Case, Scene, again, disturbed, make_scene, undisturbed, write_problem

ALL_AREAS = (*AREAS, "publish", "submit")
NOT_MET = "not met: "
Try = Callable[[], list[str]]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of one case: sentences that say what is wrong, none where nothing is."""

    area: str
    name: str
    wrong: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for: areas, a word that names of cases must have, how many at a time."""

    areas: tuple[str, ...] = ALL_AREAS
    only: str = ""
    jobs: int = 2


def try_all(folder: Path, wish: Wish, say: Say) -> list[Came]:
    """Try every case that is asked for."""
    problem = write_problem(folder)
    scene = make_scene(folder / "scene", problem)
    came: list[Came] = []
    if set(wish.areas) & set(AREAS):
        steps, roll = undisturbed(scene)
        say(f"a batch of two has {len(steps)} steps: " + ", ".join(f"{who} {it.score}" for who, it in roll.items()))
        for area in (area for area in AREAS if area in wish.areas):
            cases = [case for case in cases_of(area, steps) if wish.only in case.name]
            if area == "engine":
                came += _try_engine(scene, cases, roll, say)
            else:
                tries = {case.name: partial(try_case, scene, case, roll) for case in cases}
                came += _try_some(area, tries, wish.jobs, say)
    came += _try_handing_in(scene, wish, say)
    return came


def try_case(scene: Scene, case: Case, roll: Roll, *, engine: OwnEngine | None = None) -> list[str]:
    """Run a case and the run after it; returns what is wrong. One that was not met is tried once more."""
    wrong = _try_once(scene.apart(), case, roll, engine)
    if any(fault.startswith(NOT_MET) for fault in wrong):
        wrong = _try_once(scene.apart(), replace(case, name=f"{case.name} again"), roll, engine)
    return wrong


def _try_once(scene: Scene, case: Case, roll: Roll, engine: OwnEngine | None) -> list[str]:
    ended, books, wrong = disturbed(scene, case, roll, engine=engine.pid if engine else 0)
    if engine is not None:
        engine.revive()
    return wrong + again(scene, case, roll, (ended, books))


def _try_some(area: str, tries: dict[str, Try], jobs: int, say: Say) -> list[Came]:
    came = []
    with ThreadPoolExecutor(max_workers=jobs) as executor:
        running = [executor.submit(_timed, area, name, work) for name, work in tries.items()]
        for future in as_completed(running):
            came.append(future.result())
            say(told(came[-1], f"{len(came)} of {len(tries)}"))
    return came


def _timed(area: str, name: str, work: Try) -> Came:
    began = time.monotonic()
    wrong = tuple(work())
    return Came(area=area, name=name, wrong=wrong, seconds=time.monotonic() - began)


def _try_engine(scene: Scene, cases: Sequence[Case], roll: Roll, say: Say) -> list[Came]:
    if not cases:
        return []
    with own_engine() as engine:
        own = replace(scene, environment={"DOCKER_HOST": engine.address})
        tries = {case.name: partial(try_case, own, case, roll, engine=engine) for case in cases}
        return _try_some("engine", tries, 1, say)


def _try_handing_in(scene: Scene, wish: Wish, say: Say) -> list[Came]:
    if not {"publish", "submit"} & set(wish.areas):
        return []
    handing = make_handing(scene)
    tries: dict[str, dict[str, Try]] = {
        "publish": {case.name: partial(try_publish, handing, case) for case in publish_cases(handing)},
        "submit": {case.name: partial(try_submit, handing, case) for case in submit_cases(handing)},
    }
    asked = {area: {name: it for name, it in some.items() if wish.only in name} for area, some in tries.items()}
    return [came for area in asked if area in wish.areas for came in _try_some(area, asked[area], wish.jobs, say)]


def told(came: Came, place: str) -> str:
    """Return one line for a case, and one for each thing that is wrong."""
    head = f"{came.area} {place}, {came.seconds:.0f} s: {came.name}"
    return "\n".join([head, *(f"    WRONG: {fault}" for fault in came.wrong)])


def summary(all_came: Sequence[Came]) -> str:
    """Return a line for each area: how many cases, how many kept the property."""
    lines = []
    for area in ALL_AREAS:
        own = [came for came in all_came if came.area == area]
        kept = sum(not came.wrong for came in own)
        if own:
            seconds = sum(came.seconds for came in own)
            lines.append(f"{area:10} {len(own):4} faults, {kept:4} kept the property, {seconds:6.0f} s")
    return "\n".join(lines)
