"""A failure in the words of a tired interviewer: which promise did not hold, on what, what came back, what was due.

What is known of a failure is the test's promise, the smallest failing input, and a message that the judge wrote: what
was raised, or what pytest, numpy or unittest found of an `assert`. This module reads the few shapes those messages
have; where it knows none, the message stands for itself. By convention tests write `assert actual == expected`.

The message quotes values of the submission, so it could be shaped to be misread here. It only ever changes words: the
verdict is not taken from it, and the whole message is shown beside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from runner.model import TestResult, Verdict
from runner.plain import visible

MOST_SHOWN = 300
_MOST_READ = 8192
_INPUT_LINES = 12
_IN_SUBMISSION = "\n\nin the submission:\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One failure, every part bounded and visible, "" where it is not known.

    `given` is the smallest failing input, or the call that failed (`is_call`); `what` is one sentence of ours that says
    what happened.
    """

    promise: str
    what: str
    given: str = ""
    is_call: bool = False
    came: str = ""
    expected: str = ""

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Label and text of the parts that are known, in the order in which they are read."""
        given = "call" if self.is_call else "smallest failing input"
        parts = ((given, self.given), ("came back", self.came), ("expected", self.expected))
        return tuple((label, text) for label, text in parts if text)

    @property
    def sentence(self) -> str:
        """All of it in one paragraph."""
        where = f" With {_joined(self.given)}" if self.given else ""
        if self.came and self.expected:
            found = f"{where}{':' if where else ' It gave'} {_joined(self.came)}"
            return f"{self._head}{found}{' came back' if where else ''}, expected was {_joined(self.expected)}."
        return f"{self._head}{where}: {self.what}" if where else f"{self._head} {self.what[:1].upper()}{self.what[1:]}"

    @property
    def _head(self) -> str:
        return f"Promised: {self.promise.rstrip('.')}." if self.promise else "A promise of the brief did not hold."


def explain(test: TestResult) -> Explained:
    """Explain a test that did not pass."""
    message = test.message[:_MOST_READ]
    promise, given = _short(test.promise), _given(test.counterexample)
    if test.verdict is not Verdict.FAILED:
        return Explained(promise=promise, what=_short(_said(test.verdict, message)), given=given)
    if raised := _raised(message):
        return Explained(promise=promise, what=_short(raised), given=given)
    came, expected = next((found for read in _READERS if (found := read(message))), ("", ""))
    about = re.match(r"AssertionError: (\S[^\n]*)\nassert ", message)
    came = f"{came} ({about[1]})" if came and about else came
    what = "what came back is not what was expected" if came and expected else _headline(message)
    return Explained(
        promise=promise,
        what=_short(what),
        given=given or _call(message),
        is_call=not given,
        came=_short(came),
        expected=_short(expected),
    )


def explained_text(test: TestResult) -> str:
    """Return the explanation as labelled lines, for a terminal."""
    told = explain(test)
    rows = [("promise", told.promise), *((label, text) for label, text in told.lines)]
    if not told.came:
        rows.append(("what happened", told.what))
    return "\n".join(f"{label}: {_hanging(text)}" for label, text in rows if text)


# verdicts that are not about a value

_SAID: dict[Verdict, str] = {
    Verdict.ERROR: "the submission could not be imported",
    Verdict.MISSING: "a name that the brief asks for is not there",
    Verdict.REFUSED: "it handed over a kind of value that the brief does not have",
    Verdict.TIMEOUT: "it was still running when the time for one test was used up",
    Verdict.OUT_OF_MEMORY: "it needed more memory than is allowed",
    Verdict.CRASHED: "the process that ran it ended in the middle of the test",
    Verdict.PROTOCOL: "it wrote to the connection over which it is called",
    Verdict.SKIPPED: "the test did not run to its end, so it earns nothing",
}


def _said(verdict: Verdict, message: str) -> str:
    head, detail = _SAID.get(verdict, "it did not pass"), _detail(verdict, message)
    return f"{head}: {detail}" if detail else f"{head}."


def _detail(verdict: Verdict, message: str) -> str:
    if verdict is Verdict.TIMEOUT:
        return ""
    first = message.partition(_IN_SUBMISSION)[0].strip()
    if verdict is Verdict.ERROR:
        last = first.splitlines()[-1] if first else ""
        line = re.search(r'File "([^"\n]{1,200})", line (\d{1,7})', first)
        return f"{last} ({_place(line)})" if line else last
    return first.partition("\n")[0]


# what an exception or an `assert` said

_ERROR = re.compile(r"(?P<name>[A-Za-z_][\w.]{0,200})(?:: (?P<text>.*))?")
_FRAME = re.compile(r'File "([^"\n]{1,500})", line (\d{1,7})(?:, in (\S{1,200}))?')


def _raised(message: str) -> str:
    head, inside, rest = message.partition(_IN_SUBMISSION)
    if not inside:
        return ""
    frames = [frame for frame in _FRAME.finditer(rest) if "/submission/" in frame[1]]
    where = f" ({_place(frames[-1])})" if frames else ""
    return f"it raised {head.strip().partition(chr(10))[0]}{where}"


def _place(frame: re.Match[str]) -> str:
    return f"{frame[1].rpartition('/submission/')[2]}, line {frame[2]}"


def _numpy(message: str) -> tuple[str, str] | None:
    first = re.search(r"^ (\[[^\]\n]*\]): (.*) \(ACTUAL\), (.*) \(DESIRED\)$", message, re.MULTILINE)
    if first:
        return f"{first[2]} at index {first[1]}", first[3]
    sides = re.search(r"^ ACTUAL: (.*?)\n DESIRED: (.*?)(?:\n[^\s\])]|\Z)", message, re.MULTILINE | re.DOTALL)
    return (sides[1], sides[2]) if sides else None


def _approx(message: str) -> tuple[str, str] | None:
    sides = re.search(r"^  Obtained: (.*)\n  Expected: (.*)$", message, re.MULTILINE)
    if sides:
        return sides[1], sides[2]
    row = re.search(r"^  Index *\| Obtained *\| Expected *\n  (.*)$", message, re.MULTILINE)
    cells = [cell.strip() for cell in row[1].split(" | ", 2)] if row else []
    return (f"{cells[1]} at {cells[0]}", cells[2]) if len(cells) == 3 else None


def _at_index(message: str) -> tuple[str, str] | None:
    found = re.search(r"^  At index (\S+) diff: (.*) != (.*)$", message, re.MULTILINE)
    return (f"{found[2]} at index {found[1]}", found[3]) if found else None


def _items(message: str) -> tuple[str, str] | None:
    found = re.search(r"^  Differing items:\n  (\{.*\}) != (\{.*\})$", message, re.MULTILINE)
    return (found[1], found[2]) if found else None


def _no_error(message: str) -> tuple[str, str] | None:
    found = re.match(r"Failed: DID NOT RAISE (?:<class '([\w.]+)'>|(.*))", message)
    return ("no exception", f"{found[1] or found[2]} to be raised") if found else None


def _compared(message: str) -> tuple[str, str] | None:
    found = re.search(r"^assert (.*?) (==|is not|is|!=|<=|>=|<|>|not in|in) (.*)$", message, re.MULTILINE)
    if not found:
        return None
    expected = found[3] if found[2] in ("==", "is") else f"{_WORDS.get(found[2], found[2])} {found[3]}"
    return found[1], expected


_WORDS = {"is not": "anything but", "!=": "anything but", "<": "less than", ">": "more than", "<=": "at most",
          ">=": "at least", "in": "one of", "not in": "none of"}  # fmt: skip
_READERS: tuple[Callable[[str], tuple[str, str] | None], ...] = (
    _numpy, _approx, _at_index, _items, _no_error, _compared,
)  # fmt: skip


def _headline(message: str) -> str:
    """Say what is left to say: the first line, or the source of a condition that was simply false."""
    lines = [line for line in message.splitlines() if line.strip()]
    if not lines:
        return "the test failed without a word"
    if re.fullmatch(r"assert (?:np\.)?(?:False_?|None|0)", lines[0]) and len(lines) > 1:
        condition = re.match(r"\S+:\d+: assert (.*)$", lines[-1])
        if condition:
            return f"this did not hold: {condition[1]}"
    found = _ERROR.fullmatch(lines[0])
    if found and found["name"] == "AssertionError":
        return found["text"] or (lines[1] if len(lines) > 1 else lines[0])
    return lines[0]


def _call(message: str) -> str:
    """Return the call that gave the value, where pytest explained the assertion by one."""
    found = re.search(r"^ \+  where .*? = ([A-Za-z_]\w*\(.*\))$", message, re.MULTILINE)
    return _short(found[1]) if found and not _SAYS_NOTHING.search(found[1]) else ""


_SAYS_NOTHING = re.compile(r"^(?:len|set|isinstance|sorted|type|str|repr)\(| object at 0x")


def _given(counterexample: str) -> str:
    """Return the smallest input without what says nothing to a reader."""
    lines = [line for line in counterexample.splitlines() if "HypothesisRandom(" not in line]
    if len(lines) > _INPUT_LINES:
        lines = [*lines[:_INPUT_LINES], "…"]
    return visible("\n".join(lines), newlines=True)[: 4 * MOST_SHOWN]


# words


def _short(text: str) -> str:
    shown = visible(" ".join(text.lstrip()[: 4 * MOST_SHOWN].split()))
    return shown if len(shown) <= MOST_SHOWN else shown[: MOST_SHOWN - 1] + "…"


def _joined(text: str) -> str:
    folded = re.sub(r"\n(?=\S+=)", ", ", text)
    return " ".join(folded.split())


def _hanging(text: str) -> str:
    return text.replace("\n", "\n  ")
