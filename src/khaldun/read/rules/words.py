"""The lexicon as it is written in data/lexicon: one struct a file. `tools.lexicon` loads it."""

from __future__ import annotations

from typing import Annotated

import msgspec


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that tell of one kind of event, and who is who around them (see frames.yaml)."""

    name: str
    type: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    subject: str = "doer"
    object: str = "target"
    preps: dict[str, str] = {}
    objects: dict[str, str] = {}
    doers: dict[str, str] = {}
    weapons: bool = False
    intransitive: bool = False
    places: bool = False
    words: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    harm: str | None = None


class Harm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that tell what became of people (see harm.yaml)."""

    outcome: str
    transitive: tuple[str, ...] = ()
    intransitive: tuple[str, ...] = ()
    participles: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


class Light(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    active: tuple[str, ...]
    passive: tuple[str, ...]
    happening: tuple[str, ...]


class Verbs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Irregular forms and verbs that tell of no event by themselves (see verbs.yaml)."""

    irregular: dict[str, Annotated[tuple[str, ...], msgspec.Meta(min_length=4)]]
    doubling: frozenset[str]
    light: Light
    plain: tuple[str, ...]


class ActorHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    class_: str
    nouns: tuple[str, ...]


class ActorWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nouns for people who act or are acted on (see actors.yaml)."""

    heads: tuple[ActorHead, ...]
    modifiers: tuple[str, ...]
    loaded: tuple[str, ...]
    collective: tuple[str, ...]


class PlaceWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nouns and little words around the names of places (see places.yaml)."""

    nouns: dict[str, tuple[str, ...]]
    civilian_sites: tuple[str, ...]
    parts: tuple[str, ...]
    near: tuple[str, ...]
    prepositions: tuple[str, ...]
    person_titles: tuple[str, ...]
    particles: frozenset[str]
    never: frozenset[str]


class Weapon(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    class_: str
    kind: str
    nouns: tuple[str, ...]
    munition: bool = False


class WeaponPattern(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    class_: str
    kind: str
    pattern: str


class WeaponWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Weapons and platforms (see weapons.yaml)."""

    classes: tuple[Weapon, ...]
    patterns: tuple[WeaponPattern, ...]


class StatusWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that say how an event is told (see status.yaml)."""

    report_verbs: tuple[str, ...]
    claim_verbs: tuple[str, ...]
    deny_verbs: tuple[str, ...]
    plan_verbs: tuple[str, ...]
    fail_verbs: tuple[str, ...]
    fact_verbs: tuple[str, ...]
    plan_nouns: tuple[str, ...]
    reported_words: tuple[str, ...]
    possible_words: tuple[str, ...]
    modals_possible: tuple[str, ...]
    modals_planned: tuple[str, ...]
    negators: tuple[str, ...]
    negative_determiners: tuple[str, ...]
    denial_words: tuple[str, ...]
    habitual_words: tuple[str, ...]
    ongoing_words: tuple[str, ...]
    ongoing_verbs: tuple[str, ...]
    purpose_words: tuple[str, ...]
    condition_words: tuple[str, ...]
    background_words: tuple[str, ...]
    background_nouns: tuple[str, ...]
    elaboration_words: tuple[str, ...]
    anaphoric_determiners: tuple[str, ...]
    association: tuple[str, ...]
    no_fight: tuple[str, ...]
    citing: tuple[str, ...]
    according: tuple[str, ...]
    subordinators: tuple[str, ...]
    relatives: tuple[str, ...]
    sharing: tuple[str, ...]
    toll_total: tuple[str, ...]
    diseases: frozenset[str]
    recap_headings: tuple[str, ...]


class Prepositions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The role of a phrase by its preposition and its kind (see prepositions.yaml)."""

    place: dict[str, str]
    actor: dict[str, str]
    weapon: dict[str, str]


class Grammar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The little words of English that the reader's steps go by (see grammar.yaml)."""

    determiners: frozenset[str]
    definite: frozenset[str]
    reciprocals: tuple[str, ...]
    pronouns: frozenset[str]
    be: frozenset[str]
    have: frozenset[str]
    do: frozenset[str]
    get: frozenset[str]
    prepositions: frozenset[str]
    linking: frozenset[str]
    inner_adverbs: frozenset[str]
    noun_verbs: frozenset[str]
    no_object: frozenset[str]
    function: frozenset[str]
    armed: frozenset[str]
    animals: frozenset[str]
    measures: frozenset[str]
    edges: frozenset[str]
    fire: frozenset[str]
    including: tuple[str, ...]
    adjectives: frozenset[str]
    allegiance: tuple[str, ...]
    holding: tuple[str, ...]
    place_adjectives: frozenset[str]
    locative: frozenset[str]
    strong_locative: frozenset[str]
    name_articles: frozenset[str]


class CasingWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that are written small, parted by blanks (see casing.yaml)."""

    small: str


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The whole lexicon, file by file, with the adjectives of nationality (from the table of countries)."""

    frames: tuple[Frame, ...]
    harm: tuple[Harm, ...]
    verbs: Verbs
    actors: ActorWords
    places: PlaceWords
    weapons: WeaponWords
    status: StatusWords
    prepositions: Prepositions
    grammar: Grammar
    nationalities: frozenset[str]
    small_words: frozenset[str]
    version: str
