"""What a candidate needs is what `pip install prebrief` brings: the rest is blocked here, and the way goes through."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
MODULES = {"docker": "docker", "markdown-it-py": "markdown_it", "prometheus-client": "prometheus_client"}
BLOCKED = """\
import importlib.abc, sys

class Nothing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Nothing())
from runner.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def host_modules() -> set[str]:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    names = {re.split(r"[<>=\[]", each)[0] for each in (*extras["host"], *extras["postgres"], *extras["mutants"])}
    return {MODULES.get(name, name.replace("-", "_")) for name in names - {"prebrief"}} | {"psycopg", "cosmic_ray"}


def prebrief(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = BLOCKED.format(names=host_modules() - {"pygments", "markdown_it"})  # rich has these two
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)


def test_a_candidate_gets_through_with_nothing_of_the_host(office, address, tmp_path):
    link = f"{address}#{office.tokens['ana']}"
    opened = prebrief(tmp_path, "open", link, "--to", "kit")
    assert opened.returncode == 0, opened.stderr
    assert "This round assesses" in opened.stdout
    kit = tmp_path / "kit"
    for command, code, words in [
        (("start", "--yes"), 0, "The clock runs"),
        (("check",), 1, "Visible tests:"),
        (("submit",), 0, "Handed in: submission 1"),
        (("status",), 0, "handed in"),
        (("feedback",), 0, "Hidden tests, not shown"),
    ]:
        came = prebrief(kit, *command)
        assert (came.returncode, words in came.stdout) == (code, True), (command, came.stdout, came.stderr)


def test_what_needs_the_host_says_what_to_install(tmp_path):
    for command in (("doctor",), ("rounds",), ("init", "x"), ("serve",)):
        came = prebrief(tmp_path, *command)
        assert came.returncode != 0
        assert "prebrief[host]" in came.stderr, came.stderr
        assert "Traceback" not in came.stderr
