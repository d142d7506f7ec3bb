"""The test's own word, said by a function that it lent while the guest called it: a failed assertion, a skip.

Whatever the guest makes of it, it is raised again by the answer that comes next: as a rule that of the very call. Where
several coroutines are awaited, nobody can say which one it was said to, so each of them raises it: a guest would else
answer first where the test passes over exceptions. Where nobody waits any more, it is kept for the end of the test.
"""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.wall.judge.question import Question


class Words:
    """What was said and is still to be heard, in one guest's life."""

    def __init__(self) -> None:
        self._next: BaseException | None = None
        self._left: BaseException | None = None

    def say(self, word: BaseException, awaited: Iterable[object], *, heard: bool) -> None:
        """Keep a word for the `awaited` questions, and for the next answer, or for the end where none is `heard`."""
        for question in awaited:
            if isinstance(question, Question):
                question.word = question.word or word
        if heard:
            self._next = self._next or word
        else:
            self._left = self._left or word

    def told_to(self, question: Question) -> BaseException | None:
        """Return, once, what the answer to a question has to raise."""
        word, question.word = question.word or self._next, None
        if word is self._next:
            self._next = None
        return word

    def left(self) -> BaseException | None:
        """Return, once, what no answer has raised."""
        word, self._next, self._left = self._left or self._next, None, None
        return word
