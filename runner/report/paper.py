"""Templates to files: one stylesheet, a strict policy, everything that others wrote made visible and escaped.

Two nets lie under every value that a template puts out. `visible` makes what would act or hide readable; Jinja's
autoescape turns markup into text. Only `Markup` that this room made passes both, and no template puts a value of
anybody else into an attribute.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from markupsafe import Markup, escape

from runner.plain import visible

_TEMPLATES = Path(__file__).parent / "templates"
_CODE = re.compile(r"`([^`\n]{1,300})`")


def write_page(template: str, values: Mapping[str, object], out: TextIO, *, templates: Path = _TEMPLATES) -> None:
    """Write a page piece by piece; what the values yield one at a time is never held all at once.

    A room with a template of its own names its folder; what it extends is found here.
    """
    for piece in _environment(templates).get_template(template).generate(**values, css=stylesheet(), policy=policy()):
        out.write(piece)


def policy() -> str:
    """Return the page's Content-Security-Policy: nothing from anywhere, no script, this stylesheet alone."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def stylesheet() -> Markup:
    """Return the stylesheet."""
    return Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8"))  # noqa: S704  (our own file)


@cache
def _environment(templates: Path) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # only reports need it

    environment = Environment(
        loader=FileSystemLoader((templates, _TEMPLATES)),
        autoescape=True,
        finalize=_seen,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = prose
    return environment


def prose(text: str) -> Markup:
    """Return a sentence with what stands between backticks as code."""
    shown = escape(visible(text, newlines=True))
    return Markup(_CODE.sub(r"<code>\1</code>", str(shown)))  # noqa: S704  (escaped the line before)


def _seen(value: Any) -> Any:
    return visible(value, newlines=True) if isinstance(value, str) and not isinstance(value, Markup) else value
