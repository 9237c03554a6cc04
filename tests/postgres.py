"""A PostgreSQL of the test run's own: a new cluster in a folder of its own, on a socket of the loopback address."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")


def find_server() -> Path | None:
    """The folder of PostgreSQL's programs: on the path, or where Debian keeps the newest; null where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = [folder for folder in _DEBIAN.glob("*") if (folder / "bin" / "initdb").is_file()]
    return max(versions, key=lambda folder: float(folder.name)) / "bin" if versions else None


@contextlib.contextmanager
def running(programs: Path) -> Iterator[str]:
    """The address of a server that runs until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="khaldun-postgres-"))
    user = _user()
    os.chown(folder, user.pw_uid, user.pw_gid)
    data, port = folder / "data", _free_port()

    def call(*command: str) -> None:
        done = subprocess.run(command, user=user.pw_uid, group=user.pw_gid, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")

    try:
        call(
            str(programs / "initdb"), "-D", str(data), "-U", "khaldun", "-A", "trust", "--no-sync", "-E", "UTF8",
            "--locale=C.UTF-8",
        )  # fmt: skip
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        call(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql://khaldun@127.0.0.1:{port}/postgres"
        finally:
            call(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> pwd.struct_passwd:
    """Who the server runs as: PostgreSQL refuses to be root's."""
    return pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
