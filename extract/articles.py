"""The articles in a scraped text: where each begins, its title, its date, and its running text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

from .boilerplate import boilerplate
from .dates import FoundDate, date_in_name, parse, parse_date
from .document import Article
from .paragraphs import Paragraph, paragraphs

__all__ = ["segment"]

#: A paragraph of running text, not a caption or a link, has this many words.
_RUNNING = 12
#: A new article needs this much evidence: a date or its own repetition, or two weaker signs.
_ENOUGH = 2
#: How far a headline's repetition, and its article's first paragraph, may be away.
_NEAR = 6
#: Seconds or milliseconds since 1970 have this many digits (from 2001 on).
_STAMP = (10, 13)


def segment(text: str, *, name: str = "", metadata: Mapping[str, str | None] | None = None) -> tuple[Article, ...]:
    """Find the articles of a text.

    Args:
        text: the text as read.
        name: the file's name, which may hold a date.
        metadata: ``title``, ``date``, ``source``, ``url`` of the record, where they are known; they
            win where the text holds one article, and stand in for what the text does not tell.

    Returns:
        The articles in order, numbered from 1; empty when there is no running text at all.
    """
    meta = dict(metadata or {})
    found = paragraphs(text)
    starts = list(_starts(found))
    if not starts:
        return ()
    parts = [found[start:end] for start, end in zip(starts, [*starts[1:], len(found)], strict=True)]
    drafts = [draft for part in parts if (draft := _draft(part)).blocks]
    alone = len(drafts) == 1
    return tuple(_article(number, draft, meta, name, alone) for number, draft in enumerate(drafts, 1))


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the text itself tells of one article."""

    title: str | None
    date: str | None
    outlet: str | None
    blocks: tuple[tuple[int, int], ...]


def _article(number: int, draft: _Draft, meta: Mapping[str, str | None], name: str, alone: bool) -> Article:
    given = {key: (meta.get(key) or "").strip() or None for key in ("title", "date", "source", "url")}
    url_date = date_in_name(urlsplit(given["url"]).path) if given["url"] else None
    date = _given_date(given["date"]) if given["date"] else None
    fallback = url_date or date_in_name(PurePath(name).name)
    return Article(
        number=number,
        title=(given["title"] or draft.title) if alone else draft.title,
        date=(date or draft.date or fallback) if alone else (draft.date or date or fallback),
        outlet=given["source"] or draft.outlet,
        url=given["url"],
        blocks=draft.blocks,
    )


def _given_date(text: str) -> str | None:
    """A record's date: written out, 20200214, or seconds since 1970."""
    written = parse_date(text) or date_in_name(text)
    stamp = parse(text) if written is None and text.isdecimal() and len(text) in _STAMP else None
    return stamp.date().isoformat() if stamp else written


def _starts(found: list[Paragraph]) -> Iterator[int]:
    """Indexes of the paragraphs that begin an article; the first always does."""
    if not found:
        return
    yield 0
    begun, title, running = 0, None, False
    for index, paragraph in enumerate(found):
        if paragraph.kind == "headline" and title is None and not running:
            title = paragraph.key
        if running and paragraph.key != title and _evidence(found, index, begun) >= _ENOUGH:
            first = index - 1 if found[index - 1].kind == "date" and _ends(found, index - 2) else index
            yield first
            begun, title, running = first, paragraph.key, False
        running = running or (paragraph.kind == "body" and paragraph.words >= _RUNNING)


def _evidence(found: list[Paragraph], index: int, begun: int) -> int:
    """How much speaks for a new article at this paragraph: 0, or points for its surroundings."""
    paragraph, after = found[index], found[index + 1 : index + 1 + _NEAR]
    if paragraph.kind != "headline" or not any(p.kind == "body" and p.words >= _RUNNING for p in after):
        return 0
    behind = [p for p in after if p.kind != "line"][:1]
    before = found[index - 1]
    return (
        2 * any(p.kind == "date" for p in behind)
        + 2 * any(p.key == paragraph.key for p in after)
        + 2 * (before.kind == "date" and _ends(found, index - 2))
        + any(p.kind in ("bullet", "close") for p in behind)
        + any(p.kind in ("close", "end") for p in _since_text(found, index, begun))
        + any(p.date is not None for p in after[:2] if p.kind == "body")
    )


def _since_text(found: list[Paragraph], index: int, begun: int) -> Iterator[Paragraph]:
    """The furniture right before a paragraph, nearest first, up to the running text."""
    for at in range(index - 1, begun, -1):
        if found[at].kind == "body" and found[at].words >= _RUNNING:
            return
        yield found[at]


def _ends(found: list[Paragraph], index: int) -> bool:
    return index < 0 or found[index].kind not in ("headline", "short")


def _draft(part: list[Paragraph]) -> _Draft:
    title = _title(part)
    kept = list(_kept(part, title))
    return _Draft(
        title.text if title else None,
        _date(part),
        _outlet(part),
        tuple((p.start, p.end) for p in kept),
    )


def _title(part: list[Paragraph]) -> Paragraph | None:
    """The likeliest headline: repeated, dated or with a standfirst; else the first one above the text."""
    heads = [(index, p) for index, p in enumerate(part[: _head(part)]) if p.kind == "headline"]
    if not heads or len(part) == 1:
        return None
    return max(heads, key=lambda item: (_title_evidence(part, item[0]), -item[0]))[1]


def _title_evidence(part: list[Paragraph], index: int) -> int:
    behind = [p for p in part[index + 1 : index + 4] if p.kind != "line"]
    return (
        3 * any(p.key == part[index].key for p in part[index + 1 : index + 1 + _NEAR])
        + 2 * any(p.kind in ("date", "close") for p in behind[:1])
        + any(p.kind == "bullet" for p in behind[:1])
    )


def _head(part: list[Paragraph]) -> int:
    """The index of the first running text."""
    return next((i for i, p in enumerate(part) if p.kind == "body" and p.words >= _RUNNING), len(part))


def _kept(part: list[Paragraph], title: Paragraph | None) -> Iterator[Paragraph]:
    """The paragraphs that are text: no furniture, nothing before the title, nothing twice."""
    if len(part) == 1 and part[0].kind == "short":
        yield part[0]
        return
    seen: set[str] = set()
    texts = [p.key for p in part if p.kind == "body"]
    for index, p in enumerate(part):
        if p.kind == "end" and index > _head(part):
            return
        before_title = title is not None and p.start < title.start and p.kind == "headline"
        if p.kind in ("body", "headline", "bullet") and not before_title and not _repeats(p, seen, texts):
            yield p
            seen.add(p.key)


def _repeats(p: Paragraph, seen: set[str], texts: list[str]) -> bool:
    """Whether the same words stand elsewhere: a caption again, a pull quote of a longer paragraph."""
    if p.key in seen:
        return True
    return 8 <= p.words <= 45 and any(p.key in other and len(other) > len(p.key) for other in texts)


def _date(part: list[Paragraph]) -> str | None:
    """The article's date: a line of its own above the text, the text's first words, any later date line."""
    head = _head(part)
    above = [p.date for p in part[: head + 1] if p.kind == "date" and p.date]
    later = [p.date for p in part[head + 1 :] if p.kind == "date" and p.date]
    leads = [p.date for p in part[: head + 2] if p.kind != "date" and p.date]
    dates = [*above, *leads, *later]
    return _settled(dates[0], [date.iso for date in dates[1:]]) if dates else None


def _outlet(part: list[Paragraph]) -> str | None:
    """The publisher that the page's furniture or a dateline names."""
    lines = [p.text.strip() for p in part if p.kind in ("line", "close")]
    return boilerplate().outlet([*lines, *(p.lead for p in part if p.lead)])


def _settled(date: FoundDate, others: list[str]) -> str:
    """The date, its day and month exchanged where only that agrees with another date of the head."""
    return date.swapped if date.swapped in others and date.iso not in others and date.swapped else date.iso
