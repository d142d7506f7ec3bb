"""A candidate's `DECISIONS.md` as HTML that can do nothing, and can't pass for a part of the report."""

from __future__ import annotations

from markupsafe import Markup

from runner.plain import visible
from runner.report.markup import read, written

MOST_RENDERED = 16 * 1024
MOST_SHOWN = 64 * 1024


def decisions_html(text: str) -> Markup:
    """Return the markup; text of unusual length is shown as it was written."""
    shown = visible(text[:MOST_SHOWN], newlines=True)
    if len(text) > MOST_RENDERED:
        note = Markup("<p>(cut)</p>") if len(text) > MOST_SHOWN else Markup("")
        return Markup("<pre>{}</pre>").format(shown) + note
    return Markup("").join(written(read(shown)))
