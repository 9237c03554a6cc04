"""Telling files that hold no text by their first bytes."""

from __future__ import annotations

PDF = b"%PDF-"

_KINDS: tuple[tuple[bytes, str], ...] = (
    (PDF, "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a sound, video or WebP file"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"\x28\xb5\x2f\xfd", "Zstandard-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
    (b"OggS", "a sound or video file"),
    (b"ID3", "a sound file"),
    (b"WARC/", "a web archive"),
)


def binary_kind(data: bytes) -> str | None:
    """What the bytes are, in words, where their beginning tells that they hold no readable text."""
    for magic, kind in _KINDS:
        if data.startswith(magic):
            return kind
    if data[4:8] == b"ftyp":
        return "a video or HEIC file"
    return None
