"""The house: arrows point one way, there are no cycles, and what a layer must not do it does not do."""

from __future__ import annotations

import ast
import graphlib
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"
PACKAGE = SOURCE / "khaldun"
STEPS = ("ingest", "clean", "read", "resolve", "assemble", "code")

# Which parts of the house each part may import, beside itself. The table is the architecture.
FOUNDATION = {"", "errors", "datafile", "records", "text"}
MAY_IMPORT = {
    "": set(),
    "errors": set(),
    "datafile": {"errors"},
    "records": {"errors"},
    "text": {"errors", "datafile", "records"},
    "settings": {"errors", "records"},
    "page": set(),
    # what every rule says, for whoever shows one
    "rules": {"errors", "datafile"},
    # what an encrypted workspace is sealed with
    "seal": {"errors"},
    # country borders, to draw and to place events along, as the build packed them
    "borders": {"errors"},
    **dict.fromkeys(STEPS, FOUNDATION),
    "pipeline": FOUNDATION | {"settings", *STEPS},
    # tools implement the protocols that the steps declare, and hand the pipeline its set of them
    "tools": FOUNDATION | {"settings", "pipeline", "borders", *STEPS},
    "run": FOUNDATION | {"settings", "tools", "pipeline", "ingest", "seal"},
    "publish": FOUNDATION | {"page", "borders", "rules"},
    # tables of events that people have coded, as they come
    "coded": FOUNDATION,
    # the user's own coding held against the claims: names and bootstraps are evaluate's, shares review's
    "compare": FOUNDATION | {"page", "publish", "borders", "coded", "evaluate", "review"},
    # what people do with drafts; what follows from an edit is worked out under the codebook
    "review": FOUNDATION | {"code", "coded"},
    # a workspace's database: the only part that speaks SQL
    "store": {"", "errors", "records"},
    # a workspace: what is added, coded, decided, checked and backed up
    "workspace": FOUNDATION | {"settings", "tools", "pipeline", "run", "ingest", "code", "review", "store", "seal"},
    # codebooks of one's own: their language, their checks, the tables that they make
    "codebook": FOUNDATION | {"code", "publish"},
    # a whole export, as the command and the desk make it
    "export": FOUNDATION | {"codebook", "publish", "rules", "run", "store", "workspace"},
    # exports of one moment under a name, frozen, checked, compared and made again
    "release": FOUNDATION | {"codebook", "export", "publish", "run", "store", "workspace"},
    # the pages on which drafts are checked
    "desk": FOUNDATION
    | {"page", "rules", "coded", "export", "publish", "pipeline", "resolve", "review", "store", "workspace"},
    "evaluate": FOUNDATION | {"page", "publish", "corpus"},
    # codings of real text by hand; its sentences are the reader's
    "corpus": FOUNDATION | {"page", "read"},
    "measure": FOUNDATION | {"settings", "tools", "pipeline", "evaluate", "corpus", *STEPS},
    "cli": FOUNDATION
    | {
        "rules",
        "settings",
        "review",
        "store",
        "seal",
        "workspace",
        "desk",
        "measure",
        "tools",
        "pipeline",
        "run",
        "export",
        "release",
        "codebook",
        "publish",
        "coded",
        "compare",
        "evaluate",
        "corpus",
        *STEPS,
    },
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
MOST_LINES, MEDIAN_LINES = 600, 150
OUTSIDE_WORLD = {"sqlite3", "sqlcipher3", "socket", "urllib.request", "http.client", "subprocess"}
MODULES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def part(module: str) -> str:
    """The part of the house that a module stands in ("" for the package itself)."""
    return module.split(".")[1] if "." in module else ""


def imports(module: str) -> Iterator[str]:
    """The modules of the package that a module imports, lazily or not."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else str(node.module)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_part_may(module: str) -> None:
    here = part(module)
    assert here in MAY_IMPORT, f"{here} has no place in the table of parts"
    wrong = {target for target in imports(module) if part(target) not in MAY_IMPORT[here] | {here}}
    assert not wrong, f"{module} ({here or 'package'}) must not import {', '.join(sorted(wrong))}"


def test_the_table_has_no_part_that_does_not_exist() -> None:
    assert set(MAY_IMPORT) == {part(module) for module in MODULES}


def test_there_are_no_cycles() -> None:
    graph = {module: set(imports(module)) - {module} for module in MODULES}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"import cycle: {' → '.join(error.args[1])}")


def test_the_walk_sees_imports() -> None:
    assert "khaldun.records.base" in set(imports("khaldun.records.claims"))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_a_telling_name(module: str) -> None:
    assert not FORBIDDEN_NAMES & set(module.split("."))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_not_too_long(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_most_modules_are_short() -> None:
    sizes = [len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES.values()]
    assert statistics.median(sizes) <= MEDIAN_LINES


@pytest.mark.parametrize("module", [module for module in MODULES if part(module) in {*STEPS, "records", "text"}])
def test_a_step_opens_nothing_and_asks_neither_clock_nor_environment(module: str) -> None:
    assert not list(outside_calls(TREES[module]))


@pytest.mark.parametrize("module", [module for module in MODULES if part(module) != "cli"])
def test_only_the_command_line_reads_the_environment(module: str) -> None:
    names = {ast.unparse(node) for node in ast.walk(TREES[module]) if isinstance(node, ast.Attribute)}
    assert not names & {"os.environ", "os.getenv"}


@pytest.mark.parametrize("module", [module for module in MODULES if part(module) not in {"tools", "store"}])
def test_only_tools_reach_the_outside_world(module: str) -> None:
    found = {alias.name for node in ast.walk(TREES[module]) if isinstance(node, ast.Import) for alias in node.names}
    found |= {str(node.module) for node in ast.walk(TREES[module]) if isinstance(node, ast.ImportFrom)}
    assert not found & OUTSIDE_WORLD


def test_only_the_store_speaks_sql() -> None:
    speaking = {part(module) for module, tree in TREES.items() if roots(tree) & {"sqlalchemy", "alembic"}}
    assert speaking == {"store"}


def test_ciphers_are_used_in_one_place() -> None:
    assert {part(module) for module, tree in TREES.items() if "cryptography" in roots(tree)} == {"seal"}


def roots(tree: ast.AST) -> set[str]:
    """The packages that a module imports from."""
    found = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    found += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return {name.split(".")[0] for name in found}


def test_errors_of_every_kind_are_caught_in_one_place() -> None:
    broad = {
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    }
    assert broad == {"khaldun.run.local"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("open('x')", {"open"}, id="open"),
        pytest.param("path.read_text()", {"read_text"}, id="read-text"),
        pytest.param("dt.date.today()", {"today"}, id="clock"),
        pytest.param("name.strip()", set(), id="harmless"),
    ],
)
def test_outside_calls_are_seen(source: str, found: set[str]) -> None:
    assert set(outside_calls(ast.parse(source))) == found


def outside_calls(tree: ast.AST) -> Iterator[str]:
    """Calls by which code would reach files, the clock or the environment."""
    methods = {"read_text", "read_bytes", "write_text", "write_bytes", "today", "now", "utcnow", "getenv", "urlopen"}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "open":
            yield "open"
        if isinstance(node.func, ast.Attribute) and node.func.attr in methods:
            yield node.func.attr
