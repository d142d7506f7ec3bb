"""Turn what a candidate handed in into a `Submission`: the one door of this room.

    file    .py --------------------------------\\
            archive --child process--\\            \\
    folder  -------------------------- Gathering -- layout -- Submission
"""

import stat
from pathlib import Path

from runner.intake import candidate_of
from runner.intake.archive import is_archive
from runner.intake.child import gather_in_child
from runner.intake.folder import gather_folder
from runner.intake.gathering import Gathering
from runner.intake.layout import Tree, settled
from runner.intake.limits import IntakeLimits
from runner.intake.names import shown
from runner.intake.regular import kind_of, opened_folder, read_file
from runner.model import OurFault, SourceFile, Submission, SubmissionRejected

DECISIONS = "decisions.md"
_DEFAULT = IntakeLimits()
_ARCHIVE_ENDINGS = (".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz")
_OTHER_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x28\xb5\x2f\xfd")


def read_submission(
    path: Path, *, modules: tuple[str, ...], candidate: str | None = None, limits: IntakeLimits = _DEFAULT
) -> Submission:
    """Read a file, folder or archive; raises SubmissionRejected with one sentence that says what, where, and the fix.

    `modules` are the problem's. Where it has one, a Python file of any name stands for it. Without a `candidate`, the
    name of the file or folder is taken. Raises OurFault where it can't be read, through no fault of the candidate.
    """
    into = Gathering(limits)
    path = _located(path)
    try:
        with opened_folder(str(path.parent)) as parent:
            if kind_of(path.name, parent) == stat.S_IFDIR:
                _refuse_folder_as_module(path, modules)
                gather_folder(path.name, into, within=parent)
            else:
                _gather_file(path, parent, modules, into)
        return _submission(into, modules, candidate_of(path.name) if candidate is None else candidate)
    except SubmissionRejected as rejected:
        raise SubmissionRejected(f"{shown(path.name)}: {rejected}") from rejected
    except OurFault as fault:
        raise OurFault(f"{shown(path.name)}: {fault}") from fault


def read_archive(
    data: bytes, *, name: str, modules: tuple[str, ...], candidate: str, limits: IntakeLimits = _DEFAULT
) -> Submission:
    """Read an archive that is no file yet, as `read_submission` will read it; `name` is what it will be called."""
    into = Gathering(limits)
    try:
        gather_in_child(data, into)
        return _submission(into, modules, candidate)
    except SubmissionRejected as rejected:
        raise SubmissionRejected(f"{shown(name)}: {rejected}") from rejected


def _submission(into: Gathering, modules: tuple[str, ...], candidate: str) -> Submission:
    tree = settled(Tree(files=into.files, folders=into.folders), modules)
    return Submission(
        candidate=candidate,
        files=tuple(SourceFile(path=name, data=tree.files[name]) for name in sorted(tree.files)),
        decisions=_decisions(tree, into.limits),
    )


def _located(path: Path) -> Path:
    """Return the path with every link resolved but the last name, which is looked at by itself."""
    absolute = path.absolute()
    return path.resolve() if absolute.name in ("", "..") else absolute.parent.resolve() / absolute.name


def _refuse_folder_as_module(path: Path, modules: tuple[str, ...]) -> None:
    if path.name in [f"{module}.py" for module in modules]:
        raise SubmissionRejected("this is a folder; it must be a Python file")


def _gather_file(path: Path, parent: int, modules: tuple[str, ...], into: Gathering) -> None:
    if path.suffix == ".ipynb":
        raise SubmissionRejected("notebooks can't be graded yet; export it as a Python file")
    limits = into.limits
    python = path.suffix == ".py"
    data = read_file(path.name, at_most=limits.archive_bytes, within=parent)
    if is_archive(data) or (path.suffix == ".tar" and len(data) % 512 == 0 and data):
        gather_in_child(data, into)
    elif python:
        name = f"{modules[0]}.py" if len(modules) == 1 else path.name
        kept = into.file(name, len(data))
        if kept is not None:
            into.add(kept, data)
    elif data.startswith(_OTHER_ARCHIVES):
        raise SubmissionRejected("it is an archive of a kind that is not read; pack it as zip or tar.gz")
    elif path.suffix.lower() in _ARCHIVE_ENDINGS:
        raise SubmissionRejected("it is named like an archive but is none; pack it again as zip or tar.gz")
    else:
        raise SubmissionRejected("it is neither a Python file, a folder, nor a zip or tar archive; hand in one of them")


def _decisions(tree: Tree, limits: IntakeLimits) -> str:
    found = next((data for name, data in sorted(tree.files.items()) if name.casefold() == DECISIONS), b"")
    return found[: limits.decisions_bytes].decode("utf-8", errors="replace")
