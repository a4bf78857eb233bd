"""The installation's secrets: generated once, kept in one file that only its owner may read."""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from suiji.running.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Keyring:
    """Passwords of the embedded server's roles, and the keys that must never be in the database."""

    postgres_password: str
    owner_password: str
    web_password: str
    secret_key: str
    """Django's SECRET_KEY."""
    ledger_key: str
    """Ed25519 seed of the transparency log, hex."""
    field_key: str
    """Key of the encrypted fields, hex."""

    @property
    def public_password(self) -> str:
        """Of the role that reads for the public, which may do less: so no older file lacks it."""
        return hmac.new(self.web_password.encode(), b"suiji_public", hashlib.sha256).hexdigest()


def _generate() -> Keyring:
    return Keyring(
        postgres_password=secrets.token_urlsafe(24),
        owner_password=secrets.token_urlsafe(24),
        web_password=secrets.token_urlsafe(24),
        secret_key=secrets.token_urlsafe(48),
        ledger_key=secrets.token_hex(32),
        field_key=secrets.token_hex(32),
    )


def keyring(path: Path) -> Keyring:
    """The secrets in ``path``; generated and written with mode 0600 when there is no such file yet.

    Two processes that arrive together get the same secrets: the file appears whole or not at all.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(_generate()), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its secrets count
        finally:
            draft.unlink()
    try:
        return Keyring(**json.loads(path.read_text()))
    except PermissionError as error:
        owner = path.stat().st_uid
        raise Trouble(
            f"读不到密钥文件 {path}：它属于用户 {owner}。请用当初启动系统的那个用户运行。"
        ) from error
    except (ValueError, TypeError) as error:
        raise Trouble(
            f"密钥文件 {path} 已损坏。请从备份中恢复它；没有它，加密字段和总账签名无法继续使用。"
        ) from error
