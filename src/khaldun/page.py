"""Pages: a template and values become one self-contained HTML file. Every value is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: object) -> bytes:
    """The page of `templates/TEMPLATE` with its values, UTF-8. A value that the template lacks is an error."""
    return _environment().get_template(template).render(values).encode()


def render_piece(template: str, **values: object) -> Markup:
    """As `render`, a piece of a page: it stands in the page as it is."""
    from markupsafe import Markup

    return Markup(_environment().get_template(template).render(values))


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
