"""A batch as one JSON document on stdout, its grades written one at a time."""

import json
import sys
from collections.abc import Iterable, Mapping

from runner.cli.console import JSON_FORMAT


def print_batch_document(about: Mapping[str, object], lines: Iterable[str]) -> None:
    """Write the document: `about`, then `grades` of JSON lines as `results.jsonl` has them; ASCII throughout."""
    head = json.dumps({"format": JSON_FORMAT, "kind": "grades", **about}, ensure_ascii=True, allow_nan=False)
    sys.stdout.write(f'{head[:-1]}, "grades": [')
    for number, line in enumerate(lines):
        sys.stdout.write(("," if number else "") + "\n" + line)
    sys.stdout.write("\n]}\n")
