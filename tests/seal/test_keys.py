"""Keys: names and lines that tell nothing without them; a key file that only the passphrase opens."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.errors import DataError, PassphraseError, SealError, UsageError
from khaldun.seal import keyfile
from khaldun.seal.keyfile import Cost, Wrapped
from khaldun.seal.keys import Keys, new_keys

KEYS = Keys(bytes(range(32)))
CHEAP = Cost(memory=64, passes=1, lanes=1)
PASSPHRASE = "four words are a passphrase"
WHERE = Path("khaldun.key")


@given(st.binary())
def test_a_name_leads_back_to_its_hash_by_its_keys_alone(data: bytes) -> None:
    digest = hashlib.sha256(data).hexdigest()
    name = KEYS.name_of(digest)
    assert name == KEYS.name_of(digest) and digest not in name and len(name) == 96
    assert KEYS.hash_of(name) == digest
    assert new_keys().hash_of(name) is None


@pytest.mark.parametrize("name", ["", "visits", "ab" * 48, "ab" * 10, "é"])
def test_what_is_no_name_is_none(name: str) -> None:
    assert KEYS.hash_of(name) is None


@given(st.binary())
def test_a_line_is_opened_as_it_was_and_never_sealed_alike(line: bytes) -> None:
    kept = KEYS.seal_line(line)
    assert b"\n" not in kept and b"\r" not in kept and KEYS.is_whole(kept)
    assert KEYS.open_line(kept) == line
    assert KEYS.seal_line(line) != kept


def test_a_line_that_was_cut_short_is_told_from_one_that_was_changed() -> None:
    kept = KEYS.seal_line(b'{"address": "http://a.example"}')
    cut, changed = kept[:-5], kept.replace(kept[8:9], b"A" if kept[8:9] != b"A" else b"B", 1)
    assert KEYS.open_line(cut) is None and not KEYS.is_whole(cut)
    assert KEYS.open_line(changed) is None and KEYS.is_whole(changed)


def test_each_purpose_has_a_key_of_its_own() -> None:
    assert len({KEYS.store, KEYS.files, KEYS.of("names", 32), KEYS.of("lines", 32), KEYS.data_key}) == 5


def test_keys_are_handed_on_and_never_shown() -> None:
    again = pickle.loads(pickle.dumps(KEYS))
    assert again == KEYS and again.store == KEYS.store and hash(again) == hash(KEYS) and again != new_keys()
    assert KEYS.data_key.hex() not in repr(KEYS) and str(KEYS.data_key) not in repr(KEYS)


def test_the_key_file_opens_by_its_passphrase_alone() -> None:
    data = keyfile.encode(keyfile.wrap(KEYS, PASSPHRASE, cost=CHEAP))
    assert PASSPHRASE.encode() not in data and KEYS.data_key not in data
    wrapped = keyfile.decode(data, WHERE)
    assert keyfile.unwrap(wrapped, PASSPHRASE) == KEYS
    for wrong in ("", "Four words are a passphrase", f"{PASSPHRASE} "):
        with pytest.raises(PassphraseError, match="not the passphrase"):
            keyfile.unwrap(wrapped, wrong)


def test_a_letter_with_a_mark_is_one_however_it_was_typed() -> None:
    wrapped = keyfile.wrap(KEYS, "une phrase très à moi", cost=CHEAP)
    assert keyfile.unwrap(wrapped, "une phrase tre\u0300s a\u0300 moi") == KEYS


def test_a_passphrase_that_is_short_is_refused() -> None:
    with pytest.raises(UsageError, match="under 12"):
        keyfile.wrap(KEYS, "eleven char", cost=CHEAP)


@given(st.data())
def test_a_key_file_that_was_damaged_is_told_from_a_wrong_passphrase(draw: st.DataObject) -> None:
    data = bytearray(keyfile.encode(keyfile.wrap(KEYS, PASSPHRASE, cost=CHEAP)).strip())
    data[draw.draw(st.integers(0, len(data) - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    try:
        read = keyfile.decode(bytes(data), WHERE)
    except DataError as error:
        assert "khaldun.key" in error.message
    else:  # only what means the same: a blank for another, say
        assert keyfile.unwrap(read, PASSPHRASE) == KEYS


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param({"format": 2}, "another version", id="format"),
        pytest.param({"kdf": "scrypt"}, "another version", id="derivation"),
        pytest.param({"cost": Cost(memory=1 << 40)}, "damaged", id="more-memory-than-there-is"),
        pytest.param({"cost": Cost(passes=0)}, "damaged", id="no-pass"),
        pytest.param({"cost": Cost(lanes=1 << 20)}, "damaged", id="too-many-lanes"),
        pytest.param({"key": b"short"}, "damaged", id="no-key"),
    ],
)
def test_a_key_file_that_asks_for_what_it_must_not_is_refused(changes: dict[str, object], fault: str) -> None:
    wrapped = keyfile.wrap(KEYS, PASSPHRASE, cost=CHEAP)
    asked: Wrapped = msgspec.structs.replace(wrapped, **changes, check="")
    asked = msgspec.structs.replace(asked, check=hashlib.sha256(msgspec.json.encode(asked)).hexdigest())
    with pytest.raises(DataError, match=fault):
        keyfile.decode(keyfile.encode(asked), WHERE)


def test_a_key_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"khaldun\.key cannot be read"):
        keyfile.read(tmp_path / keyfile.FILE)


def test_too_little_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import argon2.low_level
    from argon2.exceptions import HashingError

    def full(*_: object) -> bytes:
        raise HashingError("Memory allocation error")

    wrapped = keyfile.wrap(KEYS, PASSPHRASE, cost=CHEAP)
    monkeypatch.setattr(argon2.low_level, "hash_secret_raw", full)
    with pytest.raises(SealError, match="Memory allocation"):
        keyfile.unwrap(wrapped, PASSPHRASE)
