"""What a report needs to know of a problem: kept with the results, so that they can be read without the problem."""

from dataclasses import dataclass

from runner.model.problem import Feedback, Group, Problem, Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One question of the interviewer's guide; `about` names the groups and tests whose loss it fits, () for any."""

    text: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A problem as a report shows it: nothing of its tests' code, but the guide's questions, which are not public."""

    slug: str
    title: str
    version: str
    digest: str
    label: str
    groups: tuple[Group, ...]
    feedback: Feedback
    rubric: tuple[Rubric, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()


def card_of(problem: Problem, follow_ups: tuple[FollowUp, ...]) -> Card:
    """Return the card of a problem."""
    return Card(
        slug=problem.slug,
        title=problem.title,
        version=problem.version,
        digest=problem.lock.digest if problem.lock else "",
        label=problem.round.label,
        groups=problem.groups,
        feedback=problem.feedback,
        rubric=problem.rubric,
        follow_ups=follow_ups,
    )
