"""Bytes → text: encodings declared by a mark, by the page itself, or by nothing but the bytes."""

from __future__ import annotations

import codecs
import re

from khaldun.errors import UnreadableError
from khaldun.ingest.binary import binary_kind

SAMPLE = 65536
_RESAVE = "Save it as UTF-8 text, or take the file it was made from."
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = (
    re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']?\s*([\w.:-]+)", re.I),
    re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ENGLISH = re.compile(rb"\b(?:the|of|and|in|to|was|were|by|said|on|at|with|from|near|that|for)\b", re.I)
_LABELS = {"latin-1": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_ISOLATED = ["cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r"]


def normalise_newlines(text: str) -> str:
    """The text with every line end as a line feed."""
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, *, origin: str, charset: str | None = None) -> tuple[str, str]:
    """The text (newlines normalised, byte-order mark taken off) and the codec it was read with.

    `charset` is the encoding that a server named; what is UTF-8 is read as such whatever it says.

    Raises:
        UnreadableError: the bytes are empty, binary, cut inside a character, or full of control characters.
    """
    if not data.strip():
        raise UnreadableError(f"{origin} is empty.", advice="Check the download, or leave the file out.")
    kind = binary_kind(data)
    if kind is not None:
        raise UnreadableError(
            f"{origin} is {kind}, not a text, a page or a table.",
            advice="Give its text (.txt, .md, .html), or a table of reports (.csv, .jsonl).",
        )
    encoding = _encoding(data, origin=origin, charset=charset)
    text = data.decode(encoding, "replace")
    _refuse_junk(text, origin=origin)
    return normalise_newlines(text), encoding


def _encoding(data: bytes, *, origin: str, charset: str | None) -> str:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return codec
    if b"\x00" in data[:SAMPLE]:
        return _utf16(data[:SAMPLE], origin=origin)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        stated = _codec(charset) if charset else None
        if stated is not None and not stated.startswith("utf"):
            return stated
        return _not_utf8(data, error, origin=origin)
    return "utf-8"


def _utf16(sample: bytes, *, origin: str) -> str:
    """UTF-16 without a mark: nearly all zero bytes stand at one parity, and none of the text is cut."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few, many = min(even, odd), max(even, odd)
    if len(sample) % 2 or many < len(sample) * 0.05 or few > many * 0.02:
        raise UnreadableError(f"{origin} holds NUL bytes: it is binary, or damaged.", advice=_RESAVE)
    return "utf-16-le" if odd > even else "utf-16-be"


def _not_utf8(data: bytes, error: UnicodeDecodeError, *, origin: str) -> str:
    if error.end >= len(data) - 1 and error.reason == "unexpected end of data" and _multibyte(data[: error.start]):
        raise UnreadableError(
            f"{origin} breaks off in the middle of a character (byte {error.start}): it was cut short.",
            advice="Fetch or copy the file again.",
        ) from error
    declared = _declared(data[:4096])
    if declared is not None and declared != "utf-8":
        return declared
    if declared == "utf-8" or _mostly_utf8(data):
        return "utf-8"
    return _guess(data[:SAMPLE], origin=origin)


def _multibyte(data: bytes) -> bool:
    """Whether the (valid) UTF-8 holds characters of several bytes, or is long enough to trust that it is UTF-8."""
    return not data.isascii()


def _mostly_utf8(data: bytes) -> bool:
    """Whether the bytes over ASCII are nearly all well-formed UTF-8: a damaged UTF-8 text, not another encoding."""
    sample = data[:SAMPLE]
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    return good >= 10 and bad * 10 <= good


def _declared(head: bytes) -> str | None:
    for pattern in _DECLARED:
        found = pattern.search(head)
        if found is None:
            continue
        name = _codec(found[1].decode("ascii"))
        if name is not None:
            return name if not name.startswith("utf-16") else None
    return None


def _codec(label: str) -> str | None:
    """The codec of an encoding's label, None where there is none; some codecs are of no text ("base64")."""
    try:
        name = codecs.lookup(_LABELS.get(label.lower(), label.lower())).name
        b"a".decode(name, "replace")  # of no bytes any codec makes a text
    except (LookupError, UnicodeError):
        return None
    return name


def _guess(sample: bytes, *, origin: str) -> str:
    """An eight-bit encoding told from the bytes: Windows-1252 for English prose, else by its letters' statistics."""
    high = sum(1 for byte in sample if byte > 0x7F)
    if high <= len(sample) * 0.1 and len(_ENGLISH.findall(sample)) >= 3:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_ISOLATED, threshold=0.35).best()
    if best is None:
        raise UnreadableError(f"{origin} is not text in any encoding that could be told.", advice=_RESAVE)
    return codecs.lookup(best.encoding).name


def _refuse_junk(text: str, *, origin: str) -> None:
    sample = text[:SAMPLE]
    if "\x00" in text:
        raise UnreadableError(f"{origin} holds NUL characters: it is binary, or damaged.", advice=_RESAVE)
    odd = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    if odd > 2 and odd * 50 > len(sample):
        raise UnreadableError(
            f"{origin} is binary or damaged: {odd} of its first {len(sample)} characters are none.", advice=_RESAVE
        )
    if not any(char.isalpha() for char in sample):
        raise UnreadableError(f"{origin} holds no words.", advice="Check the file, or leave it out.")
