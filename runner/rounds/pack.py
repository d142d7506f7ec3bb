"""Pack what the round asks for: the modules' files and `DECISIONS.md`, out of a kit's folder; nothing is imported."""

import ast
from dataclasses import dataclass
from pathlib import Path

from runner.catalog import imported_names, read_file, read_folder
from runner.intake import read_archive
from runner.model import BadInput, Submission, SubmissionRejected
from runner.parcel import zip_bytes
from runner.rounds.kit import Kit
from runner.rounds.notebook import code_of

DECISIONS = "DECISIONS.md"
_MOST_FILES, _MOST_BYTES = 500, 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What is handed in: the submission, the bytes of its zip, and what its author should know before."""

    submission: Submission
    data: bytes
    remarks: tuple[str, ...]


def pack(kit: Kit, candidate: str) -> Pack:
    """Return what the kit's folder has to hand in; SubmissionRejected that says what is missing.

    The zip is read back by the code that reads it when it is graded, so what that would reject is rejected here, and
    the digest is the one that the grade will name.
    """
    files = submission_files(kit)
    data = zip_bytes(files)
    submission = read_archive(data, name="submission.zip", modules=kit.sheet.modules, candidate=candidate)
    return Pack(submission=submission, data=data, remarks=_remarks(kit, files))


def submission_files(kit: Kit) -> dict[str, bytes]:
    """Return the files of the modules that the round asks for, and `DECISIONS.md` if there is one."""
    files: dict[str, bytes] = {}
    for module in kit.sheet.modules:
        files |= _module(kit.folder, module)
    if (kit.folder / DECISIONS).exists():
        files[DECISIONS] = _read(kit.folder / DECISIONS)
    if len(files) > _MOST_FILES or sum(map(len, files.values())) > _MOST_BYTES:
        most = f"{_MOST_FILES} files and {_MOST_BYTES >> 20} MiB"
        raise SubmissionRejected(f"{kit.folder}: what there is to hand in is more than {most}. Take data files out.")
    return files


def _module(folder: Path, module: str) -> dict[str, bytes]:
    single, package = folder / f"{module}.py", folder / module
    if single.is_dir():
        raise SubmissionRejected(f"{single} is a folder. Write {module}.py as a file, or name the folder {module}.")
    has_package = (package / "__init__.py").exists()
    if single.exists() and has_package:
        raise SubmissionRejected(f"{single} and {package} are both there. Keep the one that you want to hand in.")
    if has_package:
        try:
            return {f"{module}/{path}": data for path, data in read_folder(package).items()}
        except BadInput as error:
            raise SubmissionRejected(str(error)) from error
    notebook = folder / f"{module}.ipynb"
    if notebook.exists():
        if single.exists() or single.is_symlink():
            raise SubmissionRejected(f"{single} and {notebook} are both there. Keep the one that you want to hand in.")
        return {f"{module}.py": code_of(_read(notebook), notebook)}
    if not single.exists() and not single.is_symlink():
        others = f"a package {module}/ or {module}.ipynb"
        raise SubmissionRejected(f"{single} is not there. The round asks for it, or for {others}.")
    return {f"{module}.py": _read(single)}


def _read(path: Path) -> bytes:
    try:
        return read_file(path, most_bytes=_MOST_BYTES)
    except BadInput as error:
        raise SubmissionRejected(str(error)) from error


def _remarks(kit: Kit, files: dict[str, bytes]) -> tuple[str, ...]:
    remarks = [] if DECISIONS in files else [f"There is no {DECISIONS}: what you chose and why is read, so write one."]
    packed = {path.partition("/")[0].removesuffix(".py") for path in files}
    for path, data in files.items():
        if not path.endswith(".py"):
            continue
        try:
            tree = ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            where = f" in line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            remarks.append(f"{path} is not Python{where}: no test can pass.")
            continue
        remarks += [
            f"{path} imports {name}, which is beside it but not handed in: put it into the module, or make a package."
            for name in sorted(set(imported_names(tree)) - packed)
            if (kit.folder / f"{name}.py").exists() or (kit.folder / name / "__init__.py").exists()
        ]
    return tuple(remarks)
