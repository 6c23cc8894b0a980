"""Words that point back ("he", "the group"), the actors they may mean, and what speaks for each of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from .discourse import Discourse
from .mention import Mention
from .names import pieces_of
from .nouns import RoleNoun
from .words import Words

__all__ = ["PRONOUNS", "Anaphor", "Option", "anaphor_of", "features", "nobody", "options_for"]

#: Pronouns by what they can stand for.
PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "they"),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), "we"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), "i"),
    **dict.fromkeys(("you", "your", "yours"), "you"),
    **dict.fromkeys(("who", "whose", "whom", "which"), "who"),
}
_CLASS = {
    **dict.fromkeys(("armed-group", "militia", "pmc", "military"), "armed"),
    **dict.fromkeys(("organisation", "party", "ngo", "igo", "ministry", "media"), "body"),
    **dict.fromkeys(("coalition", "umbrella"), "coalition"),
    **dict.fromkeys(("ethnic-group", "region"), "people"),
}
_SUBJECT = frozenset({"he", "she", "it", "they", "we", "i", "you"})
_OBJECT = frozenset({"him", "them", "us", "me", "whom"})
_SPEECH = frozenset(
    "said says told tells warned warns added adds accused insisted insists claimed claims argued argues denied denies "
    "announced announces vowed promised urged demanded rejected condemned declared replied answered asked asks wrote "
    "tweeted explained noted suggested predicted complained shouted growled thundered joked boasted".split()
)
_PREPOSITIONS = frozenset("of in to with by from against for on at over under near between into".split())
_PLEONASTIC = frozenset("is was 's ’s will would may might seems seemed appears appeared remains remained has took takes".split())


@dataclass(frozen=True, slots=True)
class Anaphor:
    """Words without a name of their own: a pronoun, or a noun phrase with its role noun if it has one."""

    start: int
    end: int
    word: str
    sort: str
    noun: RoleNoun | None
    determiner: str
    words: Words = field(repr=False)
    story: Discourse = field(repr=False)


@dataclass(frozen=True, slots=True)
class Option:
    """An actor that an anaphor may mean.

    ``mention`` is its nearest mention, ``back`` how many sentences before; ``via`` tells an option that was not
    itself mentioned: the ``side`` of a speaker, or a ``table`` entry for the description in this theatre.
    """

    actor_id: str
    kind: str
    mention: Mention | None
    back: int = 0
    via: str = ""


def anaphor_of(start: int, end: int, noun: RoleNoun | None, determiner: str, words: Words, story: Discourse) -> Anaphor:
    """The anaphor at these tokens."""
    word = words.lower[end - 1]
    sort = PRONOUNS.get(word, "noun") if end - start == 1 else "noun"
    return Anaphor(start, end, word, sort, noun, determiner, words, story)


def options_for(anaphor: Anaphor, later: list[Mention]) -> list[Option]:
    """The actors spoken of in the sentences before, and those that the same sentence names ``later``."""
    story = anaphor.story
    reach = 12 if anaphor.sort == "noun" else 4
    found: dict[tuple[str, str], Option] = {}
    for back, mention in story.before(anaphor.start, reach):
        kept = found.get((mention.actor_id, ""))
        if kept is None or (kept.mention and kept.back == back and mention.start > kept.mention.start):
            found[mention.actor_id, ""] = Option(mention.actor_id, story.kind(mention.actor_id), mention, back)
    for mention in later:
        found.setdefault((mention.actor_id, ""), Option(mention.actor_id, story.kind(mention.actor_id), mention, -1))
    if anaphor.sort in {"we", "i"}:
        for option in [*found.values()]:
            side = story.scene.employer(option.actor_id) if option.kind == "person" else None
            if side is not None:
                found[side, "side"] = Option(side, story.kind(side), option.mention, option.back, "side")
    return list(found.values())


def nobody(anaphor: Anaphor) -> Iterator[str]:
    """What speaks for no actor at all: an "it" of weather and of clauses, a rank of no office."""
    yield "nobody"
    yield f"nobody:{anaphor.sort}"
    lower, end = anaphor.words.lower, anaphor.end
    if anaphor.word == "it":
        after = lower[end : end + 4]
        if after and after[0] in _PLEONASTIC:
            yield "nobody:it is"
            if {"that", "to", "clear", "unclear", "likely", "whether", "who", "time"} & set(after[1:]):
                yield "nobody:it is … that"
    if anaphor.noun is not None:
        yield f"nobody:noun:{anaphor.noun.kind}"
        yield f"nobody:{'plural' if anaphor.noun.plural else 'singular'}"
        yield f"nobody:determiner:{anaphor.determiner or '-'}"
        yield f"nobody:{anaphor.noun.denotes}"


def features(anaphor: Anaphor, option: Option) -> Iterator[str]:
    """What speaks for and against the option, as feature names."""
    kind = _CLASS.get(option.kind, option.kind or "unknown")
    sort = anaphor.sort
    yield f"{sort}>{kind}"
    if option.via:
        yield f"via:{option.via}:{sort}"
    if sort == "noun":
        yield from _noun_features(anaphor, option, kind)
    mention = option.mention
    if mention is None:
        return
    back = "after" if option.back < 0 else str(min(option.back, 4))
    yield f"{'noun' if sort == 'noun' else 'pronoun'}:back:{back}"
    yield f"{sort}:back:{back}"
    yield from _place_features(anaphor, option, mention)
    count = anaphor.story.counts[option.actor_id]
    yield f"count:{min(count, 4)}"
    yield f"how:{sort == 'noun'}:{mention.how}"
    if sort != "noun" and mention.how == "pronoun":
        same = PRONOUNS.get(anaphor.words.lower[mention.start]) == sort
        yield f"pronoun before:{'same' if same else 'other'}"
    if sort == "they":
        yield f"they:{mention.how}:{'s' if anaphor.words.lower[mention.end - 1].endswith('s') else '-'}"


def _place_features(anaphor: Anaphor, option: Option, mention: Mention) -> Iterator[str]:
    words, story = anaphor.words, anaphor.story
    row = story.in_sentence(story.sentence(mention.start))
    form = "subject" if anaphor.word in _SUBJECT else "object" if anaphor.word in _OBJECT else "possessive"
    form = "noun" if anaphor.sort == "noun" else form
    here = option.back == 0
    if row and row[0].start == mention.start:
        yield f"first:{here}:{form}"
    before = words.before(mention.start)
    if before in _PREPOSITIONS or (before == "the" and words.before(mention.start - 1) in _PREPOSITIONS):
        yield f"behind preposition:{here}:{form}"
    after = words.after(mention.end)
    if after in {"'s", "’s", "'", "’"}:
        yield f"owner:{here}:{form}"
    if after in _SPEECH or before in _SPEECH:
        yield f"speaks:{anaphor.sort}:{words.quoted[anaphor.start]}"
    if here:
        gap = anaphor.start - mention.end
        yield f"gap:{form}:{min(6, int(math.log2(gap + 1)))}"
        between = words.lower[mention.end : anaphor.start]
        if form == "object" and not {",", "and", "but", "that", "said", ";", "who"} & set(between):
            yield "object of the same clause"
    if words.quoted[anaphor.start] != words.quoted[mention.start]:
        yield f"across quotes:{anaphor.sort}"


def _noun_features(anaphor: Anaphor, option: Option, kind: str) -> Iterator[str]:
    noun, story = anaphor.noun, anaphor.story
    head = noun.noun if noun else anaphor.word
    name = story.name(option.actor_id)
    if pieces_of(head)[:1] and pieces_of(head)[0] in {p for w in name.split() for p in pieces_of(w)}:
        yield "noun in the name"
    if head in story.titles.get(option.actor_id, ()):
        yield "called so"
    elif story.titles.get(option.actor_id):
        yield "called otherwise"
    if noun is None:
        yield f"unlisted noun>{kind}"
        return
    yield f"{noun.denotes}/{noun.kind}>{kind}"
    yield f"{noun.noun}>{kind}"
    yield f"{'plural' if noun.plural else 'singular'}>{kind}"
    yield f"{anaphor.determiner or '-'}:back:{min(option.back, 2)}"
    if noun.denotes == "leader" and option.kind == "person":
        yield f"leads:{story.scene.side(option.actor_id) is not None}"
    if option.kind == "state" and story.scene.government(option.actor_id) != option.actor_id:
        yield f"state with another government:{noun.kind}"
    if story.scene.fits(option.actor_id):
        yield f"of the theatre:{noun.denotes}"
