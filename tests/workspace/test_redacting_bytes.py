"""Words in raw bytes: coded, packed, in pieces, in documents; and bytes that belong to nothing."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from khaldun.run.keep import Visit
from khaldun.text.occurrences import Wording
from khaldun.workspace.open import Workspace
from khaldun.workspace.redacting import preview

from .redacted import (
    NAME,
    NOW,
    faults,
    files_with,
    person,
    quiet,
    read_text,
    take_out,
)


def packed(data: bytes) -> bytes:
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", data)
    return out.getvalue()


def pdf(words: str, author: str = "") -> bytes:
    import io

    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setAuthor(author)
    canvas.drawString(72, 700, words)
    canvas.save()
    return out.getvalue()


MAIL = (
    b"From: A <a@b.example>\nTo: c@d.example\nDate: Thu, 14 Nov 2019 10:00:00 +0000\nSubject: strikes\n"
    b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    b"QW1hbCBIYWRpIHdhcyBraWxsZWQgaW4gU2FyamVoLgo=\n"
)
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http; "
    b"msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Amal <b>Hadi</b> was there"


@pytest.mark.parametrize(
    ("data", "holds"),
    [
        pytest.param(b"amal hadi", True, id="plain"),
        pytest.param("أمل الهادي".encode("cp1256"), True, id="arabic-code-page"),
        pytest.param("Amal Hadi, said".encode("utf-16"), True, id="utf-16"),
        pytest.param(b"<p>Am<i>al</i> Hadi</p>", True, id="tags-in-words"),
        pytest.param(b"<p>Amal<br>Hadi</p>", True, id="tags-between-words"),
        pytest.param(b"<p>&#65;mal&nbsp;Hadi</p>", True, id="entities"),
        pytest.param(b"<rss><channel><item><description>&lt;b&gt;Amal&amp;nbsp;Hadi&lt;/b&gt;", True, id="in-feed"),
        pytest.param(b'[{"text": "\\u0041mal Hadi"}]', True, id="json-escapes"),
        pytest.param(b"http://a.example/?q=Amal%20%48adi", True, id="percent"),
        pytest.param(MAIL, True, id="base64-mail"),
        pytest.param(packed(b"<w:t>Amal</w:t><w:t> Hadi</w:t>"), True, id="zip"),
        pytest.param(gzip.compress(b"Amal Hadi"), True, id="gzip"),
        pytest.param(pdf("Amal Hadi was killed."), True, id="pdf"),
        pytest.param(pdf("Nobody was killed.", author="Amal Hadi"), True, id="pdf-author"),
        pytest.param(WARC % (len(HTTP), HTTP), True, id="warc"),
        pytest.param(gzip.compress(WARC % (len(HTTP), HTTP)), True, id="warc-gz"),
        pytest.param(b"<p>Amal Hadiya</p>", False, id="another-name"),
        pytest.param(pdf("Amal Hadiya was killed."), False, id="another-name-in-pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), False, id="picture"),
        pytest.param(b"PK\x03\x04 cut", False, id="cut-zip"),
        pytest.param(b"\x1f\x8b cut", False, id="cut-gzip"),
        pytest.param(b"", False, id="empty"),
    ],
)
def test_bytes_are_looked_into(tmp_path: Path, data: bytes, holds: bool) -> None:
    from khaldun.workspace.looking import look

    path = tmp_path / "x"
    path.write_bytes(data)
    assert look(path, Wording([NAME, "أمل الهادي"]), read_text).holds is holds


def test_a_document_that_cannot_be_read_is_named(filled: Workspace) -> None:
    filled.archive.keep(b"%PDF-1.4 and no more", Visit(address="x.pdf", time=NOW))
    assert len(preview(filled, person(), read_text, tell=quiet).unread) == 1


def test_bytes_that_belong_to_nothing_and_old_copies_go_too(filled: Workspace) -> None:
    filled.archive.keep(b"Amal Hadi in a feed", Visit(address="http://feed.example", time=NOW))
    (filled.folder / "archive" / "ab").mkdir(exist_ok=True)
    (filled.folder / "archive" / "ab" / f".{'ab' * 32}.7.part").write_bytes(b"Amal Hadi, half written")
    (filled.folder / "store.sqlite.before-0001").write_bytes(b"Amal Hadi, in an old copy of the store")
    take_out(filled, person())
    assert files_with(filled.folder, NAME) == [] and faults(filled) == []
    assert not (filled.folder / "store.sqlite.before-0001").exists()
