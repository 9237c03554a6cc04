"""Documents made for tests: the bytes of a PDF, a Word document, a mail, a feed, an export, a web archive."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

STORY = "Rebels seized the village of Tal Amra on Friday, killing at least six soldiers, police said."
DAY = "Sat, 16 Nov 2019 01:30:00 +0300"


def pdf(
    paragraphs: Sequence[str] = (STORY,),
    *,
    title: str = "",
    head: str = "",
    columns: int = 1,
    password: str = "",
    pages: int = 1,
) -> bytes:
    """A PDF with a heading, its paragraphs in columns, and a running head with the page's number."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer

    styles = getSampleStyleSheet()
    out = io.BytesIO()

    def draw(canvas: Any, document: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(50, 820, head)
        canvas.drawString(300, 20, f"Page {document.page}")

    width = (A4[0] - 100) / columns
    frames = [Frame(50 + at * width, 50, width - 20, 740) for at in range(columns)]
    document = BaseDocTemplate(
        out, pagesize=A4, encrypt=StandardEncryption(password) if password else None, invariant=1, title=title or None
    )
    document.addPageTemplates([PageTemplate(frames=frames, onPage=draw)])
    flow: list[Any] = [Paragraph(title, styles["Title"])] if title else []
    for page in range(pages):
        for words in paragraphs:
            flow += [Paragraph(words, styles["Normal"]), Spacer(1, 8)]
        if page + 1 < pages:
            flow.append(PageBreak())
    document.build(flow)
    return out.getvalue()


def docx(paragraphs: Iterable[str] = (STORY,), *, title: str = "", head: str = "", row: Sequence[str] = ()) -> bytes:
    """A Word document."""
    from docx import Document

    document = Document()
    if title:
        document.add_heading(title, 0)
    for words in paragraphs:
        document.add_paragraph(words)
    if row:
        cells = document.add_table(1, len(row)).rows[0].cells
        for cell, words in zip(cells, row, strict=True):
            cell.text = words
    if head:
        document.sections[0].header.paragraphs[0].text = head
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def mail(
    text: str = STORY, *, html: str = "", attached: dict[str, tuple[str, bytes]] | None = None, date: str = DAY
) -> bytes:
    """A mail. `attached`: file name → (content type, bytes)."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"] = "Northern Desk <desk@mirror.example>"
    message["To"] = "list@mirror.example"
    message["Subject"] = "Village of Tal Amra seized"
    message["Date"] = date
    if text:
        message.set_content(text)
    if html:
        (message.add_alternative if text else message.set_content)(html, subtype="html")
    for name, (kind, data) in (attached or {}).items():
        main, _, sub = kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def rss(body: str = f"&lt;p&gt;{STORY}&lt;/p&gt;", *, entries: int = 1, before: str = "") -> bytes:
    """An RSS feed."""
    item = (
        "<item><title>Village seized {0}</title><link>http://mirror.example/{0}</link>"
        f"<pubDate>{DAY}</pubDate><author>A. Writer</author><description>{body}</description></item>"
    )
    items = "".join(item.replace("{0}", str(at)) for at in range(1, entries + 1))
    channel = f"<channel><title>Northern Mirror</title>{items}</channel>"
    return f'<?xml version="1.0"?>{before}<rss version="2.0">{channel}</rss>'.encode()


def atom(body: str = STORY) -> bytes:
    """An Atom feed with the full text."""
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Northern Mirror</title><entry>'
        '<title>Village seized</title><link href="http://mirror.example/1"/><published>2019-11-16T01:30:00+03:00</published>'
        f'<content type="html">&lt;p&gt;{body}&lt;/p&gt;</content></entry></feed>'
    ).encode()


def telegram(texts: Iterable[Any] = (STORY,), *, kind: str = "public_channel") -> bytes:
    """A Telegram desktop export, made on a clock three hours ahead of UTC."""
    messages = [
        {"id": at, "type": "message", "date": "2019-11-16T01:30:00", "date_unixtime": "1573857000",
         "from": "Front News", "text": text}
        for at, text in enumerate(texts, start=1)
    ]  # fmt: skip
    service = {"id": 99, "type": "service", "date": "2019-11-16T01:00:00", "action": "pin_message", "text": ""}
    return json.dumps({"name": "Front News", "type": kind, "id": 1, "messages": [service, *messages]}).encode()


def warc(pages: Iterable[tuple[str, bytes]], *, zipped: bool = True, status: str = "200 OK") -> bytes:
    """A web archive of (content type, body)."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=zipped)
    for at, (kind, body) in enumerate(pages, start=1):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        address = f"http://mirror.example/{at}"
        record = writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=headers)
        writer.write_record(record)
        record.raw_stream.close()
    return out.getvalue()


def page(story: str = STORY) -> bytes:
    """A web page."""
    article = f"<article><h1>Village seized</h1><p>{story}</p></article>"
    return f"<!doctype html><html><head><title>Tal Amra</title></head><body>{article}</body></html>".encode()
