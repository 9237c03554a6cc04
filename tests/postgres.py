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
from dataclasses import dataclass
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")


def find_server() -> Path | None:
    """The folder of PostgreSQL's programs: on the path, or where Debian keeps the newest; null where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = [folder for folder in _DEBIAN.glob("*") if (folder / "bin" / "initdb").is_file()]
    return max(versions, key=lambda folder: float(folder.name)) / "bin" if versions else None


@dataclass(frozen=True)
class Cluster:
    """A server, in a folder of its own."""

    address: str
    folder: Path
    programs: Path
    port: int

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        self.call(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )

    def stop(self) -> None:
        """Ends it as a machine that goes down does: nobody is waited for."""
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def call(self, program: str, *options: str) -> None:
        user = _user()
        done = subprocess.run(
            [str(self.programs / program), *options], user=user.pw_uid, group=user.pw_gid, cwd=self.folder,
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")


@contextlib.contextmanager
def cluster(programs: Path) -> Iterator[Cluster]:
    """A server that runs until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="khaldun-postgres-"))
    user = _user()
    os.chown(folder, user.pw_uid, user.pw_gid)
    port = _free_port()
    made = Cluster(f"postgresql://khaldun@127.0.0.1:{port}/postgres", folder, programs, port)
    try:
        made.call(
            "initdb", "-D", str(folder / "data"), "-U", "khaldun", "-A", "trust", "--no-sync", "-E", "UTF8",
            "--locale=C.UTF-8",
        )  # fmt: skip
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running(programs: Path) -> Iterator[str]:
    """The address of a server that runs until the block ends."""
    with cluster(programs) as made:
        yield made.address


def _user() -> pwd.struct_passwd:
    """Who the server runs as: PostgreSQL refuses to be root's."""
    return pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
