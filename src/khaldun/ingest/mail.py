"""E-mail (.eml): the message's text part, its header, and documents attached to it."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from typing import NamedTuple

from khaldun.errors import UnreadableError
from khaldun.records.reports import Given

_HEADERS = ("from", "date", "subject", "to", "received", "return-path", "mime-version", "message-id", "delivered-to")
_DOCUMENTS = frozenset(
    {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "text/html",
        "text/plain",
        "message/rfc822",
    }
)


class Part(NamedTuple):
    """A body or an attachment: its bytes, their encoding if they are text, its file name, what the header says."""

    data: bytes
    encoding: str | None
    filename: str
    said: Given


def is_mail(head: str) -> bool:
    """Whether a text begins with the header of a message: several of its fields, "From" or "Received" among them."""
    names = set()
    for line in head.split("\n")[:60]:
        if not line.strip():
            break
        if line[0] in " \t":
            continue
        name, colon, _ = line.partition(":")
        if not colon or not name.replace("-", "").isalnum():
            return False
        names.add(name.lower())
    return len(names & set(_HEADERS)) >= 3 and bool(names & {"from", "received", "return-path"})


def read_mail(data: bytes, *, origin: str) -> Iterator[Part]:
    """The message's body (plain text before HTML), then its attached documents.

    Raises:
        UnreadableError: the message has neither.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    said = Given(
        title=_header(message, "subject"),
        byline=parseaddr(_header(message, "from") or "")[0] or None,
        published=_header(message, "date"),
    )
    parts = list(_parts(message, said))
    if not parts:
        raise UnreadableError(
            f"{origin} is an e-mail without a text and without a document.",
            advice="Save its attachments, and give those.",
        )
    yield from parts


def _parts(message: EmailMessage, said: Given) -> Iterator[Part]:
    body = message.get_body(("plain", "html"))
    if body is not None and _text(body).strip():
        yield Part(_text(body).encode("utf-8", "replace"), "utf-8", "", said)
    for attached in message.iter_attachments():
        if attached.get_content_type() not in _DOCUMENTS:
            continue
        content = attached.get_payload(decode=True)
        if attached.get_content_type() == "message/rfc822":
            inner = attached.get_content()
            content = inner.as_bytes() if isinstance(inner, EmailMessage) else content
        if isinstance(content, bytes) and content.strip():
            yield Part(content, None, attached.get_filename() or "attachment", Given())


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeDecodeError):  # a charset that is none: the bytes as they are
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    words = " ".join(str(value).split()) if value is not None else ""
    return words or None
