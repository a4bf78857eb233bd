"""时点恢复 — the database's own journal leaves the machine, sealed; with it a house goes back to a moment.

The embedded server puts every finished piece (16 MB, or what came in five minutes) into a tray beside its data; once a
minute the worker seals what lies there to the backup's public key and moves it to ``SUIJI_JOURNAL_DIR``. A backup made
meanwhile holds a copy of the whole cluster, from which the pieces lead on to any moment after it.
"""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO

from suiji.config.environment import Environment
from suiji.running.account import Account, account_for
from suiji.running.dumping import READ, tool
from suiji.running.place import Place, choose, existing_data, prepare
from suiji.running.trouble import Trouble
from suiji.vault.streams import Sealing, opened

Say = Callable[[str], None]
SUFFIX = ".sealed"
CLUSTER = "cluster.sealed"
A_PIECE_AT_LATEST = "300s"


def tray_of(place: Place) -> Path:
    """Where the server leaves its finished pieces."""
    return place.data.with_name("journal")


def keeping(place: Place, account: Account) -> Mapping[str, str]:
    """The server's settings by which it leaves its pieces in the tray, each whole or not at all."""
    tray = tray_of(place)
    account.give(tray)
    there, half = _quoted(tray / "%f"), _quoted(tray / ".%f.part")
    return {
        "archive_mode": "on",
        "archive_timeout": A_PIECE_AT_LATEST,
        "archive_command": f"test -f {there} || (cp %p {half} && mv {half} {there})",
    }


def _quoted(path: Path) -> str:
    """For the server's shell; what it puts in for %f and %p are plain names."""
    return "'" + str(path).replace("'", "'\\''") + "'"


def seal_pieces(environment: Environment, *, public: str) -> int:
    """What lies in the tray is in the journal's folder, sealed, and gone from the tray; how many pieces."""
    if environment.journal_dir is None:
        return 0
    home = environment.data_dir.absolute()
    tray = tray_of(choose(home, account_for(existing_data(home)), lambda _: None))
    return move_sealed(tray, environment.journal_dir, public=public)


def move_sealed(tray: Path, journal: Path, *, public: str) -> int:
    """The same for two folders. A piece leaves the tray only once its sealed copy is on the disk."""
    journal.mkdir(parents=True, exist_ok=True, mode=0o700)
    pieces = (
        sorted(piece for piece in tray.iterdir() if not piece.name.startswith(".")) if tray.is_dir() else []
    )
    for piece in pieces:
        final = journal / (piece.name + SUFFIX)
        draft = final.with_name(f".{final.name}.part")
        with piece.open("rb") as clear, draft.open("wb") as file:
            sealing = Sealing(file, public=public, name=piece.name)
            while part := clear.read(READ):
                sealing.write(part)
            sealing.close()
            os.fsync(file.fileno())
        draft.rename(final)
        piece.unlink()
    return len(pieces)


def copy_cluster(address: str, into: IO[bytes]) -> None:
    """The whole cluster as a tar, while everybody goes on working; ``address`` is the superuser's."""
    options = ("--pgdata=-", "--format=tar", "--wal-method=none", "--checkpoint=fast", "--no-manifest")
    with tool("pg_basebackup", *options, address=address, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while piece := process.stdout.read(READ):
            into.write(piece)


def put_back(
    cluster: tarfile.TarFile, journal: Path, home: Path, *, secret: str, until: datetime, say: Say
) -> Path:
    """The cluster's files stand in ``home``, told to go on along the journal up to the moment.

    Returns where the clear pieces lie. Starting the server does the rest. The pieces are to be removed after it.
    """
    prepare(home)
    account = account_for(existing_data(home))
    place = choose(home, account, say)
    if place.data.exists():
        raise Trouble(f"{place.data} 已经存在，没有作任何改动。请用 SUIJI_DATA_DIR 指定新的文件夹。")
    draft, pieces = place.data.with_name("postgres.new"), place.data.with_name("journal.clear")
    for folder in (draft, pieces):
        account.give(folder)
    cluster.extractall(draft, filter="data")
    for piece in sorted(journal.glob(f"*{SUFFIX}")):
        name = piece.name.removesuffix(SUFFIX)
        with piece.open("rb") as file, (pieces / name).open("wb") as clear:
            for part in opened(file, name=name, secret=secret):
                clear.write(part)
    moment = f"{until:%Y-%m-%d %H:%M:%S.%f%z}"
    with (draft / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
        settings.write(
            f"restore_command = '{_doubled('cp ' + _quoted(pieces / '%f') + ' %p')}'\n"
            f"recovery_target_time = '{moment}'\nrecovery_target_action = 'promote'\n"
        )
    (draft / "recovery.signal").touch()
    for path in (draft, pieces, *draft.rglob("*"), *pieces.rglob("*")):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    draft.rename(place.data)
    return pieces


def ran_out(log: Path) -> str:
    """Up to when the journal led, where the server could not go on to the moment that was asked for; else nothing."""
    lines = log.read_text("utf-8", "replace").splitlines()[-40:] if log.exists() else []
    if not any("recovery ended before configured recovery target" in line for line in lines):
        return ""
    reached = [line.rpartition("at log time ")[2] for line in lines if "last completed transaction" in line]
    return reached[-1] if reached else "备份之时"


def _doubled(text: str) -> str:
    return text.replace("'", "''")


def finished(home: Path, pieces: Path) -> None:
    """The server has arrived: nothing of the journey is left in clear, and the next start knows nothing of it."""
    shutil.rmtree(pieces, ignore_errors=True)
    settings = existing_data(home) / "postgresql.auto.conf"
    words = ("restore_command", "recovery_target")
    kept = [
        line for line in settings.read_text("utf-8").splitlines(keepends=True) if not line.startswith(words)
    ]
    settings.write_text("".join(kept), "utf-8")


def forget_before(journal: Path, moment: datetime) -> int:
    """Pieces that no kept copy of the cluster needs are gone; how many."""
    old = [piece for piece in journal.glob(f"*{SUFFIX}") if piece.stat().st_mtime < moment.timestamp()]
    for piece in old:
        piece.unlink()
    return len(old)
