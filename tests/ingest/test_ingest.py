"""Bytes to reports: kinds, encodings, tables, and what is refused with a message that helps."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.ingest import distinct, ingest
from khaldun.records.lines import FailureLine
from khaldun.records.reports import Given, Report

TEXT = (
    "Gunmen attacked the village of Boré on Monday and killed three people, the mayor said — “all of them farmers”.\n"
)
RUSSIAN = "Российские военные обстреляли город в понедельник, погибли три человека, сообщили местные власти и врачи.\n"
ARABIC = "قصفت الطائرات الحربية مدينة إدلب يوم الاثنين وقتل ثلاثة مدنيين بحسب المرصد السوري لحقوق الإنسان\n"


def taken(
    data: bytes, *, origin: str = "x.txt", given: Given | None = None, columns: dict[str, str] | None = None
) -> list[Report | FailureLine]:
    return list(ingest(data, name="x", origin=origin, given=given or Given(), columns=columns or {}))


def one(data: bytes, *, origin: str = "x.txt") -> Report:
    (item,) = taken(data, origin=origin)
    assert isinstance(item, Report), item
    return item


def failed(data: bytes, *, origin: str = "x.txt") -> FailureLine:
    (item,) = taken(data, origin=origin)
    assert isinstance(item, FailureLine), item
    assert item.stage == "ingest"
    assert item.advice
    return item


@pytest.mark.parametrize(
    ("source", "reader"),
    [
        pytest.param(TEXT, "text/1", id="prose"),
        pytest.param("Report,Idlib\nThe army, with jets, left, and came.\n", "text/1", id="rows-that-differ"),
        pytest.param("Name, body\nThe army, it said.\n", "text/1", id="a-headline-with-a-comma"),
        pytest.param("[Update] The army left the town.", "text/1", id="a-bracket-is-no-json"),
        pytest.param("Idlib, Syria\n\nThe army, backed by jets, took the town.", "text/1", id="commas-are-no-table"),
        pytest.param('The mayor said <a href="http://x">so</a> to the press.', "text/1", id="a-link-is-no-page"),
        pytest.param("# Title\n\nThe army left.", "markdown/1", id="heading"),
        pytest.param("---\ntitle: a\n---\nThe army left.", "markdown/1", id="front-matter"),
        pytest.param("<!DOCTYPE html><p>The army left.", "html/1", id="doctype"),
        pytest.param("\n <!-- c --><div>The army left.</div>", "html/1", id="element-after-a-comment"),
        pytest.param('<?xml version="1.0"?><html><p>The army left.</p></html>', "html/1", id="xhtml"),
    ],
)
def test_kinds_are_told_by_content(source: str, reader: str) -> None:
    report = one(source.encode(), origin="x.bin")
    assert report.reader == reader
    assert report.id == hashlib.sha256(source.encode()).hexdigest()


def test_the_suffix_only_decides_markdown_against_text() -> None:
    assert one(TEXT.encode(), origin="x.md").reader == "markdown/1"
    assert one(TEXT.encode(), origin="x.html").reader == "text/1"


@pytest.mark.parametrize(
    ("text", "codec", "mark"),
    [
        (TEXT, "utf-8", b""),
        (TEXT, "utf-8", b"\xef\xbb\xbf"),
        (TEXT, "utf-16-le", b"\xff\xfe"),
        (TEXT, "utf-16-be", b"\xfe\xff"),
        (TEXT, "utf-16-le", b""),
        (TEXT, "utf-16-be", b""),
        (ARABIC * 3, "utf-16-le", b""),
        (TEXT, "cp1252", b""),
        ("The army left Ménaka on Monday, officials said.\n", "cp1252", b""),
        (RUSSIAN, "cp1251", b""),
        (ARABIC * 3, "cp1256", b""),
    ],
)
def test_encodings(text: str, codec: str, mark: bytes) -> None:
    report = one(mark + text.encode(codec))
    assert report.encoding is not None
    assert report.data.decode(report.encoding).removeprefix("\ufeff") == text


@pytest.mark.parametrize(
    "head", ['<meta charset="windows-1251">', '<meta http-equiv=x content="text/html; charset=cp1251">']
)
def test_a_page_declares_its_encoding(head: str) -> None:
    report = one(f"<html><head>{head}</head><p>Три</p></html>".encode("cp1251"))
    assert report.encoding == "cp1251"


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
NOISE = random.Random(7).randbytes(4000)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\t ", "empty", id="blank"),
        pytest.param(b"\xef\xbb\xbf", "no words", id="only-a-mark"),
        pytest.param(PNG, "PNG image", id="png"),
        pytest.param(b"PK\x03\x04" + NOISE, "ZIP archive", id="zip"),
        pytest.param(NOISE, "binary", id="noise"),
        pytest.param(NOISE.replace(b"\x00", b"\x01"), "not text", id="noise-without-nul"),
        pytest.param(b"some words\x00 and the rest of it", "NUL", id="nul"),
        pytest.param("Boré é".encode()[:-1], "cut short", id="cut-in-a-character"),
        pytest.param(b"12345 67890 ... 12", "no words", id="figures-only"),
        pytest.param(b"<?xml version='1.0'?><rss><a/></rss>", "without an entry", id="empty-feed"),
        pytest.param(b"<?xml version='1.0'?><kml><a/></kml>", "<kml>", id="xml"),
        pytest.param(b'[{"text": "a"},', "not", id="cut-json"),
    ],
)
def test_what_is_no_report_is_a_failure(data: bytes, words: str) -> None:
    failure = failed(data)
    assert words in failure.message
    assert failure.message.startswith("x.txt")


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_crash_it(data: bytes) -> None:
    for item in taken(data):
        if isinstance(item, Report):
            assert item.data.decode(item.encoding or "utf-8", "replace").strip()


def names(items: list[Report | FailureLine]) -> list[str]:
    return [f"!{item.name}" if isinstance(item, FailureLine) else item.name for item in items]


def test_a_jsonl_table() -> None:
    data = b'{"name":"a","text":"One.","title":"T","published":"2020-01-02","publisher":"P","url":"u","more":1}\n\n'
    items = taken(data + b'{"text":"Two.\\r\\nThree."}\n{"name":"a","text":"Four."}\n')
    assert names(items) == ["a", "x-2", "a-2"]
    first, second = items[0], items[1]
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert first.given == Given(title="T", published="2020-01-02", publisher="P", url="u")
    assert (first.reader, first.data, second.data) == ("row/1", b"One.", b"Two.\nThree.")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimited_table(delimiter: str) -> None:
    rows = [["name", "text", "published"], ["a", '"One\n""two"""', "2020-01-02"], ["", "Three", ""]]
    items = taken("\n".join(delimiter.join(row) for row in rows).encode())
    assert names(items) == ["a", "x-2"]
    assert [item.data for item in items if isinstance(item, Report)] == [b'One\n"two"', b"Three"]


def test_what_is_given_wins_over_the_row() -> None:
    (item,) = taken(b'{"text":"One.","publisher":"Row"}', given=Given(publisher="Given"))
    assert isinstance(item, Report)
    assert item.given.publisher == "Given"


def test_columns_may_have_other_names() -> None:
    (item,) = taken(b"id,body,when\n7,One.,2020\n", columns={"text": "body", "name": "id", "published": "when"})
    assert isinstance(item, Report)
    assert (item.name, item.data, item.given.published) == ("7", b"One.", "2020")


def test_a_json_array() -> None:
    assert names(taken(b'[{"text":"One."}, 3, {"text":"Two."}]')) == ["x-1", "!x-2", "x-3"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            b'{"text":"One."}\n{"text":5}\nnot json\n{"text":""}\n{"text":"Two."}', "x-1 !x-2 !x-3 !x-4 x-5", id="jsonl"
        ),
        pytest.param(b"name,text\na,One.\nb,Two,too many\nc,Three.", "a !x-2 c", id="csv-cells"),
        pytest.param(b'name,text\na,One.\nb,"never closed\nc,Three.\n', "a !x-2 c", id="csv-quote"),
    ],
)
def test_a_broken_row_costs_that_row(data: bytes, expected: str) -> None:
    assert names(taken(data)) == expected.split()


@pytest.mark.parametrize(
    ("data", "columns"),
    [
        pytest.param(b'{"id":1,"body":"One."}\n', "id, body", id="jsonl"),
        pytest.param(b"id,body,day\n1,One.,2\n", "id, body", id="three-columns"),
        pytest.param(b'name,body\na,"The army left, and came again."\n', "name, body", id="two-columns-one-row"),
        pytest.param(b"id;article\n1;The army left.\n2;The army came.\n", "id, article", id="two-columns-semicolon"),
    ],
)
def test_a_table_without_a_text_column(data: bytes, columns: str) -> None:
    failure = failed(data)
    assert failure.error == "TableError"
    assert columns in failure.message
    assert "--map" in failure.advice


def test_khalduns_own_output_is_no_input() -> None:
    assert "own output" in failed(b'{"kind":"report","name":"a","text":"One."}\n{"kind":"claim"}\n').message


def test_names_are_made_distinct_over_a_run() -> None:
    items = [*taken(b"One word."), *taken(b"Two words."), *taken(b"")]
    assert names(list(distinct(items))) == ["x", "x-2", "!x"]
