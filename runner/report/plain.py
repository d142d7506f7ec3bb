"""Make text that others wrote safe to show: what would act on a terminal, or hide from the eye, becomes visible."""

import unicodedata

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
# Letters and marks by their category, yet nothing to see: fillers, the blank Braille pattern, variation selectors.
_HIDDEN = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5" + "".join(map(chr, range(0xFE00, 0xFE0F))))


def visible(text: str, *, newlines: bool = False) -> str:
    """Return `text` with every control, invisible or direction-changing character written as an escape.

    Covers C0 and C1 controls with ESC, bidirectional overrides, zero-width characters, line separators, lone
    surrogates, private-use and unassigned code points. With `newlines`, line feeds and tabs stay as they are. Letters,
    combining marks and symbols of any script stay. The result can be written in any Unicode encoding; it is not yet
    escaped for markup (Rich, HTML, CSV), which is the affair of whoever writes markup.
    """
    kept = "\n\t" if newlines else ""
    bare = text.replace("\n", "").replace("\t", "") if newlines else text
    if bare.isascii() and bare.isprintable():
        return text
    return "".join(character if character in kept else _seen(character) for character in text)


def _seen(character: str) -> str:
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    hidden = unicodedata.category(character) in _HIDDEN_CATEGORIES or character in _HIDDEN
    if not (hidden or 0xE0100 <= code <= 0xE01EF):  # the supplementary variation selectors
        return character
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
