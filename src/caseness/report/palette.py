"""The colours of the report, by meaning: chosen once for light and once for dark, printed as light.

Text keeps a contrast of 4.5 to paper and surface, marks and edges 3 (WCAG 2.2). Bands and hairlines are lighter by
intent and never carry information alone.
"""

from __future__ import annotations

LIGHT_AND_DARK = {
    "paper": ("#FBFBF8", "#12171D"),
    "surface": ("#F1F2EE", "#1B222A"),
    "ink": ("#15202B", "#E8EBED"),  # text; the nation
    "ink-2": ("#4B5763", "#AEB8C1"),  # second text, axis labels
    "edge": ("#7D8894", "#7C8893"),
    "rule": ("#D3D7DA", "#323C46"),
    "other": ("#66717D", "#8A96A1"),  # a provider among others, comparison data
    "subject": ("#3B46A6", "#A9B2FF"),  # what the sentence is about
    "bench": ("#9A5200", "#F0A850"),  # expected: standard, benchmark, claim
    "nation-band": ("#DFE2E5", "#3D4751"),  # uncertainty: limits
    "other-band": ("#DDE0E3", "#38424C"),  # uncertainty: spread
    "subject-band": ("#D3D7F2", "#373E74"),
    "bench-band": ("#F2DFC5", "#55401F"),
    "link": ("#2F3A9E", "#B4BCFF"),
    "focus": ("#FFD24A", "#FFD24A"),
}

# A reader who has set colours of their own gets those: shape, width and words carry the meaning.
FORCED = {
    **dict.fromkeys(("paper", "surface"), "Canvas"),
    **dict.fromkeys(("ink", "ink-2", "edge", "other"), "CanvasText"),
    **dict.fromkeys(("nation-band", "other-band", "subject-band", "bench-band"), "Canvas"),
    "rule": "GrayText",
    "subject": "Highlight",
    "bench": "LinkText",
    "link": "LinkText",
    "focus": "Highlight",
}


def tokens() -> str:
    """The colours as CSS variables: by the reader's system or choice, light on white for print, forced where they are."""
    light = _declared(0)
    dark = _declared(1)
    forced = "".join(f"--{name}:{colour};" for name, colour in FORCED.items())
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"
        "@media print{:root{--paper:#FFFFFF}}\n"
        f"@media (forced-colors:active){{:root:root:root{{{forced}}}}}\n"
    )


def _declared(mode: int) -> str:
    return "".join(f"--{name}:{colours[mode]};" for name, colours in LIGHT_AND_DARK.items())
