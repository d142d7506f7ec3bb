"""The fonts of a printed brief: DejaVu and STIX, which matplotlib brings along; each character gets one that has it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from runner.plain import escaped

SANS, MONO = "PrebriefSans", "PrebriefMono"
_SPARE = "PrebriefSpare"  # for what the others lack, mathematics mostly
_FILES = {
    SANS: ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    MONO: ("DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-Oblique", "DejaVuSansMono-BoldOblique"),
    _SPARE: ("STIXGeneral",),
}
_ABOVE = re.compile("<([0-9A-F]{5,6})>")
_STYLES = ("", "-Bold", "-Italic", "-BoldItalic")


@dataclass(slots=True)
class Faces:
    """Writes text as reportlab's markup; `missing` collects the characters that no font has, written as escapes."""

    missing: set[str] = field(default_factory=set)

    def markup(self, text: str, face: str = SANS, *, look: int = 0) -> str:
        """Return escaped markup in which every character stands in a font that has it; `SANS` is what is around it."""
        parts = groupby(text, key=lambda character: _face_of(character, face, look))
        return "".join(self._part(found, "".join(run), look) for found, run in parts)

    def _part(self, found: str, run: str, look: int) -> str:
        if not found:
            self.missing.update(run)
            return escape("".join(map(escaped, run)))
        styled = _STYLES[look % len(_FILES[found])]  # a `b` around it would not reach in
        return escape(run) if found == SANS else f'<font face="{found}{styled}">{escape(run)}</font>'


@cache
def _face_of(character: str, face: str, look: int) -> str:
    """Return the face to set a character in, "" where none has it."""
    return next((name for name in (face, SANS, _SPARE) if _has(name, look, character)), "")


def _has(face: str, look: int, character: str) -> bool:
    shapes = _fonts()[face]
    return character == "\n" or ord(character) in shapes[look % len(shapes)]


@cache
def _fonts() -> dict[str, tuple[Any, ...]]:
    """Make the fonts known to reportlab; returns the characters that each one has a shape for."""
    import matplotlib as mpl
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import ttfonts
    from reportlab.pdfbase.pdfmetrics import registerFont

    ttfonts.makeToUnicodeCMap = _selectable(ttfonts.makeToUnicodeCMap)
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    found: dict[str, tuple[Any, ...]] = {}
    for face, files in _FILES.items():
        fonts = [ttfonts.TTFont(f"{face}{_STYLES[style]}", folder / f"{file}.ttf") for style, file in enumerate(files)]
        for style in range(len(_STYLES)):
            font = fonts[style % len(fonts)]
            registerFont(font)
            addMapping(face, style & 1, style >> 1, font.fontName)
        found[face] = tuple({code for code, glyph in font.face.charToGlyph.items() if glyph} for font in fonts)
    return found


def _selectable(make: Callable[..., str]) -> Callable[..., str]:
    """Return what makes a font's table of characters, with those above U+FFFF as the format wants them.

    reportlab writes their number; readers expect UTF-16, and give nothing for what is selected or searched.
    """

    def made(*arguments: Any) -> str:
        return _ABOVE.sub(lambda it: f"<{chr(int(it[1], 16)).encode('utf-16-be').hex().upper()}>", make(*arguments))

    return made
