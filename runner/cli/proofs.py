"""What `prebrief problem verify` does: prove one problem after another, and tell what came of it."""

import math
import time
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
from runner.proving import Examined, Proof, Proving, RunBatch, examine, try_mutants


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
    """Prove every problem that was named; raises CheckFailed where one does not hold, OurFault for an ungraded one.

    With `within`, all that is no mutant comes first; then each problem's mutants have a share of the minutes left.
    """
    folders = _folders(request.names)
    if request.due:
        folders = due(folders, day=date.today().toordinal(), most=request.due)
    ends = time.monotonic() + request.within * 60
    proofs: list[Proof] = []
    with lent_engine(request.engine, trusted=True) as engine:

        def examined(folder: Path) -> tuple[Examined, Proving]:
            def run_batch(batch: Batch, entries: tuple[Entry, ...]) -> None:
                watch(batch, entries, title=folder.name)

            how = request.how(run_batch)
            return examine(folder, engine, how), how

        in_turn = (examined(folder) for folder in folders)
        ready = _mutants_last(in_turn) if request.mutants and request.within < math.inf else in_turn
        for done, (each, how) in enumerate(ready):
            minutes = (ends - time.monotonic()) / 60 / (len(folders) - done)
            proofs.append(try_mutants(each, engine, how, minutes=minutes))
            if not as_json:
                _tell(proofs[-1])
    if as_json:
        print_document("verify", {"problems": [_document(proof) for proof in proofs]})
    _settle(proofs)


def _mutants_last(in_turn: Iterator[tuple[Examined, Proving]]) -> Iterator[tuple[Examined, Proving]]:
    """Yield at once what has no mutants to try, and all others when the last was examined."""
    waiting = []
    for each, how in in_turn:
        if each.sound:
            note(f"{each.proof.slug}: examined in {duration_text(each.proof.seconds)}; its mutants come later")
            waiting.append((each, how))
        else:
            yield each, how
    yield from waiting


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
