"""The database's roles: ``suiji_owner`` migrates, ``suiji_web`` runs the application, ``suiji_public`` only looks."""

from typing import Any

from psycopg import Connection, sql

from suiji.running.keyring import Keyring

SUPERUSER = "postgres"
OWNER = "suiji_owner"
WEB = "suiji_web"
PUBLIC = "suiji_public"
DATABASE = "suiji"
EXTENSIONS = ("pg_trgm", "btree_gin", "btree_gist")


def ensure_roles(connection: "Connection[Any]", keys: Keyring) -> None:
    """The roles, the database and its extensions exist (in template1 too, for the tests' databases)."""
    _role(connection, OWNER, keys.owner_password, "CREATEDB")
    _role(connection, WEB, keys.web_password, "NOCREATEDB")
    _role(connection, PUBLIC, keys.public_password, "NOCREATEDB")
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
        )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
    for right, role in (("CONNECT, TEMPORARY", WEB), ("CONNECT", PUBLIC)):
        connection.execute(
            sql.SQL("GRANT {} ON DATABASE {} TO {}").format(
                sql.SQL(right), sql.Identifier(DATABASE), sql.Identifier(role)
            )
        )
    # The tests look through the window on the web role's connection; it has every right of the public's anyway.
    connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(PUBLIC), sql.Identifier(WEB)))
    for name in ("template1", DATABASE):
        with Connection.connect(
            connection.info.dsn, dbname=name, password=keys.postgres_password, autocommit=True
        ) as inside:
            for extension in EXTENSIONS:
                inside.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))


def _role(connection: "Connection[Any]", name: str, password: str, may: str) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION {} PASSWORD {}").format(
            sql.SQL("ALTER" if exists else "CREATE"),
            sql.Identifier(name),
            sql.SQL(may),
            sql.Literal(password),
        )
    )
