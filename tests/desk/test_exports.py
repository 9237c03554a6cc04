"""Exports at the desk: what is in a file is shown before it is fetched, and it is the file that the command makes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import pytest
from starlette.testclient import TestClient

import khaldun.cli.export
from exporting import claim, report, span
from khaldun.cli.export_world import world
from khaldun.cli.main import run
from khaldun.datafile import DATA
from khaldun.desk import depot, exported
from khaldun.desk.app import make_app
from khaldun.desk.depot import Depot, ExportError
from khaldun.desk.exported import Exported
from khaldun.desk.site import Site
from khaldun.errors import UsageError
from khaldun.export.world import World
from khaldun.publish.export.formats import FORMATS
from khaldun.records.lines import ActorLine
from khaldun.settings import Settings
from khaldun.store import reports
from khaldun.workspace import planting
from khaldun.workspace.deciding import LOCAL
from khaldun.workspace.open import Workspace
from khaldun.workspace.people import People

from .conftest import START, fill
from .test_nonsense import NONSENSE

PASSWORD = "long enough to be one"
PRIVATE = "Nadia Ferhat"
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(scope="session")
def around(folder: Path) -> World:
    return world(Settings(today=TODAY, data_folder=folder), progress=lambda *_: None)


@pytest.fixture
def coded(site: Site) -> None:
    """Four claims of a report: two drafts, one that is only planned, one of a private person, which is accepted."""
    person = ActorLine(quote="soldiers", name=PRIVATE, type="Civilians", evidence=(span("soldiers"),))
    fill(site, report(), claim(1), claim(2), claim(3, status="planned"), claim(4, actor2=person))
    site.desk.settle(LOCAL, "accept", 4, 1)


def opened_desk(site: Site, around: World, people: People | None = None) -> TestClient:
    made = Site(
        site.workspace, site.desk, site.tools, site.beginning, site.actors, people, lambda day: around, depot=site.depot
    )
    return TestClient(make_app(made, hosts=["127.0.0.1"]), base_url="http://127.0.0.1")


@pytest.fixture
def client(site: Site, around: World, coded: None) -> TestClient:
    return opened_desk(site, around)


@pytest.fixture
def visit(site: Site, around: World, coded: None) -> Callable[[str], TestClient]:
    """A browser in which somebody is signed in."""
    people = People(site.workspace.store, lambda: START)
    for name, role in (("amal", "coder"), ("guest", "reader"), ("chief", "reviewer"), ("other", "admin")):
        people.add(name, role, PASSWORD)
    app = opened_desk(site, around, people).app

    def sign_in(name: str) -> TestClient:
        browser = TestClient(app, base_url="http://127.0.0.1")
        browser.post("/signin", data={"name": name, "password": PASSWORD})
        return browser

    return sign_in


def ready(client: TestClient, query: str = "", **form: str) -> tuple[str, str, dict[str, bytes]]:
    """The page of an export, its address, and the files that are fetched there."""
    answer = client.post(f"/export{query}", data={"format": "csv", **form})
    assert answer.status_code == 200 and "Download" in answer.text, answer.text
    got = client.get(f"{answer.url.path}/zip")
    assert got.headers["content-type"] == "application/zip" and "attachment" in got.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert archive.testzip() is None
        return answer.text, answer.url.path, {name: archive.read(name) for name in archive.namelist()}


def refused(client: TestClient, query: str = "", status: int = 422, **form: str) -> str:
    answer = client.post(f"/export{query}", data={"format": "csv", **form})
    assert answer.status_code == status and "Download" not in answer.text, answer.text
    return str(re.split(r'role="alert"(?! data-offline)', answer.text)[1].split("<form")[0])


def kept_folders(workspace: Workspace) -> list[Path]:
    return list(workspace.folder.glob(".khaldun-export-*"))


def profile(site: Site, name: str, text: str) -> None:
    folder = site.workspace.folder / "profiles"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text)


def test_what_there_is_and_what_is_not_is_shown_before_it_is_fetched(client: TestClient) -> None:
    page, _, files = ready(client, format="acled")
    assert "3 rows" in page and "of 4 claims in 1 report" in page
    assert "private persons&#39; names: 1" in page and "acled/not-asserted-planned" in page
    assert "khaldun-" in page and "Armed clash" in page and "machine draft" in page
    beside = (".dictionary.json", ".provenance.jsonl", ".left_out.csv", ".about.md")
    assert list(files) == [f"acled-2026-06-01.csv{end}" for end in ("", *beside)]


def test_it_is_the_file_that_the_command_makes(
    client: TestClient, site: Site, around: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(khaldun.cli.export, "world", lambda settings, progress: around)
    target = tmp_path / "ucdp-2026-06-01.csv"
    options = ["--licence", "CC BY 4.0", "-w", str(site.workspace.folder), "-o", str(target)]
    assert run(["export", "ucdp", *options]) == 0
    _, _, files = ready(client, format="ucdp", licence=" CC BY  4.0 ")
    assert {name: (tmp_path / name).read_bytes() for name in files} == files
    assert b"CC BY 4.0" in files["ucdp-2026-06-01.csv.about.md"]


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_that_is_withheld_is_on_the_page_or_in_a_file(client: TestClient, format: str) -> None:
    page, _, files = ready(client, format=format)
    assert "private persons&#39; names: 1" in page
    for secret in ("Nadia", "Ferhat", "killing four"):
        assert secret not in page
        assert not [name for name, data in files.items() if secret.encode() in data]


@pytest.mark.parametrize("format", FORMATS)
def test_the_first_rows_are_those_of_the_file(client: TestClient, format: str) -> None:
    page, _, _ = ready(client, format=format)
    table = page.split('<table class="queue exported">')[1]
    head = re.findall(r'<th scope="col">([^<]*)</th>', table)
    rows = [re.findall(r"<bdi>(.*?)</bdi>", row) for row in table.split("<tbody>")[1].split("</tr>")[:-1]]
    assert len(head) > 8 and rows and all(len(row) == len(head) for row in rows)
    cells = [cell for row in rows for cell in row]
    assert any("2026-03-03" in cell for cell in cells) or format == "plover"
    assert any("Saraqib" in cell for cell in cells)


def test_a_workbook_s_days_and_numbers_are_told_as_such(client: TestClient) -> None:
    page, _, _ = ready(client, format="xlsx", table="acled")
    assert "<bdi>2026-03-03</bdi>" in page and "<bdi>2026</bdi>" in page and "<bdi>4</bdi>" in page


def test_a_table_other_than_the_format_s_own(client: TestClient) -> None:
    _, _, files = ready(client, format="csv", table="ucdp")
    assert b"dyad_name" in files["ucdp-2026-06-01.csv"]
    assert "no other" in refused(client, format="acled", table="ucdp")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        pytest.param({"format": "pdf"}, "no such format", id="format"),
        pytest.param({"format": ""}, "no such format", id="no-format"),
        pytest.param({"table": "mine"}, "no such table", id="table"),
        pytest.param({"profile": "mine"}, "no such profile", id="profile"),
        pytest.param({"profile": "../khaldun"}, "no such profile", id="profile-elsewhere"),
        pytest.param({"profile": "wrong"}, "wrong.toml", id="profile-that-is-wrong"),
        pytest.param({"profile": "iceland"}, "leaves out all 4 claims", id="profile-that-leaves-nothing"),
        pytest.param({"profile": "words", "citation": "by N. Ferhat"}, "citation", id="a-word-that-is-withheld"),
    ],
)
def test_what_cannot_be_is_told_and_leaves_nothing(
    client: TestClient, site: Site, form: dict[str, str], told: str
) -> None:
    profile(site, "wrong", "[choose]\nreveiw = []\n")
    profile(site, "iceland", '[choose]\ncountries = ["ISL"]\n')
    profile(site, "words", '[withhold]\nwords = ["Ferhat"]\n')
    assert told in refused(client, **form)
    assert kept_folders(site.workspace) == []


@pytest.mark.parametrize("words", NONSENSE, ids=ascii)
def test_nonsense_in_the_form_is_words_or_told(client: TestClient, words: str) -> None:
    body = urlencode({"format": "csv", "licence": words, "citation": words}, errors="surrogatepass")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/export", content=body, headers=headers)
    assert answer.status_code in (200, 422), answer.text
    for name in ("format", "table", "profile"):
        body = urlencode({"format": "csv", name: words}, errors="surrogatepass")
        assert client.post("/export", content=body, headers=headers).status_code == 422
    query = urlencode({"queue": words, "format": words, "table": words, "place": words}, errors="surrogatepass")
    assert client.get(f"/export?{query}").status_code in (200, 400, 422)


def test_profiles_are_the_workspace_s_and_what_one_opens_is_said(client: TestClient, site: Site) -> None:
    assert "there is none yet" in client.get("/export").text
    profile(site, "in-house", 'name = "in the house"\n[withhold]\nnames = false\n')
    assert "<option>in-house</option>" in client.get("/export").text
    page, _, files = ready(client, profile="in-house")
    assert "opens harm controls" in page and "withhold.names" in page and PRIVATE in page
    assert PRIVATE.encode() in files["claims-2026-06-01.csv"]


def test_what_the_queue_shows_is_exported_and_the_rest_is_told(client: TestClient) -> None:
    assert 'href="/export?queue=1&amp;state=accepted"' in client.get("/queue?state=accepted").text
    form = client.get("/export?queue=1&state=accepted").text
    assert "1 claim of the queue" in form and 'action="/export?queue=1&amp;state=accepted"' in form
    page, _, files = ready(client, "?queue=1&state=accepted")
    assert "1 row " in page.replace("\n", " ") and "queue/filter" in page
    (row,) = csv.DictReader(io.StringIO(files["claims-2026-06-01.csv"].decode()))
    assert row["claim_id"] == claim(4).id and row["reviewed"].startswith("reviewed by a coder")
    assert "the filter shows none of the 4 claims" in refused(client, "?queue=1&state=all&country=ISL")
    assert "is no day" in refused(client, "?queue=1&after=yesterday")
    assert "look for words" in client.get("/export?queue=1&place=saraqib").text
    assert "look for words" not in form


def test_a_table_by_a_codebook_of_the_workspace_s_own(client: TestClient, site: Site) -> None:
    here = site.workspace.folder / "codebooks"
    here.mkdir()
    shutil.copy(DATA / "examples" / "health_care.yaml", here / "health.yaml")
    (here / "wrong.yaml").write_text("name: [")
    assert '<option value="codebook/health">by the codebook health</option>' in client.get("/export").text
    page, _, files = ready(client, table="codebook/health")
    name = next(iter(files))
    assert name.endswith("-2026-06-01.csv") and not name.startswith("claims") and "of 4 claims" in page
    assert "wrong.yaml" in refused(client, table="codebook/wrong")
    assert "no such codebook" in refused(client, table="codebook/none")
    assert "no other" in refused(client, format="acled", table="codebook/health")


def test_rows_that_break_the_table_are_named_and_may_be_left_out(client: TestClient, site: Site) -> None:
    bare = ActorLine(quote="rebels", name="Rebels", type="Rebel group")
    wrong = msgspec.structs.replace(
        claim(5),
        coding=msgspec.structs.replace(claim(5).coding, event_date="2026-02-31"),
        actor1=bare,  # type: ignore[type-var]
    )
    with site.workspace.store.write() as connection:
        connection.exec_driver_sql("UPDATE claims SET line = ? WHERE id = 1", (msgspec.json.encode(wrong).decode(),))
    told = refused(client, format="acled")
    assert "Nothing is published" in told and "is no day" in told and "tick below" in told
    page, _, _ = ready(client, format="acled", leave_out_invalid="1")
    assert "export/invalid" in page and "such rows are left out" in page


@pytest.mark.parametrize("name", ["guest", "amal"])
def test_who_is_no_reviewer_exports_nothing(visit: Callable[[str], TestClient], name: str, site: Site) -> None:
    _, address, _ = ready(visit("chief"))
    browser = visit(name)
    assert (
        'href="/export"' not in browser.get("/queue").text and "Export what is shown" not in browser.get("/queue").text
    )
    answers = [browser.get("/export"), browser.post("/export", data={"format": "csv"}), browser.get(address),
               browser.get(f"{address}/zip")]  # fmt: skip
    for answer in answers:
        assert answer.status_code == 400 and "This takes a reviewer" in answer.text and "Armed clash" not in answer.text
    assert len(kept_folders(site.workspace)) == 1


def test_a_reader_does_not_fetch_the_claims_themselves(visit: Callable[[str], TestClient]) -> None:
    answer = visit("guest").get("/export.jsonl")
    assert answer.status_code == 400 and PRIVATE not in answer.text
    assert PRIVATE in visit("amal").get("/export.jsonl").text


def test_an_export_is_nobody_else_s(visit: Callable[[str], TestClient]) -> None:
    chief, other = visit("chief"), visit("other")
    assert 'href="/export"' in chief.get("/queue").text
    _, address, _ = ready(chief)
    for path in (address, f"{address}/zip"):
        answer = other.get(path)
        assert answer.status_code == 404 and "not kept any longer" in answer.text
    ready(other)
    assert chief.get(address).status_code == 200


def test_reports_that_a_reviewer_codes_apart_are_not_in_their_exports(
    visit: Callable[[str], TestClient], site: Site
) -> None:
    chief = visit("chief")
    with site.workspace.store.read() as connection:
        identity = connection.exec_driver_sql("SELECT id FROM coders WHERE name = 'chief'").scalar_one()
    form = {"how": "scratch", "report": report().id, "coder": identity}
    assert "Given to" in visit("other").post("/sheets/give", data=form).text
    assert "4 by queue/filter" in refused(chief)
    ready(visit("other"))


def test_where_errors_are_planted_what_is_to_be_decided_is_left_out(client: TestClient, site: Site) -> None:
    with site.workspace.store.read() as connection:
        line = reports.report(connection, report().id)
    assert line is not None and "Errors are planted" not in client.get("/export").text
    drawing = planting.Drawing(
        coder=LOCAL.coder,
        share=1.0,
        event_type=site.tools.codebook.event_type,
        recode=site.desk.recoder.recoded,
    )
    assert planting.put_in(site.workspace.store, drawing, line, START)
    assert "Errors are planted" in client.get("/export").text
    page, _, files = ready(client)
    (row,) = csv.DictReader(io.StringIO(files["claims-2026-06-01.csv"].decode()))
    assert row["claim_id"] == claim(4).id and "queue/filter" in page
    assert "Errors are planted" in refused(client, "?queue=1&state=open")


def test_a_form_that_another_site_sends_makes_nothing(client: TestClient, site: Site) -> None:
    answer = client.post("/export", data={"format": "csv"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403 and kept_folders(site.workspace) == []


def test_only_the_last_export_of_each_is_kept_and_none_after_the_end(client: TestClient, site: Site) -> None:
    _, first, _ = ready(client)
    _, second, _ = ready(client)
    assert client.get(first).status_code == 404 and client.get(f"{second}/zip").status_code == 200
    (folder,) = kept_folders(site.workspace)
    assert oct(folder.stat().st_mode)[-3:] == "700" and [path.suffix for path in folder.iterdir()] == [".zip"]
    site.depot.clear()
    assert client.get(f"{second}/zip").status_code == 404 and kept_folders(site.workspace) == []


def test_a_desk_that_ends_leaves_none(client: TestClient, site: Site) -> None:
    with client:
        ready(client)
        assert len(kept_folders(site.workspace)) == 1
    assert kept_folders(site.workspace) == []


def test_words_that_are_taken_out_leave_with_the_export_that_holds_them(client: TestClient) -> None:
    _, address, _ = ready(client)
    forgetting = (
        client.app.app.state.site.forgetting if hasattr(client.app, "app") else client.app.state.site.forgetting
    )
    forgetting._drop()
    assert client.get(f"{address}/zip").status_code == 404


def test_what_grows_too_large_is_not_made(client: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exported, "MOST_BYTES", 100)
    monkeypatch.setattr(exported, "_LOOK_EVERY", 0.0)
    assert "larger than the desk makes them" in refused(client)
    assert kept_folders(site.workspace) == []


def nothing(archive: Path) -> Exported:
    return Exported(archive=archive, size=0, names=(), note=None, columns=(), rows=(), failures=0)  # type: ignore[arg-type]


def test_one_is_made_at_a_time(workspace: Workspace) -> None:
    here = Depot()
    with here.making(workspace), pytest.raises(ExportError, match="Another"), here.making(workspace):
        pass
    with here.making(workspace) as folder:
        assert folder.is_dir()


def test_an_export_is_deleted_when_its_time_is_over(workspace: Workspace) -> None:
    here = Depot(seconds=0.2)
    with here.making(workspace) as folder:
        token = here.keep("amal", folder, nothing(folder / "x.zip"))
    assert here.get("amal", token) is not None and here.get("ben", token) is None
    until = time.monotonic() + 10
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert here.get("amal", token) is None and not folder.exists()


def test_the_oldest_goes_where_there_are_many(workspace: Workspace) -> None:
    here, tokens = Depot(), []
    for number in range(10):
        with here.making(workspace) as folder:
            tokens.append(here.keep(f"c{number}", folder, nothing(folder / "x.zip")))
    kept = [here.get(f"c{number}", token) is not None for number, token in enumerate(tokens)]
    assert kept == [False] * 2 + [True] * 8 and len(kept_folders(workspace)) == 8
    here.clear()
    assert kept_folders(workspace) == []


def test_what_a_killed_desk_has_left_goes_with_the_next_export(workspace: Workspace) -> None:
    left, young = (workspace.folder / f".khaldun-export-{name}" for name in ("old", "young"))
    for folder in (left, young):
        folder.mkdir()
        (folder / "claims.zip").write_bytes(b"x")
    os.utime(left, (time.time() - 9_000, time.time() - 9_000))
    here = Depot()
    with here.making(workspace):
        assert not left.exists() and young.exists()


def test_nothing_of_an_encrypted_workspace_is_written_in_the_clear_to_the_disk(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = Workspace(
        folder=workspace.folder,
        config=msgspec.structs.replace(workspace.config, encrypted=True),
        store=workspace.store,
        archive=workspace.archive,
    )
    memory = tmp_path / "memory"
    monkeypatch.setattr(depot, "MEMORY", memory)
    with pytest.raises(UsageError, match="in the clear"), Depot().making(sealed):
        pass
    memory.mkdir()
    with Depot().making(sealed) as folder:
        assert folder.parent == memory and kept_folders(workspace) == []
