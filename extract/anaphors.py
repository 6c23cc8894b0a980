"""Words that point back ("he", "the group"), the actors they may mean, and what speaks for each of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from .discourse import Discourse
from .mention import Mention
from .names import pieces_of
from .nouns import RoleNoun
from .wordlists import wordlist
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
    **dict.fromkeys(("organisation", "party", "igo", "ministry"), "body"),
    **dict.fromkeys(("coalition", "umbrella"), "coalition"),
    **dict.fromkeys(("ethnic-group", "region"), "people"),
}
_SUBJECT = frozenset({"he", "she", "it", "they", "we", "i", "you"})
_OBJECT = frozenset({"him", "them", "us", "me", "whom"})
_SPEECH = wordlist("speech")
_PREPOSITIONS = wordlist("prepositions")
_PLEONASTIC = wordlist("pleonastic")


@dataclass(frozen=True, slots=True)
class Anaphor:
    """Words without a name of their own: a pronoun, or a noun phrase with its role noun if it has one."""

    start: int
    end: int
    word: str
    sort: str
    noun: RoleNoun | None
    determiner: str
    tagged: bool
    words: Words = field(repr=False)
    story: Discourse = field(repr=False)


@dataclass(frozen=True, slots=True)
class Option:
    """An actor that an anaphor may mean.

    ``mention`` is its nearest mention (None if only the table speaks for it), ``back`` how many sentences
    before (-1: later in the same one), ``rank`` how many actors of its class were mentioned nearer. ``side``
    marks what a speaker leads, ``listed`` an actor that the table calls so: in this ``theatre`` or ``elsewhere``.
    """

    actor_id: str
    kind: str
    mention: Mention | None
    back: int = 0
    rank: int = 0
    side: bool = False
    listed: str = ""

    @property
    def sort(self) -> str:
        """The class of its kind: person, state, government, armed, body, coalition, people or its own."""
        return _CLASS.get(self.kind, self.kind or "unknown")


def anaphor_of(
    start: int, end: int, noun: RoleNoun | None, determiner: str, words: Words, story: Discourse, *, tagged: bool
) -> Anaphor:
    """The anaphor at these tokens; ``tagged`` when the encoder takes it for a mention."""
    word = words.lower[end - 1]
    sort = PRONOUNS.get(word, "noun") if end - start == 1 else "noun"
    return Anaphor(start, end, word, sort, noun, determiner, tagged, words, story)


def options_for(anaphor: Anaphor, later: list[Mention], listed: Iterable[str]) -> list[Option]:
    """The actors spoken of in the sentences before, those that the same sentence names ``later``, those ``listed``."""
    story = anaphor.story
    nearest: dict[str, tuple[int, Mention | None]] = {}
    for back, mention in story.before(anaphor.start, 12 if anaphor.sort == "noun" else 4):
        known = nearest.get(mention.actor_id)
        if known is None or (known[0] == back and known[1] is not None and mention.start > known[1].start):
            nearest[mention.actor_id] = back, mention
    for mention in later:
        nearest.setdefault(mention.actor_id, (-1, mention))
    for actor_id in listed:
        nearest.setdefault(actor_id, (0, None))
    options = _ranked(anaphor, nearest, frozenset(listed))
    if anaphor.sort in {"we", "i"}:
        options += [s for o in options if o.kind == "person" and (s := _side(o, story)) is not None]
    return options


def _ranked(
    anaphor: Anaphor, nearest: Mapping[str, tuple[int, Mention | None]], listed: frozenset[str]
) -> list[Option]:
    """The options with their ranks, nearest first."""
    scene, seen, options = anaphor.story.scene, Counter[str](), []
    for actor_id, (back, mention) in sorted(nearest.items(), key=lambda item: _distance(*item[1])):
        place = ("theatre" if scene.fits(actor_id) else "elsewhere") if actor_id in listed else ""
        option = Option(actor_id, anaphor.story.kind(actor_id), mention, back, 0, False, place)
        options.append(replace(option, rank=seen[option.sort]))
        seen[option.sort] += mention is not None
    return options


def _distance(back: int, mention: Mention | None) -> tuple[int, int]:
    return (back if back >= 0 else 1, -mention.start) if mention else (99, 0)


def _side(option: Option, story: Discourse) -> Option | None:
    side = story.scene.employer(option.actor_id)
    return replace(option, actor_id=side, kind=story.kind(side), side=True) if side else None


def nobody(anaphor: Anaphor) -> Iterator[str]:
    """What speaks for no actor at all: an "it" of weather and of clauses, a rank of no office."""
    if anaphor.tagged:
        yield f"nobody:tagged:{anaphor.sort}"
        return
    yield f"nobody:{anaphor.sort}"
    if anaphor.sort != "noun":
        yield f"nobody:word:{anaphor.word}"
    lower, end = anaphor.words.lower, anaphor.end
    if anaphor.word == "it":
        after = lower[end : end + 4]
        if after and after[0] in _PLEONASTIC:
            yield "nobody:it is"
            if {"that", "to", "clear", "unclear", "likely", "whether", "who", "time"} & set(after[1:]):
                yield "nobody:it is … that"
    if anaphor.noun is not None:
        yield f"nobody:noun:{anaphor.noun.kind}"
        yield f"nobody:noun:{anaphor.noun.noun}"
        yield f"nobody:{'plural' if anaphor.noun.plural else 'singular'}"
        yield f"nobody:determiner:{anaphor.determiner or '-'}"
        yield f"nobody:{anaphor.noun.denotes}"


def features(anaphor: Anaphor, option: Option) -> Iterator[str]:
    """What speaks for and against the option, as feature names."""
    sort, kind, mention = anaphor.sort, option.sort, option.mention
    group = "noun" if sort == "noun" else "pronoun"
    yield f"{sort}>{kind}"
    if option.side:
        yield f"side:{sort}"
    if option.listed:
        yield f"listed:{option.listed}"
        yield f"listed:{option.listed}:{'mentioned' if mention else 'new'}"
    if sort == "noun":
        yield from _noun_features(anaphor, option, kind)
    if mention is None:
        return
    back = "after" if option.back < 0 else str(min(option.back, 4))
    yield f"{group}:back:{back}"
    yield f"{sort}:back:{back}"
    yield f"{group}:rank:{min(option.rank, 3)}"
    yield f"{sort}>{kind}:rank:{min(option.rank, 2)}"
    yield from _place_features(anaphor, option, mention, back)
    count = anaphor.story.counts[option.actor_id]
    yield f"{group}:count:{min(count, 4)}"
    yield f"how:{group}:{mention.how}"
    if group == "pronoun" and mention.how == "pronoun":
        same = PRONOUNS.get(anaphor.words.lower[mention.start]) == sort
        yield f"pronoun before:{'same' if same else 'other'}"
    if sort == "they":
        yield f"they:{mention.how}:{'s' if anaphor.words.lower[mention.end - 1].endswith('s') else '-'}"


def _place_features(anaphor: Anaphor, option: Option, mention: Mention, back: str) -> Iterator[str]:
    words, story = anaphor.words, anaphor.story
    row = story.in_sentence(story.sentence(mention.start))
    form = "subject" if anaphor.word in _SUBJECT else "object" if anaphor.word in _OBJECT else "possessive"
    form = "noun" if anaphor.sort == "noun" else form
    here = option.back == 0
    if row and row[0].start == mention.start:
        yield f"first:{back}:{form}"
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
    yield from _tree_features(anaphor, mention, back, form)
    if words.quoted[anaphor.start] != words.quoted[mention.start]:
        yield f"across quotes:{anaphor.sort}"


def _tree_features(anaphor: Anaphor, mention: Mention, back: str, form: str) -> Iterator[str]:
    """What the parse says, where there is one: both subjects, one the other's object, a speaker and his speech."""
    words = anaphor.words
    theirs = words.function(mention.start, mention.end)
    if not theirs:
        return
    mine = words.function(anaphor.start, anaphor.end)
    yield f"tree:{theirs}:{back}:{form}"
    if theirs == mine:
        yield f"tree:parallel:{mine}:{back}"
    above = words.governor(mention.start, mention.end)
    if back == "0" and above == words.governor(anaphor.start, anaphor.end):
        yield f"tree:same governor:{form}:{mine}"
    if above is not None and theirs == "subject" and words.lower[above] in _SPEECH:
        yield f"tree:speaker:{anaphor.sort}:{back}:{words.quoted[anaphor.start]}"


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
    yield f"{'plural' if noun.plural else 'singular'}>{kind}"
    yield f"{anaphor.determiner or '-'}:back:{min(option.back, 2)}"
    if noun.denotes == "leader" and option.kind == "person":
        yield f"leads:{story.scene.side(option.actor_id) is not None}"
    if option.kind == "state" and story.scene.government(option.actor_id) != option.actor_id:
        yield f"state with another government:{noun.kind}"
    if story.scene.fits(option.actor_id):
        yield f"of the theatre:{noun.denotes}"
