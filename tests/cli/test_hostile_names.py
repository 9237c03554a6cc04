"""Names of files that mean ill: they make no line of their own on a terminal, leave no folder, stop no other file."""

from __future__ import annotations

import contextlib
import http.client
import logging
import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

from desk.crowd import desk
from khaldun.cli.main import run
from khaldun.cli.server_log import Entry

REPORT = b"KANO (Wire) - Gunmen killed three farmers in the town of Kano on 3 May 2021, police said.\n"
FORGED = b"khaldun: 99 inputs were checked: all is as it was kept."
NAMES = [
    pytest.param(b"a\n" + FORGED + b".txt", id="a-line-of-its-own"),
    pytest.param(b"b\r" + FORGED + b".txt", id="back-to-the-line-s-beginning"),
    pytest.param(b"\x1b[2J\x1b[31mred\x07.txt", id="a-terminal-s-commands"),
    pytest.param("c\u2028\u2029\x85".encode() + FORGED + b".txt", id="other-ends-of-a-line"),
    pytest.param("\u202etxt.e\u0301".encode() + b".txt", id="turned-round-and-combined"),
    pytest.param(b"n" * 251 + b".txt", id="255-bytes"),
    pytest.param(b"x..\\..\\..\\etc\\passwd.txt", id="another-system-s-path"),
    pytest.param(b"x..;.. %2e%2e%2f.txt", id="an-address-s-path"),
    pytest.param(b"'; DROP TABLE inputs; --.txt", id="sql"),
    pytest.param(b"--jobs=9.txt", id="an-option"),
    pytest.param(b"<img src=x onerror=alert(1)>.txt", id="a-page-s-element"),
]
_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # where str.splitlines ends a line, besides "\n"


@pytest.fixture(autouse=True)
def data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHALDUN_DATA", str(folder))


@pytest.fixture
def made(tmp_path: Path) -> Path:
    here = tmp_path / "w"
    assert run(["init", str(here)]) == 0
    (here / "khaldun.toml").write_text((here / "khaldun.toml").read_text().replace('"auto"', '"rules"'))
    return here


def named(folder: Path, name: bytes, data: bytes = REPORT) -> Path:
    """A file of that name, in a folder of its own."""
    folder.mkdir()
    path = os.path.join(os.fsencode(folder), name)  # noqa: PTH118  (a name that is no text)
    try:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(data)
    except OSError as error:
        pytest.skip(f"not run: no file can be called so here ({error.strerror})")
    return Path(os.fsdecode(path))


@pytest.mark.parametrize("name", NAMES)
def test_what_a_file_is_called_is_words_on_one_line(
    made: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], name: bytes
) -> None:
    named(tmp_path / "reports", name)
    assert run(["add", str(tmp_path / "reports"), "-w", str(made)]) == 0
    assert run(["run", "-w", str(made)]) == 0
    assert run(["verify", "-w", str(made)]) == 0
    for folder in (made / "archive").iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    capfd.readouterr()
    assert run(["verify", "-w", str(made)]) == 1
    told = capfd.readouterr()
    assert told.out.count("\n") == 1 and told.out.startswith("The bytes of ") and "not in the archive" in told.out
    assert not any(end in told.out for end in _ENDS) and "\x1b" not in told.out and "\u202e" not in told.out
    assert {path.name for path in tmp_path.iterdir()} == {"w", "reports"}


def test_a_broken_file_s_name_makes_no_line_of_its_own(
    made: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    named(tmp_path / "reports", b"x\n" + FORGED + b"\x1b[1A.pdf", b"%PDF-1.4 no more")
    run(["add", str(tmp_path / "reports"), "-w", str(made)])
    capfd.readouterr()
    assert run(["run", "-w", str(made)]) == 1
    told = capfd.readouterr().err
    assert not any(line.startswith(FORGED.decode()) for line in told.splitlines()) and "\x1b" not in told


@pytest.mark.parametrize("command", [["add"], ["code", "--reader", "rules"]])
def test_a_name_that_is_no_text_is_told_and_stops_no_other(
    made: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], command: list[str]
) -> None:
    named(tmp_path / "reports", b"bad\xff\xfe.txt")
    (tmp_path / "reports" / "good.txt").write_bytes(REPORT)
    more = ["-w", str(made)] if command == ["add"] else ["--archive", str(tmp_path / "archive")]
    assert run([*command, str(tmp_path / "reports"), *more]) == 1
    told = capfd.readouterr()
    assert "holds bytes that are no text" in told.err and ("1 added" in told.err or "Kano" in told.out)


def test_what_the_desk_s_server_logs_passes_for_no_other_entry() -> None:
    try:
        raise ValueError(f"\x1b[2J\n{FORGED.decode()}\r{FORGED.decode()}\u2028x")
    except ValueError:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 1, "agent: %s", ("a\nb\x1b",), sys.exc_info())
    first, *more = Entry().format(record).split("\n")
    assert first == "khaldun: agent: a" and more
    assert all(line.startswith("  | ") for line in more)
    assert not any(sign in line for line in more for sign in (*_ENDS, "\x1b"))


@pytest.mark.slow
def test_what_is_asked_of_a_desk_makes_no_line_in_its_terminal(made: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    with desk(made) as (address, running):
        host, port = address.removeprefix("http://").rstrip("/").split(":")
        for raw in (
            b"GET /x%0akhaldun:%20forged%1b[2J HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: a\x1b[31m\r\n\r\n",
            b"GET /\nkhaldun: forged HTTP/1.1\r\n\r\n",
            b"khaldun: forged\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: nonsense\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzz",
            b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        ):
            with socket.create_connection((host, int(port)), timeout=10) as connection:
                connection.sendall(raw)
                connection.settimeout(5)
                connection.recv(1000)
        with contextlib.closing(http.client.HTTPConnection(host, int(port), timeout=10)) as asking:
            asking.request("GET", "/queue", headers={"Cookie": "khaldun=\x1b[2J", "User-Agent": "x\x1b[2J"})
            assert asking.getresponse().status == 200
        assert running.poll() is None
    said = capfd.readouterr().err
    assert "forged" not in said and "\x1b" not in said and "Traceback" not in said
    assert all(line.startswith("khaldun: ") for line in said.splitlines())
