"""One installation: its database, its keys, and the environment in which its commands and children run."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from suiji.config.environment import Environment
from suiji.running.keyring import keyring
from suiji.running.place import prepare
from suiji.running.postgres import Server, tell
from suiji.running.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the data are, the server we keep (none with ``DATABASE_URL``), and the three addresses."""

    home: Path
    server: Server | None
    owner: str
    """Empty when only ``DATABASE_URL`` is known: then nothing can be migrated from here."""
    web: str
    public: str
    """Empty when a site of its own has not named it; the web server then refuses to start."""

    def environment(self, *, as_owner: bool = False) -> dict[str, str]:
        """What a child process needs to know; the owner's address only where it migrates."""
        keys = keyring(self.home / "secrets.json")
        own = {
            "SUIJI_SECRET_KEY": keys.secret_key,
            "SUIJI_LEDGER_KEY": keys.ledger_key,
            "SUIJI_FIELD_KEY": keys.field_key,
        }
        environment = own | dict(os.environ) | {"DATABASE_URL": self.web, "DJANGO_SETTINGS_MODULE": SETTINGS}
        environment["SUIJI_PUBLIC_DATABASE_URL"] = self.public
        environment.pop("SUIJI_OWNER_DATABASE_URL", None)
        environment.pop("SUIJI_AS_OWNER", None)
        if as_owner:
            environment |= {"SUIJI_OWNER_DATABASE_URL": self.require_owner(), "SUIJI_AS_OWNER": "1"}
        return environment

    def require_owner(self) -> str:
        """The owner's address, or an explanation of how to give it."""
        if not self.owner:
            raise Trouble(
                "设置了 DATABASE_URL 时，更新数据库结构还需要属主角色的连接：请设置 "
                "SUIJI_OWNER_DATABASE_URL，它与 DATABASE_URL 指向同一个数据库，"
                "但用拥有表的角色登录（见 docs/running.md）。"
            )
        return self.owner


SETTINGS = "suiji.config.settings"


@contextmanager
def installation(say: Callable[[str], None] = tell) -> Iterator[Installation]:
    """The installation with its database answering: the site's own, or an embedded one, started or joined."""
    surroundings = Environment()
    home = surroundings.data_dir.absolute()
    prepare(home)
    if surroundings.database_url:
        addresses = (
            surroundings.owner_database_url,
            surroundings.database_url,
            surroundings.public_database_url,
        )
        yield Installation(home, None, *addresses)
        return
    with Server(home, journal=surroundings.journal_dir is not None, say=say) as server:
        known = server.connection_settings()
        yield Installation(home, server, known.owner, known.web, known.public)


@contextmanager
def without_database() -> Iterator[None]:
    """Django set up in this process for what only reads the program itself."""
    os.environ.setdefault("DATABASE_URL", "postgresql:///unused")
    os.environ |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "SUIJI_DATABASE_POOL": "0"}
    import django as framework

    framework.setup()
    yield


@contextmanager
def django(*, as_owner: bool = False) -> Iterator[Installation]:
    """The installation with Django set up in this process, as the web role or as the owner."""
    with installation() as here:
        os.environ.update(here.environment(as_owner=as_owner))
        import django as framework

        framework.setup()
        yield here
        from django.db import connections

        connections.close_all()
