"""Hashes of the words that cells rest on: whoever has the report can check them, and nobody else can guess at them."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

from khaldun.publish.export.items import Told
from khaldun.records.base import Span

HOW = (
    "hash: the first 32 hexadecimal digits of SHA-256 over KEY, a line feed and the words (UTF-8); KEY is SHA-256 in "
    "hexadecimal digits over 'khaldun words', a line feed and the report's text (UTF-8). start and end are code points "
    "of the report's text."
)
_SALT, _DIGITS = b"khaldun words\n", 32
_REMEMBERED = 8  # reports: what is published of one follows it at once


class Words:
    """Hashes words of reports whose texts were seen to pass, before anything was withheld of them.

    The words may be few, and withheld (a name): a plain hash of them could be found by trying. Here whoever tries
    needs the report's text, and has them with it.
    """

    def __init__(self) -> None:
        self._texts: OrderedDict[str, tuple[bytes, str]] = OrderedDict()

    def pass_by(self, told: Told) -> None:
        """Remembers the report's text for a while."""
        if told.report is not None and told.report.text:
            text = told.report.text
            key = hashlib.sha256(_SALT + text.encode(errors="surrogatepass")).hexdigest().encode()
            self._texts[told.report.id] = (key, text)
            if len(self._texts) > _REMEMBERED:
                self._texts.popitem(last=False)

    def hash(self, report: str, span: Span) -> str | None:
        """The hash of the words at a span; null where the report's text is not known, or ends before it."""
        known = self._texts.get(report)
        if known is None or not 0 <= span.start < span.end <= len(known[1]):
            return None
        key, text = known
        words = text[span.start : span.end].encode(errors="surrogatepass")
        return hashlib.sha256(key + b"\n" + words).hexdigest()[:_DIGITS]
