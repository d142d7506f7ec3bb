"""The receipt of a submission: what was handed in, when, where to, and the digest that grading will name."""

from dataclasses import dataclass

from runner.rounds.inbox import Delivery, Outcome
from runner.rounds.pack import Pack
from runner.rounds.round_file import RoundSheet

_WORDS = {
    Outcome.DELIVERED: "Handed in",
    Outcome.REPLACED: "Handed in, in place of an earlier one",
    Outcome.UNCHANGED: "Already there, the same byte for byte",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a candidate keeps; `files` are paths with their sizes in bytes, `received_at` is UTC in ISO 8601.

    `max_submissions` is how many different submissions are graded, `different` how many came to this inbox under this
    name; each is None where that is not known.
    """

    candidate: str
    title: str
    problem_digest: str
    submission_digest: str
    received_at: str
    path: str
    outcome: Outcome
    to_inbox: bool
    files: tuple[tuple[str, int], ...]
    max_submissions: int | None = None
    different: int | None = None

    @property
    def left_at_least(self) -> int | None:
        """How many more will be graded for certain; what was replaced before anybody graded it leaves more."""
        if self.max_submissions is None or self.different is None:
            return None
        return max(0, self.max_submissions - self.different)


def receipt(sheet: RoundSheet, packed: Pack, delivery: Delivery, *, at: str) -> Receipt:
    """Return the receipt of a delivery."""
    return Receipt(
        candidate=packed.submission.candidate,
        title=sheet.title,
        problem_digest=sheet.digest,
        submission_digest=packed.submission.digest,
        received_at=at,
        path=str(delivery.path),
        outcome=delivery.outcome,
        to_inbox=delivery.to_inbox,
        files=tuple((file.path, len(file.data)) for file in packed.submission.files),
        max_submissions=sheet.feedback.max_submissions,
        different=delivery.different,
    )


def receipt_text(it: Receipt) -> str:
    """Return the receipt as it is printed."""
    lines = [
        f"{_WORDS[it.outcome] if it.to_inbox else 'Written, to be sent by you'}: {it.path}",
        f"  problem     {it.title} ({it.problem_digest[:12]})",
        f"  candidate   {it.candidate}",
        f"  time        {it.received_at}",
        f"  digest      {it.submission_digest}",
    ]
    if it.max_submissions is not None:
        most = f"at most {it.max_submissions} different submissions of yours are graded"
        lines.append(f"  limit       {most}; {_what_is_left(it)}")
    lines += [f"  file        {path} ({size} bytes)" for path, size in it.files]
    return "\n".join(lines)


def _what_is_left(it: Receipt) -> str:
    if it.different is None or it.max_submissions is None:
        return "how many were can't be seen from here"
    came = f"{it.different} came here under this name"
    if it.left_at_least:
        return f"{came}, so at least {it.left_at_least} more will be"
    if it.different == it.max_submissions:
        return f"{came}, so a further one may not be"
    return f"{came}: once {it.max_submissions} of them are graded, no other is, and the last grade stands"


def receipt_document(it: Receipt) -> dict[str, object]:
    """Return the receipt for `--json`."""
    return {
        "candidate": it.candidate,
        "title": it.title,
        "problem_digest": it.problem_digest,
        "submission_digest": it.submission_digest,
        "received_at": it.received_at,
        "path": it.path,
        "outcome": it.outcome.value,
        "to_inbox": it.to_inbox,
        "files": [{"path": path, "bytes": size} for path, size in it.files],
        "max_submissions": it.max_submissions,
        "left_at_least": it.left_at_least,
    }
