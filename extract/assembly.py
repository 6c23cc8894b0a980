"""Assembly: from a judged pair of mentions to a claim with quote, offsets, theatre and time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Doc, Span

from ..ontology.actors import load_actors
from ..ontology.vocabulary import vocabulary
from .article_doc import article_of, to_document_offset
from .attribution import denied_outright, voices
from .claim import Claim, Status
from .evidence import is_nominal, quote
from .judgement import Judgement
from .mention import Mention
from .theatre import gazetteer
from .times import stated_time

__all__ = ["claims_of", "denial_of", "set_claims", "to_claims"]

_KEY = "whobacks.claims"
#: A fact with this share of "denied" beside another status is recorded as denied too.
ALSO_DENIED = 0.3


def set_claims(doc: Doc, claims: Sequence[Claim]) -> None:
    """Keep the claims with the Doc, as plain records that Doc.to_bytes can write."""
    doc.user_data[_KEY] = [claim.to_record() for claim in claims]


def claims_of(doc: Doc) -> tuple[Claim, ...]:
    """The claims that were set on the Doc, in text order; empty before the relations ran."""
    return tuple(Claim.from_record(record) for record in doc.user_data.get(_KEY, ()))


def to_claims(doc: Doc, mentions: Sequence[Mention], judgements: Sequence[Judgement]) -> Iterator[Claim]:
    """One claim a judgement, and one more for each that is claimed by one actor and denied by another."""
    theatre = _article_theatre(doc)
    for one in judgements:
        for status, why in denial_of(one, doc[mentions[one.source].start].sent):
            for voice in voices(doc, mentions[one.source], mentions[one.target], mentions, status):
                yield _claim(doc, mentions, one, status, voice, why, theatre)


def denial_of(one: Judgement, sentence: Span) -> Iterator[tuple[str, str]]:
    """The judgement's statuses with their reasons: its own, then "denied" where that is likely as well."""
    yield one.status, one.why
    denied = dict(one.statuses).get("denied", 0.0)
    if one.status == "claimed" and denied_outright(sentence):
        yield "denied", f"{one.why}; denied in the same sentence"
    elif one.status != "denied" and denied >= ALSO_DENIED:
        yield "denied", f"{one.why}; denied {denied:.2f}"


def _claim(
    doc: Doc,
    mentions: Sequence[Mention],
    one: Judgement,
    status: str,
    said_by: Mention | None,
    why: str,
    theatre: str | None,
) -> Claim:
    source, target = mentions[one.source], mentions[one.target]
    sentence, words = _sentence(doc, source), quote(doc, source, target)
    meta = article_of(doc)
    at = words.start_char - sentence.start_char
    return Claim(
        doc=meta.get("doc") or "text",
        article=meta.get("number") or 1,
        date=meta.get("date"),
        title=meta.get("title"),
        outlet=meta.get("outlet"),
        url=meta.get("url"),
        source=source.name,
        source_id=source.actor_id,
        source_text=doc[source.start : source.end].text,
        source_span=_span(doc, doc[source.start : source.end]),
        relation=one.relation,
        target=target.name,
        target_id=target.actor_id,
        target_text=doc[target.start : target.end].text,
        target_span=_span(doc, doc[target.start : target.end]),
        plover=vocabulary().relations[one.relation].plover,
        status=Status(status),
        attributed_to=said_by.name if said_by else None,
        attributed_to_id=said_by.actor_id if said_by else None,
        theatre=_theatre(sentence, source, target) or theatre,
        place=gazetteer().place_near(sentence.text, at, at + len(words.text)),
        time=stated_time(sentence.text, meta.get("date")),
        sentence=sentence.text,
        quote=words.text,
        start=to_document_offset(doc, words.start_char),
        end=to_document_offset(doc, words.end_char - 1) + 1,
        confidence=round(one.confidence, 4),
        nominal=is_nominal(doc, source, target),
        why=why,
    )


def _sentence(doc: Doc, mention: Mention) -> Span:
    """The mention's sentence without white space at its ends."""
    sentence = doc[mention.start].sent
    start, end = sentence.start, sentence.end
    while end - start > 1 and doc[end - 1].is_space:
        end -= 1
    while end - start > 1 and doc[start].is_space:
        start += 1
    return doc[start:end]


def _span(doc: Doc, span: Span) -> tuple[int, int]:
    return to_document_offset(doc, span.start_char), to_document_offset(doc, span.end_char - 1) + 1


def _theatre(sentence: Span, source: Mention, target: Mention) -> str | None:
    """The theatre that the sentence names, else the one that the actors belong to."""
    stated = gazetteer().most_common([sentence.text])
    if stated:
        return stated
    own = [theatre for mention in (source, target) if (theatre := _actor_theatre(mention.actor_id))]
    return own[0] if own and len(set(own)) == 1 else None


@cache
def _actor_theatre(actor_id: str) -> str | None:
    actor = load_actors().actors.get(actor_id)
    # a state that fights in several wars tells nothing of this one
    return actor.theatre if actor and actor.theatre and "|" not in actor.theatre else None


def _article_theatre(doc: Doc) -> str | None:
    """What the article is about: the theatre that it names most, title and all."""
    meta = article_of(doc)
    return gazetteer().most_common([meta.get("title") or "", doc.text])
