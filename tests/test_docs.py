"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from cyclopts import App

from khaldun.cli.main import COMMANDS, build_app
from khaldun.publish.formats import FORMATS
from khaldun.records.lines import ClaimLine, FailureLine, ReportLine

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
MADE_BY_CYCLOPTS = {"--help", "-h", "--version"}


def options() -> list[tuple[str, str]]:
    """(command, option) of every command and sub-command, as "gazetteer add"."""
    found: list[tuple[str, str]] = []

    def walk(app: App, path: str) -> None:
        children = [name for name in app if not name.startswith("-")]
        for name in children:
            walk(app[name], f"{path} {name}".strip())
        if app.default_command is not None:
            for argument in app.assemble_argument_collection():
                # Of a flag's names the negative form is left out by the apps themselves.
                found.extend((path, name) for name in argument.names if name.startswith("-"))

    walk(build_app(), "")
    return sorted(found)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_page_in_the_navigation(command: str) -> None:
    assert (DOCS / "commands" / f"{command}.md").is_file()
    assert f"commands/{command}.md" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("command", "option"), options())
def test_every_option_is_documented(command: str, option: str) -> None:
    if option in MADE_BY_CYCLOPTS:
        return
    page = (DOCS / "commands" / f"{command.split()[0]}.md").read_text(encoding="utf-8")
    assert f"khaldun {command}" in page
    bare = option.lstrip("-").upper()
    assert f"`{option}`" in page or f"`{bare}`" in page or re.search(rf"^khaldun .*\b{bare}\b", page, re.MULTILINE)


def test_options_are_seen() -> None:
    assert ("code", "--format") in options()
    assert ("evaluate", "--seed") in options()


def commands_of(path: Path) -> list[str]:
    """The lines of a page's code blocks that call khaldun."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [
        line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.startswith("khaldun ")
    ]


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize(
    "line", sorted({line for page in PAGES for line in commands_of(page) if "[" not in line}), ids=str
)
def test_commands_in_the_documentation_exist(line: str) -> None:
    app = build_app()
    words = line.split()[1:]
    if words == ["--version"]:
        return
    while words and words[0] in app:
        app = app[words.pop(0)]
    assert app.default_command is not None, f"{line}: no such command"
    known = {name for argument in app.assemble_argument_collection() for name in argument.names}
    assert {word.split("=")[0] for word in words if word.startswith("-") and len(word) > 1} <= known


@pytest.mark.parametrize("target", ["demo", "test", "docs"])
def test_targets_in_the_readme_exist(target: str) -> None:
    assert f"make {target}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_documented(name: str) -> None:
    assert f"**{name}**" in (DOCS / "commands" / "code.md").read_text(encoding="utf-8")


FIELDS = [
    (line.__struct_config__.tag, field)
    for line in (ReportLine, ClaimLine, FailureLine)
    for field in line.__struct_encode_fields__
]


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_every_field_of_the_contract_is_documented(kind: str, field: str) -> None:
    sections = (DOCS / "contract.md").read_text(encoding="utf-8").split("\n## ")
    (section,) = [text for text in sections if text.startswith(f"{kind}\n")]
    assert f"`{field}`" in section


def test_pages_in_the_navigation_exist_and_none_is_left_out() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w/-]+\.md", text))
    assert named == {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}


def test_links_between_pages_lead_somewhere() -> None:
    for page in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([\w./-]+\.md)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).resolve().is_file(), f"{page.name}: {target}"


def test_the_tables_of_the_documentation_can_be_made() -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("tables", DOCS / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    pages = {page.name: tables.on_page_markdown(page.read_text(encoding="utf-8")) for page in DOCS.rglob("*.md")}
    assert not [name for name, text in pages.items() if "<!-- table:" in text]
    rules = yaml.load(
        (ROOT / "src/khaldun/data/codebooks/acled.yaml").read_text(encoding="utf-8"),
        getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506
    )["rules"]
    assert all(f"`{rule['name']}`" in pages["coding-rules.md"] for rule in rules)
