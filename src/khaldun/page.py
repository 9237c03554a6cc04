"""Pages: a template and values become one self-contained HTML file. Every value is escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
# What stands in a page where its policy will.
POLICY = "POLICY"
_INLINE = re.compile(rb"<(style|script)>(.*?)</\1>", re.S)


def render(template: str, **values: object) -> bytes:
    """The page of `templates/TEMPLATE` with its values, UTF-8. A value that the template lacks is an error."""
    return _environment().get_template(template).render(values).encode()


def render_piece(template: str, **values: object) -> Markup:
    """As `render`, a piece of a page: it stands in the page as it is."""
    from markupsafe import Markup

    return Markup(_environment().get_template(template).render(values))


def with_policy(page: bytes) -> bytes:
    """The page with a policy, in place of `POLICY`, that lets its own style and script run and nothing else."""
    hashes = {b"style": list[str](), b"script": list[str]()}
    for kind, body in _INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        hashes[kind].append(f"'sha256-{digest}'")
    policy = (
        f"default-src 'none'; style-src {' '.join(hashes[b'style']) or chr(39) + 'none' + chr(39)}; "
        f"script-src {' '.join(hashes[b'script']) or chr(39) + 'none' + chr(39)}; base-uri 'none'; form-action 'none'"
    )
    # With what stands around it, which a value of the page cannot hold: its quotes are escaped.
    return page.replace(f'content="{POLICY}"'.encode(), f'content="{policy}"'.encode(), 1)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
