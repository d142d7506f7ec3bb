"""A Python that imports next to nothing: how readers of archives are started."""

from __future__ import annotations

import sys
from pathlib import Path

import runner

# A reader needs a tenth of what the packages above it import: so their `__init__` are not run, and no site packages are
# looked for.
_START = """\
import sys, types
for name in ("runner", "runner.intake", "runner.model", "sandbox", "sandbox.wall"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [sys.argv[1] + "/" + name.replace(".", "/")]
"""


def lean_python(code: str, *arguments: str) -> list[str]:
    """Return the command that runs our own `code`; its `sys.argv[2:]` are the arguments. It needs no environment."""
    root = Path(runner.__file__).resolve().parent.parent
    return [sys.executable, "-I", "-S", "-B", "-c", _START + code, str(root), *arguments]
