"""Finds verb groups: a verb that the lexicon knows with its helpers, told from the noun of the same form."""

from __future__ import annotations

from khaldun.read.rules.chunk import Chunk, Tagged, VerbGroup
from khaldun.read.rules.lexicon import Sense

VERB_TAGS = (
    "verb",
    "light",
    "plain",
    "report",
    "claim",
    "deny",
    "plan",
    "fail",
    "harm-verb",
    "harm-intransitive",
    "ongoing-verb",
    "fact",
)
_NOUN_TAGS = ("noun", "actor", "weapon", "place", "harm-noun", "collective", "plan-noun", "background-noun")
QUOTATION = frozenset('"“”«»‘')
_ADVERB_TAGS = ("reported_words", "possible_words", "habitual_words", "ongoing_words")
# Modifiers that are forces themselves: "police detained" is told, "local detained" is not.
# What can be the subject of a verb behind a date: "rebels on Sunday seized".
_SUBJECTS = frozenset({"ACT", "NAME", "TN", "WPN", "PLC", "FAC", "CNT", "W"})
_FORCES = frozenset({"army", "military", "police", "rebel", "government"})
_RANK = {
    tag: rank
    for rank, tag in enumerate(
        (
            "harm-verb",
            "harm-intransitive",
            "verb",
            "light",
            "deny",
            "claim",
            "report",
            "plan",
            "fail",
            "ongoing-verb",
            "fact",
            "plain",
        )
    )
}


def verb_group(tagged: Tagged, at: int) -> Chunk | None:
    """The verb group that begins at token `at`, None if none does."""
    if not tagged.senses[at] and not _helps(tagged, at):
        return None
    if tagged.best(at, "subordinators") and not (tagged.lower(at).endswith("ing") and tagged.lower(at + 1) == ""):
        return None
    helpers = _Helpers()
    index = _read_helpers(tagged, at, helpers)
    sense, length = _lexical(tagged, index, helpers)
    if sense is None:
        return _copula(tagged, at, index, helpers)
    group = VerbGroup(
        sense=sense[0], senses=sense, modal=helpers.modal, negated=helpers.negated, marks=tuple(helpers.marks)
    )
    form = sense[0].form
    group.passive = form == "VBN" and helpers.be or _has(sense, "VBN") and helpers.be
    group.progressive = form == "VBG" and helpers.be
    group.perfect = helpers.have
    group.infinitive = helpers.to
    group.participle = form == "VBG" and not helpers.be
    return Chunk("VG", at, index + length, verb=group, sense=sense[0])


def _helps(tagged: Tagged, at: int) -> bool:
    word, grammar = tagged.tokens[at].lower, tagged.grammar
    return word == "to" or word in grammar.be or word in grammar.have or word in grammar.do


class _Helpers:
    def __init__(self) -> None:
        self.be = self.have = self.do = self.to = self.negated = self.any = False
        self.modal = ""
        self.marks: list[str] = []


def _read_helpers(tagged: Tagged, at: int, helpers: _Helpers) -> int:
    index = at
    while index < len(tagged.tokens):
        step = _helper(tagged, index, helpers)
        if not step:
            return index
        index += step
    return index


def _helper(tagged: Tagged, index: int, helpers: _Helpers) -> int:
    """Notes the helper at `index`; how many tokens it takes, 0 if none stands there."""
    if _auxiliary(tagged, index, helpers) or (helpers.any and tagged.lower(index) in QUOTATION):
        return 1
    if sense := tagged.best(index, "modals_possible", "modals_planned"):
        return _modal(tagged, index, helpers, sense)
    if helpers.any and (negator := tagged.best(index, "negators")):
        helpers.negated = True
        return negator.length
    if mark := tagged.best(index, *_ADVERB_TAGS):
        if not helpers.any and not _verb_after(tagged, index + mark.length):
            return 0
        helpers.marks.append(mark.tag)
        return mark.length
    word = tagged.lower(index)
    return int(helpers.any and (word.endswith("ly") or word in tagged.grammar.inner_adverbs))


def _auxiliary(tagged: Tagged, index: int, helpers: _Helpers) -> bool:
    grammar = tagged.grammar
    word = tagged.lower(index)
    shouted = tagged.capitals and tagged.tokens[index].text == "IS"  # the group, not the verb
    be = (word in grammar.be and not shouted) or (word in grammar.get and helpers.any)
    have, do = word in grammar.have, word in grammar.do
    to = word == "to" and _infinitive_follows(tagged, index + 1)
    helpers.be |= be
    helpers.have |= have
    helpers.do |= do
    helpers.to |= to
    helpers.any |= be or have or do or to
    return be or have or do or to


def _modal(tagged: Tagged, index: int, helpers: _Helpers, sense: Sense) -> int:
    word = tagged.lower(index)
    if word == "can" or (tagged.title_case and word == "may") or not tagged.tokens[index].text.islower():
        return 0
    helpers.modal = sense.value
    helpers.any = True
    return 1


def _verb_after(tagged: Tagged, index: int) -> bool:
    word = tagged.lower(index)
    return (
        word in tagged.grammar.be
        or word in tagged.grammar.have
        or tagged.best(index, *VERB_TAGS) is not None
        and not word.endswith("ing")
    )


def _infinitive_follows(tagged: Tagged, index: int) -> bool:
    if tagged.lower(index) in {"be", "have"} or tagged.lower(index).endswith("ly"):
        return True
    return any(sense.tag in VERB_TAGS and sense.form == "VB" for sense in _at(tagged, index))


def _at(tagged: Tagged, index: int) -> list[Sense]:
    return tagged.senses[index] if index < len(tagged.senses) else []


def _has(senses: tuple[Sense, ...], form: str) -> bool:
    return any(sense.form == form for sense in senses)


def _lexical(tagged: Tagged, index: int, helpers: _Helpers) -> tuple[tuple[Sense, ...] | None, int]:
    """The senses of the verb at `index` that fit the helpers, and their length."""
    verbs = [sense for sense in _at(tagged, index) if sense.tag in VERB_TAGS]
    if not verbs or tagged.best(index, "purpose_words"):
        return None, 0
    length = verbs[0].length
    fitting = [sense for sense in verbs if sense.length == length and _fits(sense.form, helpers)]
    if not fitting:
        return None, 0
    if not helpers.any and not _is_verb(tagged, index, length, fitting):
        return None, 0
    if (
        helpers.any
        and fitting[0].form in {"VBN", "VBG", "VB"}
        and length == 1
        and _is_adjective(tagged, index, helpers)
    ):
        return None, 0
    return tuple(sorted(fitting, key=lambda sense: (_RANK[sense.tag], sense.form != "VBD"))), length


def _fits(form: str, helpers: _Helpers) -> bool:
    if helpers.be:
        return form in {"VBN", "VBG"}
    if helpers.have:
        return form == "VBN"
    if helpers.to or helpers.do or helpers.modal:
        return form == "VB"
    return True


def _is_adjective(tagged: Tagged, index: int, helpers: _Helpers) -> bool:
    """'was armed' stays a verb; 'to captured soldiers' does not."""
    return helpers.to and tagged.senses[index][0].form != "VB"


def _is_verb(tagged: Tagged, index: int, length: int, verbs: list[Sense]) -> bool:
    previous, following = tagged.lower(index - 1), tagged.lower(index + length)
    forms = {sense.form for sense in verbs}
    noun = any(sense.tag in _NOUN_TAGS and sense.length >= length for sense in tagged.senses[index])
    noun = noun or (length == 1 and tagged.lower(index) in tagged.grammar.noun_verbs)
    if length == 1 and _capital_inside(tagged, index):
        return False
    if forms <= {"VB", "VBZ"} and _names_something(tagged, index, length):
        return False
    if length == 1 and any(sense.tag in _NOUN_TAGS and sense.length > 1 for sense in tagged.senses[index]):
        return tagged.heading and _after_subject(tagged, index)
    if "VBG" in forms:
        return _is_gerund_verb(
            tagged,
            previous,
            following,
            noun=noun,
            length=length,
            object_follows=_object_follows(tagged, index + length, following),
            describes=_actor_follows(tagged, index + length),
        )
    if forms & {"VBD", "VBN"}:
        if noun and "VB" in forms:
            return _after_subject(tagged, index) and previous not in tagged.grammar.determiners
        return not _is_participle_adjective(tagged, index, length, previous)
    if not noun and forms == {"VB"}:
        return _after_subject(tagged, index)
    if not noun:
        return previous not in tagged.grammar.determiners and previous not in tagged.grammar.prepositions
    if following == "that" and any(sense.tag in {"report", "claim", "plan"} for sense in verbs):
        return _after_subject(tagged, index)
    return _after_subject(tagged, index) and _object_follows(tagged, index + length, following)


def _names_something(tagged: Tagged, index: int, length: int) -> bool:
    """Whether a form of the present stands where a noun must: "hurled rocks", "two strikes"."""
    after_verb = bool(tagged.chunks) and tagged.chunks[-1].kind == "VG"
    return after_verb or (length == 1 and index in tagged.counts.values())


def _is_gerund_verb(
    tagged: Tagged, previous: str, following: str, *, noun: bool, length: int, object_follows: bool, describes: bool
) -> bool:
    if previous in tagged.grammar.prepositions and previous != "after" and describes and length == 1:
        return False
    if length > 1 or not noun:
        return previous not in tagged.grammar.determiners
    if object_follows and following in tagged.grammar.no_object and previous not in tagged.grammar.determiners:
        return True
    if previous in tagged.grammar.determiners or following in {
        "of",
        "by",
        "in",
        ",",
        ".",
        "",
        "and",
        "on",
        "at",
        "is",
        "was",
        "were",
        "has",
        "with",
        "between",
    }:
        return False
    return previous in {",", "by", "while", "after", "before", "and", "when"} or object_follows


def _is_participle_adjective(tagged: Tagged, index: int, length: int, previous: str) -> bool:
    """'the besieged town', 'captured soldiers' told of in passing."""
    if length > 1:
        return False
    after = index + length
    noun_after = tagged.best(after, "actor", "place", "weapon", "collective", "noun") is not None
    governed = bool(tagged.chunks) and tagged.chunks[-1].kind in {"VG", "P"}
    if governed and noun_after and tagged.lower(index) in tagged.grammar.adjectives:
        return True
    named = tagged.capitals and after < len(tagged.tokens) and tagged.tokens[after].text[0].isupper()
    if named and previous in tagged.grammar.locative:
        return True
    if (
        previous in tagged.grammar.determiners
        or previous in tagged.grammar.prepositions
        or index in tagged.counts.values()
    ):
        return noun_after or previous in tagged.grammar.determiners
    if previous.endswith("ly") and tagged.lower(index - 2) in tagged.grammar.determiners:
        return True
    before = tagged.best(index - 1, "modifier") if index else None
    if tagged.best(index - 1, "weapon", "actor") is not None and tagged.lower(index) not in tagged.grammar.adjectives:
        return False
    return before is not None and noun_after and not named and previous not in _FORCES


def _capital_inside(tagged: Tagged, index: int) -> bool:
    """A capital in the middle of a sentence makes a name of a word: "in Hit", "since March"."""
    if index == 0 or not tagged.capitals or tagged.title_case or tagged.heading:
        return False
    return tagged.tokens[index].text.istitle() and tagged.tokens[index - 1].text.isalpha()


def _after_subject(tagged: Tagged, index: int) -> bool:
    if tagged.lower(index - 1) in tagged.grammar.pronouns:
        return True
    if not tagged.chunks:
        return False
    last = tagged.chunks[-1]
    if last.kind == "CC":
        return any(chunk.kind == "VG" for chunk in tagged.chunks)
    kinds = [chunk.kind for chunk in tagged.chunks[-3:]]
    if kinds == ["ACT", "P", "PLC"] and tagged.best(index, "report", "claim", "deny"):
        return True
    if last.kind in {"ACT", "NAME", "TN", "WPN"} or (last.kind == "PLC" and last.class_ == "country"):
        before = tagged.chunks[-2] if len(tagged.chunks) > 1 else None
        return before is None or before.kind != "P"
    if last.kind == "DAT":
        return any(chunk.kind in _SUBJECTS for chunk in tagged.chunks)
    return last.kind in {"MARK", "REL"}


def _actor_follows(tagged: Tagged, after: int) -> bool:
    """'by withdrawing Houthi units': people without an article right behind, so the participle describes them."""
    return after in tagged.names or tagged.best(after, "actor", "modifier") is not None


def _object_follows(tagged: Tagged, after: int, following: str) -> bool:
    if after in tagged.counts or after in tagged.names:
        return True
    if following in tagged.grammar.no_object:
        return False
    if following in tagged.grammar.determiners:
        return True
    token = tagged.tokens[after] if after < len(tagged.tokens) else None
    return token is not None and (
        token.text[0].isupper() or tagged.best(after, "actor", "place", "modifier", "collective", "weapon") is not None
    )


def _copula(tagged: Tagged, at: int, index: int, helpers: _Helpers) -> Chunk | None:
    """'is', 'was' without a verb that is known still end a clause; a strange participle stands for itself."""
    if not helpers.any or helpers.to:
        return None
    if index == at:
        return None
    word = tagged.lower(index)
    end = index
    unknown_verb = index < len(tagged.tokens) and word.endswith(("ed", "ing", "en")) and not _at(tagged, index)
    if unknown_verb:
        end = index + 1
    sense = Sense("plain", "unknown" if unknown_verb else "be", "VBD", end - at, "be")
    group = VerbGroup(
        sense=sense,
        senses=(sense,),
        passive=unknown_verb and helpers.be,
        modal=helpers.modal,
        negated=helpers.negated,
        perfect=helpers.have,
        marks=tuple(helpers.marks),
    )
    return Chunk("VG", at, end, verb=group, sense=sense)
