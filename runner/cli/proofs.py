"""What `prebrief problem verify` does: prove one problem after another, and tell what came of it."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from rich.table import Table

from runner.catalog import due, find_problem, shipped_problems
from runner.cli.console import cell, note, out, print_document, say
from runner.cli.engines import lent_engine
from runner.cli.grading import watch
from runner.cli.kill_matrix import matrix_table
from runner.cli.live import duration_text
from runner.grading import Batch, Entry
from runner.model import BadInput, CheckFailed, OurFault
from runner.proving import Proof, Proving, RunBatch, verify_problem, verify_within
from sandbox.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for."""

    names: tuple[str, ...] = ()
    engine: str = ""
    lanes: int = 2
    check: bool = False
    mutants: bool = False
    minutes: float = 0.0
    within: float = math.inf
    due: int = 0

    def how(self, run_batch: RunBatch) -> Proving:
        """Return how a problem is proved."""
        return Proving(
            lanes=self.lanes,
            check=self.check,
            mutants=self.mutants,
            minutes=self.minutes,
            run_batch=run_batch,
            say=note,
        )


def verify_all(request: Request, *, as_json: bool) -> None:
    """Prove every problem that was named; raises CheckFailed where one does not hold, OurFault for an ungraded one."""
    folders = _folders(request.names)
    if request.due:
        folders = due(folders, day=date.today().toordinal(), most=request.due)
    proofs: list[Proof] = []
    with lent_engine(request.engine, trusted=True) as engine:
        for proof in _proofs(request, folders, engine):
            proofs.append(proof)
            if not as_json:
                _tell(proof)
    if as_json:
        print_document("verify", {"problems": [_document(proof) for proof in proofs]})
    _settle(proofs)


def _proofs(request: Request, folders: tuple[Path, ...], engine: Engine) -> Iterator[Proof]:
    def how_of(folder: Path) -> Proving:
        def run_batch(batch: Batch, entries: tuple[Entry, ...]) -> None:
            watch(batch, entries, title=folder.name)

        return request.how(run_batch)

    if request.within < math.inf:
        yield from verify_within(folders, engine, how_of, seconds=request.within * 60)
    else:
        for folder in folders:
            yield verify_problem(folder, engine, how_of(folder))


def _folders(names: tuple[str, ...]) -> tuple[Path, ...]:
    if names:
        return tuple(dict.fromkeys(find_problem(name) for name in names))
    shipped = tuple(path.parent for path in sorted(shipped_problems().glob("*/problem.toml")))
    if not shipped:
        raise BadInput("No problem came with this installation. Name one, or its folder.")
    return shipped


def _tell(proof: Proof) -> None:
    table = Table("problem", "step", "", "result", box=None, pad_edge=False, show_header=False)
    for step in proof.steps:
        mark, style = ("ok", "green") if step.holds else ("FAULT", "red")
        table.add_row(cell(proof.slug), step.name.value, cell(mark, style=style), cell(step.result))
    out().print(table)
    if proof.matrix is not None:
        out().print(matrix_table(proof.matrix))
    for step in proof.steps:
        for doubt in step.doubts:
            note(f"  {step.name}, to consider: {doubt}", style="yellow")
        for fault in step.faults:
            say(f"  {step.name}: {fault}", style="red")
    verdict = "holds" if proof.holds else "does not hold"
    where = proof.engine if proof.isolated else f"{proof.engine}, NOT ISOLATED"
    style = "green" if proof.holds else "red"
    say(f"{proof.slug} {verdict} ({where}, {duration_text(proof.seconds)})", style=style)


def _settle(proofs: list[Proof]) -> None:
    broken = [proof for proof in proofs if not proof.holds]
    ungraded = [example.path for proof in proofs for example in proof.ungraded]
    if broken and all(_only_ungraded(proof) for proof in broken):
        raise OurFault(f"{len(ungraded)} example(s) could not be graded, through no fault of theirs. Try again.")
    if broken:
        names = ", ".join(proof.slug for proof in broken)
        raise CheckFailed(f"{len(broken)} of {len(proofs)} problem(s) do not hold: {names}")


def _only_ungraded(proof: Proof) -> bool:
    """Whether nothing but examples that could not be graded keeps the proof from holding."""
    faults = sum(len(step.faults) for step in proof.steps)
    return bool(proof.ungraded) and faults == len(proof.ungraded)


def _document(proof: Proof) -> dict[str, object]:
    return {
        "problem": proof.slug,
        "folder": str(proof.folder),
        "holds": proof.holds,
        "engine": proof.engine,
        "isolated": proof.isolated,
        "seconds": proof.seconds,
        "lock": proof.lock.value,
        "findings": [asdict(finding) for finding in proof.findings],
        "steps": [{**asdict(step), "holds": step.holds} for step in proof.steps],
        "examples": [asdict(example) for example in proof.examples],
        "uncaught": list(proof.uncaught),
        "matrix": None if proof.matrix is None else asdict(proof.matrix),
    }
