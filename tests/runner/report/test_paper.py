"""The stylesheet's colours, where axe leaves single marks and drawn text to us; and what a template may put out."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from runner.report.paper import policy, prose, stylesheet

TEXT = [
    ("ink", "bg"),
    ("ink", "panel"),
    ("soft", "bg"),
    ("soft", "panel"),
    ("link", "bg"),
    ("link", "panel"),
    ("line", "bg"),
]
TEXT += [(f"{name}-ink", name) for name in ("pass", "fail", "other", "skip", "h0", "h1", "h2", "h3", "h4")]
TEXT += [(name, "panel") for name in "csmkfdb"]
DRAWN = [("bar", "bg"), ("line", "bg"), ("other-dot", "bg"), ("bar", "band")]


def palettes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", stylesheet(), re.DOTALL)
    light, dark, paper = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return {"light": light, "dark": light | dark, "paper": light | dark | paper}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark", "paper"])
def test_every_text_can_be_read_and_every_mark_of_a_plot_seen(scheme: str) -> None:
    colours = palettes()[scheme]
    for pairs, least in ((TEXT, 4.5), (DRAWN, 3.0)):
        for ink, ground in pairs:
            assert contrast(colours[ink], colours[ground]) >= least, (scheme, ink, ground)


def test_the_policy_names_the_stylesheet_and_nothing_else() -> None:
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; img-src data:; base-uri 'none'; form-action 'none'",
        policy(),
    )
    assert "</style" not in stylesheet()


def test_a_sentence_has_code_between_backticks_and_no_other_markup() -> None:
    assert prose("`a<b` & <i>\x1b") == Markup("<code>a&lt;b</code> &amp; &lt;i&gt;\\x1b")
    assert prose("`" * 400) == "`" * 400
