"""Before the doors open: every protecting trigger is awake, and the web role cannot undo the past."""

from collections.abc import Iterator

import pgtrigger
from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from suiji.ledger.models import AppendOnly
from suiji.portal import window
from suiji.running.grants import SCHEMA, protected_tables, public_role, rights, web_role
from suiji.running.trouble import Trouble

AWAKE = {"O", "A"}
"""``pg_trigger.tgenabled``: fires in an ordinary session, or always."""
FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def problems(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Every way in which the database fails to protect what is append-only, one Chinese sentence each."""
    yield from _unprotected_models()
    yield from _trigger_problems(connection)
    yield from _role_problems(connection)
    yield from _window_problems(connection)


def refuse_unprotected(connection: BaseDatabaseWrapper) -> None:
    """Raises ``Trouble`` when anything is unprotected: such a house does not open."""
    found = list(problems(connection))
    if found:
        raise Trouble(
            "数据库的防篡改保护不完整，系统拒绝启动：\n" + "\n".join(f"  · {line}" for line in found)
        )


def _unprotected_models() -> Iterator[str]:
    protected = {
        model._meta.label for model, trigger in pgtrigger.registered() if trigger.name == "append_only"
    }
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, AppendOnly) and not model._meta.proxy and model._meta.label not in protected:
            yield f"{model._meta.label} 只增不改，却没有声明保护触发器（其 Meta 应继承 AppendOnly.Meta）。"


def _trigger_problems(connection: BaseDatabaseWrapper) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled::text, obj_description(t.oid) FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE NOT t.tgisinternal AND n.nspname = %s",
            [SCHEMA],
        )
        found = {(table, name): (state, made) for table, name, state, made in cursor.fetchall()}
    for model, trigger in pgtrigger.registered():
        table, name = model._meta.db_table, trigger.get_pgid(model)
        state, made = found.get((table, name), ("", ""))
        if not state:
            yield f"表 {table} 缺少触发器 {name}。请运行 suiji migrate。"
        elif state not in AWAKE:
            yield f"表 {table} 的触发器 {name} 被停用。请由数据库管理员重新启用，并查明原因。"
        elif made != trigger.compile(model).hash:
            yield f"表 {table} 的触发器 {name} 不是现行版本。请运行 suiji migrate。"


def _window_problems(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """The public's role sees its views and nothing else."""
    role = public_role()
    if role == web_role():
        yield "公众页面没有自己的只读数据库角色。请设置 SUIJI_PUBLIC_DATABASE_URL（见 docs/running.md）。"
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        if (row := cursor.fetchone()) is None or row[0]:
            yield f"公众页面所用的数据库角色 {role} 不存在或是超级用户。"
            return
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'v', 'm', 'p', 'S')"
            " AND (has_schema_privilege(%(role)s, n.oid, 'USAGE')"
            " OR c.relkind <> 'S' AND has_table_privilege(%(role)s, c.oid, 'SELECT'))",
            {"role": role, "schema": SCHEMA},
        )
        if found := [name for (name,) in cursor.fetchall()]:
            yield f"公众角色 {role} 可以看到表 {found[0]} 等 {len(found)} 个。请运行 suiji migrate。"
        cursor.execute("SELECT count(*) FROM pg_views WHERE schemaname = %s", [window.SCHEMA])
        if cursor.fetchone() != (len(window.VIEWS) + len(window.MADE),):
            yield "公众页面的视图不完整。请运行 suiji migrate。"


def _more_than_granted(cursor: CursorWrapper, role: str) -> Iterator[str]:
    """Rights that ``rights.toml`` does not give: somebody granted them by hand."""
    known = rights()
    cursor.execute(
        "SELECT c.relname, has_table_privilege(%(role)s, c.oid, 'DELETE'),"
        " has_any_column_privilege(%(role)s, c.oid, 'INSERT'),"
        " has_any_column_privilege(%(role)s, c.oid, 'UPDATE')"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'p') ORDER BY 1",
        {"role": role, "schema": SCHEMA},
    )
    protected = frozenset(protected_tables()) | known.added.keys()
    for table, deletes, adds, changes in cursor.fetchall():
        written = table in known.changed | known.deleted
        if (
            (deletes and table not in known.deleted)
            or (changes and not (written or known.added.get(table)))
            or (adds and not (written or table in protected))
        ):
            yield f"角色 {role} 对表 {table} 的权限多于 rights.toml 所列。请运行 suiji migrate，并查明是谁授予的。"


def _role_problems(connection: BaseDatabaseWrapper) -> Iterator[str]:
    role = web_role()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        row = cursor.fetchone()
        if row is None or row[0]:
            yield f"应用所用的数据库角色 {role} 不存在或是超级用户。"
            return
        for table in protected_tables():
            cursor.execute(
                "SELECT r FROM unnest(%s::text[]) r WHERE has_table_privilege(%s, to_regclass(%s), r)",
                [list(FORBIDDEN), role, f'{SCHEMA}."{table}"'],
            )
            if may := ", ".join(r for (r,) in cursor.fetchall()):
                yield f"角色 {role} 可以对只增不改的表 {table} 执行 {may}。请运行 suiji migrate。"
        yield from _more_than_granted(cursor, role)
        cursor.execute("SELECT has_schema_privilege(%s, %s, 'CREATE')", [role, SCHEMA])
        if cursor.fetchone() == (True,):
            yield f"角色 {role} 可以在 {SCHEMA} 中建表。请运行 suiji migrate。"
