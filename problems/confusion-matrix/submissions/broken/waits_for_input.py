"""timeout: the import never ends, because a loop left over from trying things out waits for a file."""

from __future__ import annotations

import time
from pathlib import Path

while not Path("scores.csv").exists():
    time.sleep(0.1)


def roc_area(y_true: list[int], scores: list[float]) -> float | None:
    """Return the area under the ROC curve."""
    pairs = [(p, n) for y, p in zip(y_true, scores, strict=True) if y
             for z, n in zip(y_true, scores, strict=True) if not z]
    return sum(p > n for p, n in pairs) / len(pairs) if pairs else None
