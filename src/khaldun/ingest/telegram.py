"""A Telegram desktop export (result.json): a report a message."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from khaldun.errors import UnreadableError
from khaldun.records.reports import Given

_EXPORT = re.compile(r'"(?:messages|chats)"\s*:\s*[\[{]')
_KINDS = re.compile(r'"type"\s*:\s*"(?:public|private|personal|saved|bot)_?\w*"|"about"\s*:')
_CHANNELS = frozenset({"public_channel", "private_channel"})


class _Piece(msgspec.Struct):
    text: str = ""


class _Message(msgspec.Struct, rename={"from_": "from"}):
    id: int = 0
    type: str = ""
    date: str = ""
    date_unixtime: str = ""
    from_: str | None = None
    text: str | list[str | _Piece] = ""
    forwarded_from: str | None = None


class _Chat(msgspec.Struct):
    name: str | None = None
    type: str = ""
    messages: list[_Message] = []


class _Chats(msgspec.Struct, frozen=True):
    listed: list[_Chat] = msgspec.field(default_factory=list, name="list")


class _Export(_Chat):
    chats: _Chats = _Chats()


class Post(NamedTuple):
    """A message: its number, its text, what the export says of it."""

    number: int
    text: str
    said: Given


def is_telegram(head: str) -> bool:
    """Whether JSON is a Telegram export, by its first fields."""
    return bool(_EXPORT.search(head) and _KINDS.search(head))


def read_telegram(text: str, *, origin: str) -> Iterator[Post]:
    """The messages with words, in the export's order.

    Raises:
        UnreadableError: the file is broken, or no message of it has words.
    """
    try:
        export = msgspec.json.decode(text.encode(), type=_Export)
    except msgspec.DecodeError as error:
        raise UnreadableError(
            f"{origin} is a Telegram export that cannot be read ({error}).", advice="Export the chat again, as JSON."
        ) from error
    chats = [export, *export.chats.listed]
    posts = [post for chat in chats for message in chat.messages if (post := _post(chat, message)) is not None]
    if not posts:
        raise UnreadableError(f"{origin} is a Telegram export without a message in words.", advice="Leave it out.")
    yield from posts


def _post(chat: _Chat, message: _Message) -> Post | None:
    pieces = [message.text] if isinstance(message.text, str) else message.text
    words = "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
    if message.type != "message" or not words.strip():
        return None
    channel = chat.type in _CHANNELS
    author = message.from_ or message.forwarded_from
    return Post(
        message.id,
        words,
        Given(
            published=_instant(message),
            publisher=chat.name if channel else None,
            byline=author if author != chat.name else None,
        ),
    )


def _instant(message: _Message) -> str | None:
    """The message's instant on the exporter's clock, with its offset, which the export gives by two statements."""
    if not message.date_unixtime.isdecimal():
        return message.date or None
    utc = dt.datetime.fromtimestamp(int(message.date_unixtime), tz=dt.UTC)
    try:
        shift = dt.datetime.fromisoformat(message.date).replace(tzinfo=dt.UTC) - utc
        return utc.astimezone(dt.timezone(shift)).isoformat()
    except ValueError:
        return utc.isoformat()
