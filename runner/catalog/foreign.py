"""Make a problem of a pytest suite that was written for something else: its tests stay as they are, byte for byte.

TESTS (file or folder) ---------> tests/hidden/...        unmodified, helpers and data with them
REFERENCE (file or package) ----> reference/<module>...   the module or the package that the tests import
             `--by its text-----> starter/<module>...     signatures only (see starter.py)
names that the tests import ----> tests/visible/test_interface.py
one group per test file, equal shares of 100 points; a brief that is plainly a draft
"""

import ast
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from runner.catalog import suite
from runner.catalog.folder import read_folder
from runner.catalog.skeleton import check_slug, seed_of, title_of
from runner.catalog.starter import module_name, starter_files
from runner.model import BadInput

_LIBRARIES = frozenset({"numpy", "pytest", "hypothesis"})
_HIDDEN = "tests/hidden/"
_RELATIVE = "Give the whole folder of tests, with its __init__.py; their subject must be imported by its name."
DRAFT_MARK = b"DRAFT. Not written yet: do not publish."  # in the brief, until somebody writes it


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignSuite:
    """What was found: the `modules` to hand in, and imports that nothing here provides.

    `names` has what the tests use of each module, those within packages by their dotted names.
    """

    files: dict[str, bytes]
    modules: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    unknown_imports: tuple[str, ...]

    @property
    def private(self) -> tuple[str, ...]:
        """The private names of modules that the tests use: none of them will cross the wall."""
        return tuple(
            f"{module}.{name}"
            for module, names in self.names.items()
            for name in names
            if name.startswith("_") and not name.endswith("__")
        )


def foreign_problem(slug: str, *, tests: Path, reference: Path, author: str = "Your name") -> ForeignSuite:
    """Return the files of a problem made of a suite and its reference; BadInput that says what does not fit."""
    check_slug(slug)
    given = _given(tests)
    provided = _provided(reference)
    imports = _imports(given, _known_modules(provided))
    modules, reference_files = _match(_tops(imports), provided, given)
    copied = {path: data for path, data in given.items() if not _belongs(path, modules)}
    test_files = _test_files(copied, only=tests.name if tests.is_file() else None)
    if not test_files:
        raise BadInput(f"{tests} holds no pytest file with a test. Give a test file, or a folder with test_*.py in it.")
    names = {
        module: tuple(sorted(name for name in taken if name != "*"))
        for module, taken in sorted(imports.items())
        if module.partition(".")[0] in modules
    }
    groups = _groups(test_files)
    files = {f"{_HIDDEN}{path}": data for path, data in copied.items()}
    files |= {f"reference/{path}": data for path, data in reference_files.items()}
    files |= {f"starter/{path}": data for path, data in starter_files(reference_files, names).items()}
    files["tests/visible/test_interface.py"] = _interface_test(names)
    files["problem.toml"] = _toml(slug, modules, groups, author)
    files["brief.md"] = _brief(slug, names)
    known = set(modules) | _LIBRARIES | set(sys.stdlib_module_names) | _local(copied)
    return ForeignSuite(
        files=dict(sorted(files.items())),
        modules=modules,
        names=names,
        groups=tuple(groups),
        left_out=tuple(sorted(set(given) - set(copied))),
        unknown_imports=tuple(sorted(set(_tops(imports)) - known)),
    )


def _given(tests: Path) -> dict[str, bytes]:
    if tests.is_dir():
        files = read_folder(tests)
        name = tests.resolve().name
        if "__init__.py" in files and name.isidentifier():  # a package, whose files may import each other by its name
            return {f"{name}/{path}": data for path, data in files.items()}
        return files
    if not tests.is_file():
        raise BadInput(f"{tests} is not there. Give a pytest file, or a folder of them, after --from.")
    return {tests.name: _bytes(tests)}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} can't be read ({error.strerror}). Make it readable.") from error


def _provided(reference: Path) -> dict[str, dict[str, bytes]]:
    """Return what the reference provides: module -> its files by their path below `reference/`."""
    if reference.is_file() and reference.suffix == ".py":
        return {reference.stem: {reference.name: _bytes(reference)}}
    if not reference.is_dir():
        raise BadInput(f"{reference} is not a Python file or a folder. Give the reference solution after --reference.")
    files = read_folder(reference)
    if "__init__.py" in files:
        return {reference.resolve().name: {f"{reference.resolve().name}/{path}": data for path, data in files.items()}}
    modules: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        top = PurePosixPath(path).parts[0]
        if f"{top}/__init__.py" in files or ("/" not in path and path.endswith(".py") and not suite.is_test_file(path)):
            modules.setdefault(top.removesuffix(".py"), {})[path] = data
    return modules


def _known_modules(provided: Mapping[str, Mapping[str, bytes]]) -> set[str]:
    """Return the dotted names of the reference's modules, but those that their package has another thing for."""
    known = {module_name(path) for files in provided.values() for path in files if path.endswith(".py")}
    for files in provided.values():
        for path, data in files.items():
            if path.endswith("/__init__.py"):
                known -= {f"{module_name(path)}.{name}" for name in _bound_in(data)}
    return known


def _bound_in(data: bytes) -> set[str]:
    """Return the names that a package has from its modules or defines; `from . import sub` is the module itself."""
    try:
        tree = suite.parse(data, "reference")
    except ValueError:
        return set()  # whoever draws the starter says so
    plain = [node for node in tree.body if not (isinstance(node, ast.ImportFrom) and not node.module)]
    return suite.defined_names(ast.Module([node for node in plain if not isinstance(node, ast.Import)], []))


def _tops(imports: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return what is taken from each top-level module; a module of a package counts as a name of it."""
    tops: dict[str, set[str]] = {}
    for module, names in imports.items():
        top, _, inner = module.partition(".")
        tops.setdefault(top, set()).update({inner.partition(".")[0]} if inner else names)
    return tops


def _imports(files: Mapping[str, bytes], known: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path, data in files.items():
        if not path.endswith(".py"):
            continue
        try:
            tree = suite.parse(data, path)
        except ValueError as error:
            if suite.is_test_file(path):
                raise BadInput(f"{path} {error}. Correct it first.") from error
            continue  # a data file for the tests, it seems
        outside = [text for dots, text in suite.relative_imports(tree) if dots > _packages_around(path, files)]
        if outside and suite.is_test_file(path):
            raise BadInput(f"{path} has `{outside[0]}`, which leads out of what was given. {_RELATIVE}")
        for module, names in suite.imported_names(tree, known).items():
            found.setdefault(module, set()).update(names)
    return found


def _packages_around(path: str, files: Mapping[str, bytes]) -> int:
    """Return how many packages of the suite a file lies in, one within the other: so many dots may lead upwards."""
    folder, count = PurePosixPath(path).parent, 0
    while folder.name and f"{folder}/__init__.py" in files:
        folder, count = folder.parent, count + 1
    return count


def _match(
    imports: Mapping[str, set[str]], provided: dict[str, dict[str, bytes]], given: Mapping[str, bytes]
) -> tuple[tuple[str, ...], dict[str, bytes]]:
    """Return the modules under test and their reference files, a single file renamed to the module it stands for."""
    by_name = tuple(module for module in provided if module in imports)
    if by_name:
        files = {path: data for module in provided for path, data in provided[module].items()}
        return by_name, files
    wanted = sorted(set(imports) - set(sys.stdlib_module_names) - _LIBRARIES)
    single = next(iter(provided.values())) if len(provided) == 1 else {}
    if len(single) == 1:
        [data] = single.values()
        defined = suite.defined_names(_reference_tree(data))
        own = _local(given)
        fitting = [m for m in wanted if imports[m] - {"*"} <= defined and (imports[m] or m not in own)]
        if len(fitting) == 1:
            return (fitting[0],), {f"{fitting[0]}.py": data}
    raise BadInput(
        f"The tests import {', '.join(wanted) or 'nothing to test'}; the reference provides "
        f"{', '.join(sorted(provided)) or 'no module'}. Give a reference that is named as the tests import it."
    )


def _reference_tree(data: bytes) -> ast.Module:
    try:
        return suite.parse(data, "reference")
    except ValueError as error:
        raise BadInput(f"The reference {error}. Give one that works.") from error


def _local(files: Mapping[str, bytes]) -> set[str]:
    """Return the modules that the suite brings itself, at any depth."""
    names: set[str] = set()
    for path in files:
        if path.endswith(".py"):
            names.update(part.removesuffix(".py") for part in PurePosixPath(path).parts)
    return names


def _belongs(path: str, modules: tuple[str, ...]) -> bool:
    """Whether the file is (a copy of) what is tested, which must not lie among the hidden tests."""
    return PurePosixPath(path).parts[0].removesuffix(".py") in modules and not suite.is_test_file(path)


def _test_files(files: Mapping[str, bytes], *, only: str | None) -> tuple[str, ...]:
    return tuple(
        path
        for path in files
        if (suite.is_test_file(path) or path == only)
        and path.endswith(".py")
        and suite.has_tests(suite.parse(files[path], path))
    )


def _groups(test_files: tuple[str, ...]) -> dict[str, tuple[str, float]]:
    """Return group -> (file, points): equal shares, rounded so that they add up to 100."""
    units = 1 if len(test_files) <= 100 else 100  # whole points, or hundredths where there are too many files
    share, rest = divmod(100 * units, len(test_files))
    groups: dict[str, tuple[str, float]] = {}
    for number, path in enumerate(test_files):
        stem = PurePosixPath(path).stem.removeprefix("test_").removesuffix("_test") or "tests"
        name = base = (
            "".join(c if c.isascii() and c.isalnum() else "-" for c in stem.lower()).strip("-")[:40] or "tests"
        )
        again = 2
        while name in groups:
            name, again = f"{base}-{again}", again + 1
        groups[name] = (f"{_HIDDEN}{path}", (share + (number < rest)) / units)
    return groups


def _interface_test(names: Mapping[str, tuple[str, ...]]) -> bytes:
    lines = ['"""The names that a solution must have."""', "", "import importlib", "", "import pytest", "", "NAMES = ["]
    public = {module: [name for name in many if not name.startswith("_")] for module, many in names.items()}
    lines += [f'    ("{module}", "{name}"),' for module, many in public.items() for name in many or ("__name__",)]
    lines += ["]", "", "", '@pytest.mark.parametrize(("module", "name"), NAMES)']
    lines += ["def test_name_is_there(module: str, name: str) -> None:"]
    lines += ["    assert hasattr(importlib.import_module(module), name)", ""]
    return "\n".join(lines).encode()


def _toml(slug: str, modules: tuple[str, ...], groups: Mapping[str, tuple[str, float]], author: str) -> bytes:
    text = _TOML.format(
        title=json.dumps(title_of(slug)),
        label=json.dumps(f"Coding: {title_of(slug)}"),
        author=json.dumps(author),
        modules=json.dumps(list(modules)),
        seed=seed_of(slug),
    )
    for name, (path, points) in groups.items():
        text += f"\n[[group]]\nname = {json.dumps(name)}\npoints = {points:g}\ntests = {json.dumps(path)}\n"
    return (text + '\n[feedback]\nhidden = "counts"\nrelease = "after-review"\n').encode()


def _brief(slug: str, names: Mapping[str, tuple[str, ...]]) -> bytes:
    lines = [
        f"# {title_of(slug)}",
        "",
        f"**{DRAFT_MARK.decode()}** Made from a test suite; to do:",
        "",
    ]
    lines += [f"- [ ] {item}" for item in _TO_DO]
    lines += ["", "## What to hand in", ""]
    for module, many in names.items():
        uses = ", ".join(f"`{name}`" for name in many) or "what the starter has"
        lines.append(f"`{module.replace('.', '/')}.py` (or the package of that name) with {uses}.")
    return ("\n".join(lines) + "\n").encode()


_TO_DO = (
    "the situation, the task, the interface with types, shapes and units",
    "two worked examples, and the same as tests in `tests/visible/`",
    "what is assessed and what is not (here and in `problem.toml`)",
    "read `starter/`: its signatures and docstrings come from the reference, and must not tell the solution",
    "how it is scored, which limits hold, which assistants are allowed",
    "example submissions in `submissions/`, a guide in `interviewer.md`, then `prebrief problem verify`",
)

_TOML = """\
format = 1

[problem]
title = {title}
version = "1"
authors = [{author}]
license = "see the authors of the suite"
themes = ["algorithms"]      # from the list that `prebrief problem themes` prints
difficulty = "core"          # warm-up | core | stretch
prepare_hours = 24
minutes = 45

[round]                      # the candidate reads this first
label = {label}
format = "live"              # live | take-home | panel
assesses = ["to be written"]
not_assessed = ["to be written"]

[environment]
image = "python"
modules = {modules}

[tests]
seed = {seed}
"""
