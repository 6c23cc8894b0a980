"""Theatre and place of a relation: stated in the sentence, carried by its actors, or the article's."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path

from ..ontology.vocabulary import vocabulary

__all__ = ["Gazetteer", "gazetteer"]

PLACES = Path(__file__).parents[1] / "ontology" / "places.csv"


class Gazetteer:
    """Places and theatre names, each with the theatre that it tells."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = dict(places)
        self.theatres = {alias: t.name for t in vocabulary().theatres.values() for alias in (t.name, *t.aliases)}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted({*self.places, *self.theatres}, key=len, reverse=True)
        return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, names)) + r")(?!\w)")

    def found(self, text: str) -> list[tuple[int, str]]:
        """(offset, name) of every known place or theatre in the text, in order."""
        return [(m.start(), m.group(1)) for m in self._pattern.finditer(text)]

    def theatre_of(self, name: str) -> str:
        """The theatre that a found name tells."""
        return self.places.get(name) or self.theatres[name]

    def most_common(self, texts: Iterable[str]) -> str | None:
        """The theatre that the texts speak of most, the first one where two tie."""
        counts = Counter(self.theatre_of(name) for text in texts for _, name in self.found(text))
        return counts.most_common(1)[0][0] if counts else None

    def place_near(self, text: str, start: int, end: int) -> str | None:
        """The place named closest to text[start:end]; a theatre's own name is no place."""
        places = [
            (max(start - at - len(name), at - end, 0), at, name) for at, name in self.found(text) if name in self.places
        ]
        return min(places)[2] if places else None


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the package's own table."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        return Gazetteer({row["place"]: row["theatre"] for row in csv.DictReader(file)})
