"""Ingest: bytes → reports. Types and encodings are told by content; nothing is opened or fetched here."""

from khaldun.ingest.archives import is_warc
from khaldun.ingest.names import distinct
from khaldun.ingest.sniff import looks_tabular
from khaldun.ingest.step import ingest

__all__ = ["distinct", "ingest", "is_warc", "looks_tabular"]
