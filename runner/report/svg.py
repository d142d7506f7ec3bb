"""Matplotlib's SVG made fit for a page with a strict policy: no styles, no metadata, no stray ids.

Styles become presentation attributes and classes, because the page's policy allows one stylesheet and nothing inline;
the colours of the palette become classes, which the stylesheet gives their colour in light and in dark; ids that
nothing refers to go, and the others get the figure's number, since a page has many figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from markupsafe import Markup

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_KEPT = {
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "fill-opacity",
    "stroke-opacity", "opacity", "text-anchor", "font-size",
}  # fmt: skip
_FONT_SIZE = re.compile(r"([\d.]+)px")
_REFERENCE = re.compile(r"#([\w.-]+)")


def tidy_svg(text: str, *, number: int, title: str, description: str, palette: Mapping[str, str]) -> Markup:
    """Return the figure as markup to be put into a page; `palette` maps colours (#rrggbb) to class names."""
    root = ET.fromstring(text)  # noqa: S314  (matplotlib wrote it a moment ago, of numbers)
    for element in list(root):
        if element.tag == f"{_SVG}metadata":
            root.remove(element)
    for parent in root.iter():
        for child in list(parent):
            if child.tag == f"{_SVG}style":
                parent.remove(child)
    _rename(root, number)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        _restyle(element, palette)
    width, height = root.get("viewBox", "0 0 1 1").split()[2:]
    root.attrib = {"viewBox": f"0 0 {width} {height}", "role": "img", "class": "plot"}
    root.set("aria-labelledby", f"f{number}-t f{number}-d")
    for place, (tag, words, end) in enumerate((("title", title, "t"), ("desc", description, "d"))):
        label = ET.Element(tag, {"id": f"f{number}-{end}"})
        label.text = words
        root.insert(place, label)
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704  (escaped by the serialiser)


def _rename(root: ET.Element, number: int) -> None:
    """Drop ids that are not referred to, and prefix the others."""
    used = {
        name
        for element in root.iter()
        for key, value in element.attrib.items()
        if key == _XLINK or "url(#" in value
        for name in _REFERENCE.findall(value)
    }
    for element in root.iter():
        name = element.attrib.pop("id", None)
        if name in used:
            element.set("id", f"f{number}-{name}")
        if (target := element.attrib.pop(_XLINK, None)) is not None:
            element.set("href", f"#f{number}-{target.removeprefix('#')}")
        for key, value in list(element.attrib.items()):
            if "url(#" in value:
                element.set(key, value.replace("url(#", f"url(#f{number}-"))


def _restyle(element: ET.Element, palette: Mapping[str, str]) -> None:
    declared = [part.partition(":") for part in element.attrib.pop("style", "").split(";") if ":" in part]
    styles = {name.strip(): value.strip() for name, _, value in declared}
    if "font" in styles and (size := _FONT_SIZE.search(styles["font"])):
        styles["font-size"] = size[1]
    classes = []
    for name, value in styles.items():
        if name in ("fill", "stroke") and value.lower() in palette:
            classes.append(f"{name[0]}-{palette[value.lower()]}")
        elif name in _KEPT:
            element.set(name, value)
    if classes:
        element.set("class", " ".join(classes))
