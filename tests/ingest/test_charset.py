"""The encoding a server names, labels that are no text's, and XML that does not say it is."""

from __future__ import annotations

import pytest

from khaldun.errors import ItemError
from khaldun.ingest import ingest
from khaldun.ingest.decode import decode
from khaldun.records.lines import FailureLine
from khaldun.records.reports import Given, Report

WORDS = "Сирийские войска вошли в город Тель-Амра в пятницу утром, сообщил источник."


@pytest.mark.parametrize(
    ("data", "charset", "text", "codec"),
    [
        pytest.param(WORDS.encode("cp1251"), "windows-1251", WORDS, "cp1251", id="as-the-server-says"),
        pytest.param(WORDS.encode(), "windows-1251", WORDS, "utf-8", id="utf-8-whatever-it-says"),
        pytest.param(b"caf\xe9 in the town of Idlib and the market", "no-such", "café", "cp1252", id="nonsense"),
        pytest.param(b"caf\xe9 in the town of Idlib and the market", "base64", "café", "cp1252", id="codec-of-no-text"),
        pytest.param(
            b"<meta charset=base64><p>caf\xe9 in the town of Idlib and the market</p>", None, "café", "cp1252",
            id="page-that-names-a-codec-of-no-text",
        ),
    ],
)  # fmt: skip
def test_the_encoding_a_server_names(data: bytes, charset: str | None, text: str, codec: str) -> None:
    read, used = decode(data, origin="x", charset=charset)
    assert used == codec and text in read


def test_the_encoding_reaches_the_report() -> None:
    data = b"<html><body><p>" + WORDS.encode("cp1251") + b"</p></body></html>"
    (report,) = ingest(
        data,
        name="x",
        origin="http://a.example/x",
        given=Given(),
        columns={},
        url="http://a.example/x",
        charset="cp1251",
    )
    assert isinstance(report, Report) and report.encoding == "cp1251"
    assert report.said.url == "http://a.example/x" and report.said_by == "address"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("<kml><a/></kml>\n", True),
        ('<kml xmlns="x"><Placemark>Gunmen attacked a village.</Placemark></kml>', True),
        ("<b>Gunmen</b> attacked the village of Tal Amra on Friday.", False),
        ("<Reuters> Gunmen attacked the village of Tal Amra on Friday.", False),
    ],
)
def test_xml_without_a_declaration_is_no_report(text: str, refused: bool) -> None:
    (found,) = ingest(text.encode(), name="x", origin="x.xml", given=Given(), columns={})
    assert isinstance(found, FailureLine) is refused
    if isinstance(found, FailureLine):
        assert "XML" in found.message


def test_a_server_that_names_an_encoding_saves_no_binary() -> None:
    with pytest.raises(ItemError):
        decode(bytes(range(256)) * 20, origin="x", charset="cp1251")
