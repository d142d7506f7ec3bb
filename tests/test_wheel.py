"""The wheel has all that runs, with the files beside the modules, and no problem; installed, it works by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "runner", "sandbox", "problems/attention")
LEFT_OUT = shutil.ignore_patterns("__pycache__")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it in a copy of the sources, with what is installed here."""
    source, to = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=LEFT_OUT)
        else:
            shutil.copy(ROOT / name, source / name)
    pip("wheel", "--no-build-isolation", "--no-deps", "--quiet", "--wheel-dir", str(to), str(source))
    (made,) = to.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--quiet", "--target", str(to), str(wheel))
    return to


def pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", *words, "--no-index"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def prebrief(installed: Path, at: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys, runner\n"
        f"assert runner.__file__.startswith({str(installed)!r}), runner.__file__\n"
        "from runner.cli.main import main\nsys.exit(main(sys.argv[1:]))"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-c", program, *words], cwd=at, env=environment, capture_output=True, text=True, check=False
    )


def test_it_has_every_file_of_ours_and_no_problem(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    ours = {
        path.relative_to(ROOT).as_posix()
        for folder in ("runner", "sandbox")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == ours
    assert any(name.endswith("labels.toml") for name in names)


def test_installed_it_begins_a_problem_and_makes_a_workspace(installed: Path, tmp_path: Path) -> None:
    assert prebrief(installed, tmp_path, "problem", "new", "two-fer").returncode == 0
    made = tmp_path / "problems" / "two-fer"
    assert (made / "brief.md").is_file()
    listed = prebrief(installed, tmp_path, "problem", "list")
    assert "attention" not in listed.stdout
    assert "Traceback" not in listed.stderr
    made_workspace = prebrief(installed, tmp_path, "init", "hiring")
    assert made_workspace.returncode == 0, made_workspace.stderr
    assert prebrief(installed, tmp_path / "hiring", "round", "labels").returncode == 0
