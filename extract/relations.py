"""The component "whobacks/relations": from linked mentions to claims with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from .assembly import claims_of, set_claims, to_claims
from .candidate_pairs import candidates
from .classifier import Classifier, open_classifier
from .judgement import Judgement, judge, strongest
from .mention import Mention, mentions_of
from .pair_filter import PairFilter
from .pairs import Sentence, pairs_of
from .patterns import by_pair, propose

__all__ = ["RelationExtractor", "candidate_sentences", "claims_of", "make_relations"]

#: Documents whose pairs share batches; more gain nothing and hold more text in memory.
BATCH_DOCS = 16

#: Pairs of mentions of the same two actors that are read in one sentence ("Turkey … its … Turkish jets").
LIKELIEST = 3
#: Guidelines: stated once a document, at first mention.
STRUCTURE = frozenset({"leads", "member_of"})

Pairs = list[tuple[int, int]]


def candidate_sentences(
    doc: Doc, mentions: Sequence[Mention], look: PairFilter | None = None
) -> list[tuple[Sentence, Pairs]]:
    """The sentences of a Doc that hold at least two actors, with their pairs of mentions worth judging.

    ``look`` drops those that are hardly related, and repetitions of the same two actors.
    """
    spans = [(m.start, m.end) for m in mentions]
    sentences = [(s.start, s.end) for s in doc.sents]
    pairs = list(pairs_of(spans, [m.actor_id for m in mentions], sentences))
    if look is not None:
        pairs = _likeliest(pairs, mentions, doc, look)
    if not pairs:
        return []
    return [(one, chosen) for one, chosen, _ in candidates([t.text for t in doc], spans, pairs, sentences)]


def _likeliest(pairs: Pairs, mentions: Sequence[Mention], doc: Doc, look: PairFilter) -> Pairs:
    """The likely pairs, of the same two actors in a sentence no more than LIKELIEST, in text order."""
    spans = [(m.start, m.end) for m in mentions]
    chances = look.chances(doc, [(spans[a], spans[b]) for a, b in pairs])
    groups: dict[tuple[int, str, str], list[tuple[float, tuple[int, int]]]] = defaultdict(list)
    for (a, b), chance in zip(pairs, chances, strict=True):
        if chance >= look.threshold:
            one, other = sorted((mentions[a].actor_id, mentions[b].actor_id))
            groups[doc[mentions[a].start].sent.start, one, other].append((-float(chance), (a, b)))
    return sorted(pair for group in groups.values() for _, pair in sorted(group)[:LIKELIEST])


class RelationExtractor:
    """Finds relations between linked actors; ``classifier`` may be any object with scores() and labels."""

    def __init__(
        self, classifier: Classifier, threshold: float | None = None, *, patterns: bool = True, first_look: bool = True
    ) -> None:
        """``threshold`` is the least confidence of a claim; ``first_look`` lets the pair filter drop pairs."""
        self.classifier, self.threshold, self.patterns = classifier, threshold, patterns
        self.look = PairFilter() if first_look else None

    def __call__(self, doc: Doc) -> Doc:
        """Write the claims of one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = BATCH_DOCS) -> Iterator[Doc]:
        """Write the claims of a stream of Docs, pairs of several Docs in one batch."""
        rows = iter(stream)
        while docs := list(islice(rows, max(1, min(batch_size, BATCH_DOCS)))):
            self._annotate(docs)
            yield from docs

    def _annotate(self, docs: Sequence[Doc]) -> None:
        mentions = [mentions_of(doc) for doc in docs]
        found = [candidate_sentences(doc, here, self.look) for doc, here in zip(docs, mentions, strict=True)]
        scored = iter(self.classifier.scores([one for rows in found for one, _ in rows]))
        labels = self.classifier.labels
        for doc, here, rows in zip(docs, mentions, found, strict=True):
            told = by_pair(propose(doc, here)) if rows and self.patterns else {}
            judged = [j for _, pairs in rows for j in judge(pairs, next(scored), labels, told)]
            kept = [j for j in judged if j.confidence >= self._least]
            set_claims(doc, list(to_claims(doc, here, _final(doc, here, kept))))

    @property
    def _least(self) -> float:
        return self.classifier.labels.threshold if self.threshold is None else self.threshold


def _final(doc: Doc, mentions: Sequence[Mention], judged: Sequence[Judgement]) -> list[Judgement]:
    """One judgement a fact and sentence; a structural fact (leads, member_of) once a document."""
    scope = [doc[m.start].sent.start for m in mentions]
    seen: set[tuple[str, str, str]] = set()
    kept = []
    for one in strongest(judged, [m.actor_id for m in mentions], scope):
        fact = mentions[one.source].actor_id, one.relation, mentions[one.target].actor_id
        if one.relation in STRUCTURE and fact in seen:
            continue
        seen.add(fact)
        kept.append(one)
    return kept


@Language.factory(
    "whobacks/relations",
    requires=["token.sent_start"],
    default_config={"classifier": "whobacks", "threshold": None, "patterns": True, "first_look": True},
)
def make_relations(
    nlp: Language, name: str, classifier: str, threshold: float | None, patterns: bool, first_look: bool
) -> RelationExtractor:
    """Make the component; ``classifier`` is the name of an entry point in the group "whobacks_classifiers".

    ``threshold`` is the least confidence of a claim (default: the model's own), ``patterns`` lets the
    dependency patterns speak too; they need Universal Dependencies labels. ``first_look`` saves time.
    """
    return RelationExtractor(open_classifier(classifier), threshold, patterns=patterns, first_look=first_look)
