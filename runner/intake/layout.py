"""Where the modules lie in what was handed in, and what to say where they don't.

A module `m` is `m.py`, or a package `m/` with an `__init__.py`. A folder that only wraps the rest is taken off, however
it is called, as long as the modules are not found without that.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import PurePosixPath

from runner.intake.names import shown
from runner.model.errors import SubmissionRejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The files of a submission by path, and the paths of its folders."""

    files: Mapping[str, bytes]
    folders: Set[str]

    def has(self, module: str) -> bool:
        """Whether the module is here, as a file or as a package."""
        return f"{module}.py" in self.files or f"{module}/__init__.py" in self.files

    def unwrapped(self) -> "Tree | None":
        """Return what lies in the one folder that holds everything, None where there is no such folder."""
        tops = {path.partition("/")[0] for path in self.files}
        if len(tops) != 1 or (top := tops.pop()) in self.files:
            return None
        start = len(top) + 1
        return Tree(
            files={path[start:]: data for path, data in self.files.items()},
            folders={path[start:] for path in self.folders if path.startswith(f"{top}/")},
        )


def settled(tree: Tree, modules: tuple[str, ...]) -> Tree:
    """Return the tree at whose top the modules lie; raises SubmissionRejected."""
    if not tree.files and not any(f"{module}.py" in tree.folders for module in modules):
        raise SubmissionRejected(f"it holds no files; hand in {_wanted(modules)}")
    inner: Tree | None = tree
    while inner is not None:
        if any(inner.has(module) or f"{module}.py" in inner.folders for module in modules):
            tree = inner
            break
        inner = inner.unwrapped()
    for module in modules:
        _check_module(tree, module)
    return tree


def _check_module(tree: Tree, module: str) -> None:
    source = f"{module}.py"
    if source in tree.folders:
        raise SubmissionRejected(f"{shown(source)} is a folder; it must be a Python file")
    if source in tree.files and module in tree.folders:
        raise SubmissionRejected(f"{shown(source)} lies beside a folder {shown(module + '/')}; keep one of them")
    if tree.has(module):
        return
    if module in tree.folders:
        raise SubmissionRejected(f"the folder {shown(module + '/')} has no `__init__.py`; add one, or hand in {source}")
    near = [path for path in sorted(tree.files) if PurePosixPath(path).name.casefold() == source.casefold()]
    near += [path for path in sorted(tree.files) if path.endswith(".py")]
    found = f"; found {shown(near[0])}, rename or move it" if near else "; hand it in under that name"
    raise SubmissionRejected(f"there is no {shown(source)} at the top{found}")


def _wanted(modules: tuple[str, ...]) -> str:
    return " and ".join(f"`{module}.py`" for module in modules)
