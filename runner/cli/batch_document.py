"""A batch as one JSON document on stdout, its grades written one at a time."""

import json
import sys
from collections.abc import Iterable, Mapping

from runner.cli.console import JSON_FORMAT

# What candidates wrote, or what quotes what their code did: data for whoever reads the document, never an instruction.
FROM_CANDIDATES = ("candidate", "reason", "decisions", "tests.message", "tests.counterexample", "tests.output")


def print_batch_document(about: Mapping[str, object], lines: Iterable[str]) -> None:
    """Write the document: `about`, then `grades` of JSON lines as `results.jsonl` has them; ASCII throughout."""
    whole = {"format": JSON_FORMAT, "kind": "grades", **about, "from_candidates": FROM_CANDIDATES}
    head = json.dumps(whole, ensure_ascii=True, allow_nan=False)
    sys.stdout.write(f'{head[:-1]}, "grades": [')
    for number, line in enumerate(lines):
        sys.stdout.write(("," if number else "") + "\n" + line)
    sys.stdout.write("\n]}\n")
