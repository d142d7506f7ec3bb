"""Make text that others wrote safe to show: what would act on a terminal, or hide from the eye, becomes visible."""

import unicodedata

MOST_NAME = 120
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_MOST_MARKS = 8  # on one letter; no script stacks as many, and a flood of them covers the lines around it
# Letters and marks by their category, yet nothing to see: fillers, the blank Braille pattern, variation selectors.
_HIDDEN = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5" + "".join(map(chr, range(0xFE00, 0xFE0F))))


def visible(text: str, *, newlines: bool = False) -> str:
    """Return `text` with every control, invisible or direction-changing character written as an escape.

    Covers C0 and C1 controls with ESC, bidirectional overrides, zero-width characters, line separators, lone
    surrogates, private-use and unassigned code points, and marks that are heaped upon one letter. With `newlines`, line
    feeds and tabs stay as they are. Letters, combining marks and symbols of any script stay. The result can be written
    in any Unicode encoding; it is not yet escaped for markup (Rich, HTML, CSV), which is the affair of whoever writes
    markup.
    """
    kept = "\n\t" if newlines else ""
    bare = text.replace("\n", "").replace("\t", "") if newlines else text
    if bare.isascii() and bare.isprintable():
        return text
    shown: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if character in kept or not (marks > _MOST_MARKS or _is_hidden(character)):
            shown.append(character)
        else:
            shown.append(escaped(character))
    return "".join(shown)


def short_name(name: str) -> str:
    """Return a candidate's name as it can stand anywhere: visible, one line, bounded."""
    shown = visible(name[: 2 * MOST_NAME])
    return shown if len(shown) <= MOST_NAME else shown[: MOST_NAME - 1] + "…"


def is_right_to_left(text: str) -> bool:
    """Whether text has letters that are read from right to left, which pull numbers beside them to their other side."""
    return any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text)


def _is_hidden(character: str) -> bool:
    hidden = unicodedata.category(character) in _HIDDEN_CATEGORIES or character in _HIDDEN
    return hidden or 0xE0100 <= ord(character) <= 0xE01EF  # the supplementary variation selectors


def escaped(character: str) -> str:
    """Return a character as Python writes it where it can't be shown."""
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
