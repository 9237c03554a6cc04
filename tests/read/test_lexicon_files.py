"""The lexicon's files: a broken one is named with its line and field; what they say is what is looked up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from khaldun.datafile import DATA
from khaldun.errors import DataError
from khaldun.read.rules.lexicon import Lexicon
from khaldun.text.tokens import tokenise
from khaldun.tools.lexicon import load_lexicon

FILES = sorted(path.name for path in (DATA / "lexicon").glob("*.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged lexicon that a test may break."""
    return Path(shutil.copytree(DATA / "lexicon", tmp_path / "lexicon"))


def broken(folder: Path, name: str, old: str, new: str) -> DataError:
    """What is said of the lexicon after one word of a file is changed."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_lexicon((), folder)
    return caught.value


def line_of(name: str, words: str) -> int:
    """The line of the packaged file on which the words stand first."""
    lines = (DATA / "lexicon" / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


FRAMES, CLASH = "frames.yaml", "  type: Armed clash"
BREAKS = (
    ("frame without its type", FRAMES, f"{CLASH}\n", "", "- name: clash", "`type`"),
    ("frame with an unknown field", FRAMES, CLASH, "  kind: Armed clash", "- name: clash", "kind"),
    ("a number for words", FRAMES, "nouns: [suicide bombing", "nouns: [7, suicide bombing", "nouns: [suicide", "nouns"),
    ("a list for a word", "harm.yaml", "- outcome: wounded", "- outcome: [wounded]", "- outcome: wounded", "outcome"),
    ("a missing list", "status.yaml", "fail_verbs:", "failing_verbs:", "report_verbs:", "fail"),
    ("too few forms", "verbs.yaml", "[rapes, raped, raped, raping]", "[rapes, raped]", "irregular:", "irregular"),
    ("true for a word", "weapons.yaml", "munition: true", "munition: perhaps", "munition: true", "munition"),
    ("an unknown list", "places.yaml", "civilian_sites: [", "rest: market\ncivilian_sites: [", "nouns:", "rest"),
    ("actors without nouns", "actors.yaml", "    nouns: [army,", "    noun: [army,", "- class: state", "noun"),
)


@pytest.mark.parametrize(("name", "old", "new", "near", "field"), [pytest.param(*row[1:], id=row[0]) for row in BREAKS])
def test_a_broken_file_is_named_with_line_and_field(
    folder: Path, name: str, old: str, new: str, near: str, field: str
) -> None:
    """The message holds the path, the line where the broken thing (or what holds it) stands, and the field."""
    message = broken(folder, name, old, new).message
    assert str(folder / name) in message
    assert field in message
    number = int(message.split(", line ")[1].split(",")[0])
    assert abs(number - line_of(name, near)) <= 2, message


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_yaml_is_named_with_its_line(folder: Path, name: str) -> None:
    path = folder / name
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, "broken: [", "", ""]), encoding="utf-8")
    with pytest.raises(DataError, match="not valid YAML") as caught:
        load_lexicon((), folder)
    assert str(path) in caught.value.message
    assert int(caught.value.message.split(", line ")[1].split(":")[0]) > len(lines) - 2


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DataError, match="cannot be read") as caught:
        load_lexicon((), folder)
    assert name in caught.value.message


def test_a_changed_word_changes_the_version(folder: Path) -> None:
    """So that a claim says by which words it was read."""
    before = load_lexicon((), folder).version
    path = folder / "frames.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    assert load_lexicon((), folder).version != before
    assert load_lexicon(()).version == before, "the packaged files"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The packaged lexicon with one nationality."""
    return load_lexicon(["Utopian"])


LOOKUPS = (
    ("verb's base", "attack", "verb", "attack"),
    ("verb's past", "attacked", "verb", "attack"),
    ("irregular past", "shot dead", "verb", "kill"),
    ("phrase", "took control of", "verb", "take"),
    ("words between", "set up a new base", "verb", "base"),
    ("noun's plural", "air strikes", "noun", "air-strike"),
    ("longest first", "suicide car bombing", "noun", "suicide"),
    ("actor", "gunmen", "actor", "gunman"),
    ("weapon", "mortar shells", "weapon", "mortar"),
    ("saying", "reported", "report", "report"),
    ("harm", "wounded", "harm-verb", "wounded"),
    ("capitals", "ATTACKED", "verb", "attack"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "tag", "value"), [pytest.param(*row[1:], id=row[0]) for row in LOOKUPS])
def test_words_are_looked_up(lexicon: Lexicon, text: str, tag: str, value: str) -> None:
    tokens = tokenise(text)
    found = [(sense.tag, sense.value) for sense in lexicon.senses(tokens, 0) if sense.length == len(tokens)]
    if text == "set up a new base":
        found = [(sense.tag, sense.value) for sense in lexicon.senses(tokens, 0)]
    assert (tag, value) in found


def test_senses_are_longest_first(lexicon: Lexicon) -> None:
    lengths = [sense.length for sense in lexicon.senses(tokenise("suicide car bombing"), 0)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] == 3


def test_words_the_lexicon_lacks_mean_nothing(lexicon: Lexicon) -> None:
    assert lexicon.senses(tokenise("xylophone recital"), 0) == []


@pytest.mark.parametrize(
    ("text", "class_"), [("Su-24", "aircraft"), ("T-72", "armour"), ("S-300", "air defence"), ("X-1", None)]
)
def test_designations_of_platforms(lexicon: Lexicon, text: str, class_: str | None) -> None:
    assert lexicon.weapon_class(text) == class_


def test_nationalities_come_from_outside(lexicon: Lexicon) -> None:
    assert lexicon.nationalities == {"utopian"}


def test_every_frame_has_a_name_of_its_own_and_words(lexicon: Lexicon) -> None:
    frames = lexicon.source.frames
    assert len({frame.name for frame in frames}) == len(frames)
    assert all(frame.verbs or frame.nouns or frame.weak for frame in frames)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("needs: [strike-evidence]", "needs: [strike-evidnce]", id="a need nobody knows"),
        pytest.param("type: Armed clash", "type: Armed clsh", id="a type of no codebook"),
    ],
)
def test_a_misspelt_word_of_the_readers_own_is_named(folder: Path, old: str, new: str) -> None:
    assert "frames.yaml" in broken(folder, "frames.yaml", old, new).message
