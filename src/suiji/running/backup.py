"""备份 — the database, the evidence and, apart from them, the keys: sealed, and opened once before it counts.

A backup is sealed to a public key whose secret is kept elsewhere: whoever takes the machine cannot read older backups,
and the machine itself can check only what it has just written. A backup that was not restored into a scratch server,
whose ledger did not check, is not kept.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import IO

from suiji.config.environment import Environment
from suiji.running import dumping, journal
from suiji.running.installation import Installation
from suiji.running.place import spare_of
from suiji.running.postgres import FORGETFUL, ORDINARY, Server
from suiji.running.trouble import Trouble
from suiji.vault.streams import Sealing, opened

Say = Callable[[str], None]
DATABASE, EVIDENCE, KEYS = "database.sealed", "evidence.sealed", "keys.sealed"
MANIFEST = "backup.json"
KEY_FILES = ("secrets.json", "keychain.json")
PUBLIC_KEY = "backup.pub"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself, in clear: nothing that helps anybody."""

    at: str
    sha256: dict[str, str]
    ledger: int
    """Entries under the newest checkpoint."""
    verified: bool
    """Restored into a scratch server, whose ledger checked from the first entry to the last."""


def folders(environment: Environment) -> tuple[Path, Path]:
    """Where data go, and where keys go."""
    home = environment.data_dir.absolute()
    return environment.backup_dir or home / "backups", environment.backup_keys_dir or home / "backups-keys"


def public_key(environment: Environment) -> str:
    """The key backups are sealed to, or `Trouble` with the way to one."""
    note = environment.data_dir / PUBLIC_KEY
    found = environment.backup_public or (note.read_text("ascii").strip() if note.exists() else "")
    if not found:
        raise Trouble("还没有备份密钥。请先运行 suiji backup key，把显示的私钥抄下来，离开这台机器保管。")
    return found


def made(environment: Environment) -> list[tuple[Path, Manifest]]:
    """The backups that count, oldest first."""
    found = sorted(folders(environment)[0].glob(f"*/{MANIFEST}"))
    return [(note.parent, Manifest(**json.loads(note.read_text("utf-8")))) for note in found]


def back_up(here: Installation, environment: Environment, *, at: datetime, say: Say) -> Path:
    """A new backup, verified; older ones beyond the number to keep are gone."""
    public, (data, keys) = public_key(environment), folders(environment)
    name = f"{at:%Y%m%dT%H%M%SZ}"
    draft, final, keys_at = data / f".{name}", data / name, keys / f"{name}.{KEYS}"
    for folder in (draft, keys):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        say("正在备份数据库……")
        opening = _sealed(draft / DATABASE, public, lambda file: dumping.dump(here.owner or here.web, file))
        if environment.journal_dir is not None:
            _copy_cluster(draft / journal.CLUSTER, public, environment)
        say("正在备份证据文件和密钥……")
        if environment.files_bucket:
            say("证据文件在对象存储里，不在这份备份内；请核对存储一方的多版本和异地副本。")
        evidence = _sealed(
            draft / EVIDENCE, public, lambda file: _pack(file, environment.data_dir, ["evidence"])
        )
        _sealed(keys_at, public, lambda file: _pack(file, environment.data_dir, KEY_FILES))
        say("正在恢复到临时数据库，核对总账……")
        ledger = _verify(draft, opening, evidence, here)
        sums = {part.name: _sha256(part) for part in sorted(draft.iterdir())} | {
            keys_at.name: _sha256(keys_at)
        }
        note = Manifest(f"{at:%Y-%m-%dT%H:%M:%SZ}", sums, ledger, verified=True)
        (draft / MANIFEST).write_text(json.dumps(asdict(note), ensure_ascii=False, indent=1), "utf-8")
        draft.rename(final)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        keys_at.unlink(missing_ok=True)
        raise
    _forget_old(environment)
    return final


def _copy_cluster(path: Path, public: str, environment: Environment) -> None:
    """The embedded server's files as they stand, from which its journal leads on."""
    server = Server(environment.data_dir, say=lambda _: None)
    server.attach()
    _sealed(path, public, lambda file: journal.copy_cluster(server.superuser(), file))


def _forget_old(environment: Environment) -> None:
    """Backups beyond the number to keep, and what of the journal only they needed."""
    keys, standing = folders(environment)[1], made(environment)
    for old, _ in standing[: -environment.backup_keep]:
        shutil.rmtree(old)
        (keys / f"{old.name}.{KEYS}").unlink(missing_ok=True)
    clusters = [note for folder, note in made(environment) if (folder / journal.CLUSTER).exists()]
    if environment.journal_dir is not None and clusters:
        journal.forget_before(environment.journal_dir, datetime.fromisoformat(clusters[0].at))


def _sealed(path: Path, public: str, write: Callable[[IO[bytes]], None]) -> bytes:
    """What ``write`` writes, sealed in a file that is on the disk when this returns; the file's own key."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        sealing = Sealing(file, public=public, name=_bound_name(path))
        write(sealing)  # type: ignore[arg-type]
        sealing.close()
        os.fsync(file.fileno())
    return sealing.key


def _bound_name(path: Path) -> str:
    """What a sealed file is bound to: what it holds, not where it lies."""
    return path.name if path.name in (DATABASE, EVIDENCE, journal.CLUSTER) else KEYS


def _pack(file: IO[bytes], home: Path, names: "list[str] | tuple[str, ...]") -> None:
    with tarfile.open(fileobj=file, mode="w|") as archive:
        for name in names:
            if (home / name).exists():
                archive.add(home / name, name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def content(path: Path, *, secret: str | None = None, key: bytes | None = None) -> Iterator[bytes]:
    """What a sealed file of a backup holds."""
    with path.open("rb") as file:
        yield from opened(file, name=_bound_name(path), secret=secret, key=key)


def _verify(draft: Path, database: bytes, evidence: bytes, here: Installation) -> int:
    """Read all back; the dump stands in a scratch server and its ledger checks. How many entries that are."""
    for _ in content(draft / EVIDENCE, key=evidence):
        pass
    with scratch() as server:
        address = server.connection_settings().owner
        dumping.load(lambda: content(draft / DATABASE, key=database), address)
        return check_ledger(address, here)


@contextmanager
def scratch() -> Iterator[Server]:
    """A server of its own that leaves nothing behind."""
    home = Path(tempfile.mkdtemp(prefix="suiji-scratch-"))
    try:
        with Server(home, settings={**ORDINARY, **FORGETFUL}, say=lambda _: None) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(spare_of(home), ignore_errors=True)


def check_ledger(address: str, here: Installation, *, checkpoint: Path | None = None) -> int:
    """The ledger of the database at that address, checked in a process of its own; `Trouble` with what it found."""
    environment = here.environment() | {"DATABASE_URL": address, "SUIJI_DATABASE_POOL": "0"}
    command = [sys.executable, "-m", "suiji.running.command", "ledger", "check"]
    command += ["--checkpoint", str(checkpoint)] if checkpoint else []
    done = subprocess.run(  # noqa: S603 — our own command
        command, env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise Trouble("数据恢复以后，总账核对不通过：\n" + (done.stdout + done.stderr)[-2000:])
    import psycopg

    with psycopg.connect(address) as connection:
        newest = connection.execute("SELECT coalesce(max(size), 0) FROM ledger_checkpoint").fetchone()
    return int(newest[0]) if newest else 0


@contextmanager
def archive_of(pieces: Iterator[bytes]) -> Iterator[tarfile.TarFile]:
    """A sealed archive, to be read once from its beginning to its end."""
    with tarfile.open(fileobj=_Reading(pieces), mode="r|") as archive:
        yield archive


def unpack(pieces: Iterator[bytes], into: Path) -> None:
    """A sealed archive's files; names that lead elsewhere are refused by the filter."""
    with archive_of(pieces) as archive:
        archive.extractall(into, filter="data")


class _Reading(io.RawIOBase):
    """An iterator of bytes, as a file to read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int = -1) -> bytes:
        """As many bytes as asked for, fewer only at the end."""
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        found, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return found
