"""The explorer's colours: the vocabulary's own, safe for colour-blind readers, and green-red on request."""

from __future__ import annotations

from typing import Final

from ..ontology.vocabulary import vocabulary

__all__ = ["BLOCS", "palettes"]

#: Tints of blocs on light and on dark paper; pale, so that the colours of the links stay the strongest.
BLOCS: Final = {
    "light": (
        "#f2dca6",
        "#c3e2cf",
        "#dfcbe8",
        "#f3cdbd",
        "#bfdce9",
        "#dfe3a6",
        "#e3d2bd",
        "#d3d8e6",
        "#ecd0dc",
        "#cfe0b9",
    ),
    "dark": (
        "#6a5420",
        "#2c5a43",
        "#573f68",
        "#6d4231",
        "#2a5468",
        "#575b22",
        "#5c4a35",
        "#424a63",
        "#633c4e",
        "#46592a",
    ),
}
#: Green against red, which one man in twelve cannot tell apart: an option, never the default.
_GREEN_RED: Final = {"support": "#1b7837", "talks": "#4d6fa8", "hostility": "#c51b1b", "structure": "#5a5a5a"}


def palettes() -> dict[str, dict[str, dict[str, str]]]:
    """Colour (#rrggbb) by palette ("safe", "traffic"), theme ("light", "dark") and family."""
    safe = {family.name: family.colour for family in vocabulary().families.values()}
    chosen = {"safe": safe, "traffic": {**safe, **_GREEN_RED}}
    return {
        name: {"light": colours, "dark": {family: lightened(colour) for family, colour in colours.items()}}
        for name, colours in chosen.items()
    }


def lightened(colour: str, share: float = 0.42) -> str:
    """A colour mixed with white, so that a thin line of it stands out from dark paper.

    >>> lightened("#000000", 0.5)
    '#808080'
    """
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in parts)
