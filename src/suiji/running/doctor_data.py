"""What ``suiji doctor`` asks the database: rights, structure, keys, clock, worker, sequencer, people, calendar."""

import ctypes
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from suiji.accounts.queries import administrators, has_factor
from suiji.config.clock import now as present
from suiji.config.environment import Environment
from suiji.ledger.models import Checkpoint, Cosignature, Entry
from suiji.messages.models import Delivery, DeliveryState
from suiji.organs.days import day_of
from suiji.organs.models import CalendarDay, Installation
from suiji.organs.replica import Nearness, watch
from suiji.organs.roles import ADMINISTRATORS
from suiji.portal.window import ALIAS as WINDOW_ALIAS
from suiji.portal.window import SCHEMA
from suiji.running import guards, national
from suiji.running.doctor import Examination, Finding, bad, good, soon
from suiji.running.steady import AFTER_A_JUMP
from suiji.vault.keychain import keychain
from suiji.vault.resealing import columns, heads

OLDEST = 150000
"""PostgreSQL 15."""
ASTRAY = 5
"""Seconds by which two clocks may differ."""
TIMEX, UNSYNCHRONISED = 256, 5
"""Bytes of the kernel's ``timex`` (208 on 64 bits) and some more; its answer ``TIME_ERROR``."""
LAGGING, SILENT = 60, 120
"""Seconds after which the sequencer, or the worker, is missed."""


def answers() -> bool:
    """Whether the database lets the application in."""
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True


def silence(_environment: Environment, _at: datetime) -> Iterator[Finding]:
    """数据库: it does not answer, and in its own words why."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        words = str(error).strip().splitlines()[0]
        yield bad(
            "数据库",
            f"连接不上：{words}",
            "请核对 DATABASE_URL、网络和数据库服务，再运行 suiji doctor。",
        )


def _number(statement: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return float(row[0]) if row and row[0] is not None else 0.0


def server(_environment: Environment, _at: datetime) -> Iterator[Finding]:
    """数据库, its version, encoding and size."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int((cursor.fetchone() or ("0",))[0])
        cursor.execute("SHOW server_encoding")
        encoding = (cursor.fetchone() or ("",))[0]
    size = _number("SELECT pg_database_size(current_database())") / 1024 / 1024
    says = f"PostgreSQL {version // 10000}.{version % 10000}，{encoding}，{size:.0f} MB。"
    if version < OLDEST:
        yield bad("数据库", says, "请升级到 PostgreSQL 15 或更新的版本。")
    elif encoding != "UTF8":
        yield bad("数据库", says, "数据库的编码应为 UTF8，请重新建库后恢复数据。")
    else:
        yield good("数据库", says)


def structure(_environment: Environment, _at: datetime) -> Iterator[Finding]:
    """数据库结构, as this program expects it."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield bad(
            "数据库结构",
            f"有 {len(waiting)} 步更新还没有执行。",
            "请先运行 suiji backup，再运行 suiji migrate。",
        )
    else:
        yield good("数据库结构", "是现行版本。")


def rights(_environment: Environment, _at: datetime) -> Iterator[Finding]:
    """角色与权限, and the triggers that guard the past."""
    found = list(guards.problems(connection))
    for line in found:
        yield bad(
            "防篡改保护", line, "修好以前系统拒绝启动。触发器被停用的，请查明是谁、为什么，再核对总账。"
        )
    if not found:
        yield good("防篡改保护", "触发器全部有效，应用角色不能更改历史，公众角色只能看公开视图。")


def sealed(_environment: Environment, _at: datetime) -> Iterator[Finding]:
    """字段密钥: whatever is sealed can be opened."""
    chain = keychain()
    used = {head.split(".")[-1] for column in columns() for head in heads(column)}
    missing = sorted(key for key in used if key not in chain.keys)
    if missing:
        do = "请从备份恢复 keychain.json 或 SUIJI_FIELD_KEY；没有它，这些身份证号、电话打不开。"
        yield bad("字段密钥", f"有内容用密钥 {'、'.join(missing)} 加密，而钥匙串里没有。", do)
    elif len(used) > 1:
        yield soon(
            "字段密钥", f"内容分别用 {len(used)} 把密钥加密。", "请运行 suiji keys reseal，全部改用现用密钥。"
        )
    else:
        yield good("字段密钥", f"现用 {chain.active}，钥匙串共 {len(chain.keys)} 把。")


def synchronised() -> bool | None:
    """Whether a time server keeps this machine's clock, as the kernel knows it; None where it does not say."""
    try:
        answer = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX))
    except (AttributeError, OSError):
        return None
    return None if answer < 0 else answer != UNSYNCHRONISED


def clock(_environment: Environment, at: datetime) -> Iterator[Finding]:
    """时钟: this machine's and the database's agree, and neither is behind the ledger."""
    astray = abs(_number("SELECT extract(epoch FROM clock_timestamp())") - present().timestamp())
    ahead = _number("SELECT extract(epoch FROM max(recorded_at) - clock_timestamp()) FROM ledger_entry")
    do = "请校准时钟（chrony 或 systemd-timesyncd）。期限按时钟计算，时钟不对会误判逾期。"
    if astray > ASTRAY:
        yield bad("时钟", f"本机与数据库的时钟相差 {astray:.0f} 秒。", do)
    elif ahead > ASTRAY:
        yield bad("时钟", f"总账最新一条比现在晚 {ahead:.0f} 秒：时钟被拨回过。", do)
    else:
        yield good("时钟", f"与数据库相差 {astray:.1f} 秒。")
    lately = Entry.objects.filter(act="organs.clock_was_set", recorded_at__gt=at - AFTER_A_JUMP)
    for entry in lately.order_by("id"):
        yield bad("时钟", entry.sentence, "请查明是谁、为什么；时钟对了以后，期限内的事照常办理。" + do)
    if synchronised() is False:
        yield soon("时钟", "没有与任何时间源校准：走快了，期限会提前届满。", do)


def worker(_environment: Environment, _at: datetime) -> Iterator[Finding]:
    """后台任务: alive, and no heap of failures."""
    silent = _number(
        "SELECT coalesce(extract(epoch FROM clock_timestamp() - max(last_heartbeat)), 1e9) FROM procrastinate_workers"
    )
    failed = int(
        _number(
            "SELECT count(*) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id"
            " WHERE j.status = 'failed' AND e.type = 'failed' AND e.at > clock_timestamp() - interval '7 days'"
        )
    )
    if silent > SILENT:
        do = "请启动它：suiji up，或 systemctl start suiji-worker。没有它，提醒、备份、超期处理都不进行。"
        yield bad("后台任务", "没有在运行。", do)
    else:
        yield good("后台任务", f"{silent:.0f} 秒前还有应答。")
    if failed:
        yield soon(
            "后台任务",
            f"七天内有 {failed} 件没有办成。",
            "请看后台任务的输出，找出原因；每天的任务会自动再办。",
        )


def sequencer(environment: Environment, at: datetime) -> Iterator[Finding]:
    """总账编号: nothing waits long, and a witness has looked lately."""
    waited = _number(
        "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(e.recorded_at)), 0)"
        " FROM ledger_pending p JOIN ledger_entry e ON e.id = p.entry_id"
    )
    newest = Checkpoint.objects.order_by("-size").first()
    if waited > LAGGING:
        do = "请启动它：suiji up，或 systemctl start suiji-sequence。没有检查点，抽取不能揭示份额。"
        yield bad("总账编号", f"有记录等了 {waited:.0f} 秒还没有编号。", do)
    else:
        yield good("总账编号", f"共 {newest.size if newest else 0} 条，没有积压。")
    if environment.witnesses:
        seen = Cosignature.objects.exclude(witness=national.name()).order_by("-checkpoint_id").first()
        if seen is None or seen.at < at - timedelta(days=7):
            yield soon("见证", "七天内没有见证人联署检查点。", "请运行 suiji ledger witness 地址。")
        else:
            yield good("见证", f"{seen.witness} 联署到第 {seen.checkpoint_id} 条。")
    else:
        do = "请至少请一名外部见证人联署检查点（docs/running.md），管理员整体改写历史才瞒不住。"
        yield soon("见证", "没有见证人（SUIJI_WITNESSES）。", do)


def people(_environment: Environment, at: datetime) -> Iterator[Finding]:
    """三员: each chair is taken, and each administrator proves who they are twice."""
    place = Installation.objects.first()
    if place is not None and place.demonstration:
        yield soon(
            "管理员",
            "这是演示系统，密码人人知道。",
            "不要放真实数据；正式使用请用空的数据库，SUIJI_DEMONSTRATION=0。",
        )
        return
    held = list(administrators(today=day_of(at)))
    empty = [role.label for role in ADMINISTRATORS if role not in {grant.role for grant in held}]
    if empty:
        do = "新系统请运行 suiji admins begin；以后由安全管理员授予。"
        yield bad("管理员", f"没有在任的{'、'.join(empty)}。", do)
    without = [grant.person.name for grant in held if not has_factor(grant.person)]
    if without:
        yield soon("管理员", f"{'、'.join(without)}还没有设置第二重验证。", "请本人登录一次，按提示设置。")
    if not empty and not without:
        yield good("管理员", "三员齐备，都设置了第二重验证。")


def calendar(_environment: Environment, at: datetime) -> Iterator[Finding]:
    """节假日表: terms are counted by it."""
    today = day_of(at)
    years = set(CalendarDay.objects.values_list("notice_year", flat=True).distinct())
    do = "国务院办公厅的通知一般 11 月发布：请系统管理员在“参考表”里载入。没有载入的年度，期限标为暂定。"
    if today.year not in years:
        yield bad("节假日表", f"没有 {today.year} 年的节假日安排，期限算不准。", do)
    elif today.month == 12 and today.year + 1 not in years:
        yield soon("节假日表", f"还没有 {today.year + 1} 年的节假日安排。", do)
    else:
        yield good("节假日表", f"有 {today.year} 年的安排。")


def letters(_environment: Environment, at: datetime) -> Iterator[Finding]:
    """消息: what was to leave has left."""
    stuck = Delivery.objects.filter(
        outcome=DeliveryState.WAITING, message__sent_at__lt=at - timedelta(hours=26)
    ).count()
    if stuck:
        yield soon(
            "消息",
            f"有 {stuck} 条消息一天多没有送出去。",
            "请核对 SUIJI_EMAIL_HOST、SUIJI_WEBHOOK 和后台任务的输出。",
        )
    else:
        yield good("消息", "没有积压。")


def replica(environment: Environment, _at: datetime) -> Iterator[Finding]:
    """副本: what strangers read is alive and near."""
    seen = watch.look(anew=True)
    match seen.nearness:
        case Nearness.FRESH:
            yield good("副本", f"落后 {seen.seconds:.0f} 秒，公众页面从它读取。")
        case Nearness.BEHIND:
            yield soon(
                "副本",
                f"落后 {seen.seconds:.0f} 秒，超过 {environment.replica_lag} 秒，公众页面改从主库读取。",
                "请看副本机器的磁盘和网络，以及主库 pg_stat_replication 里它的状态。",
            )
        case Nearness.GONE:
            yield bad(
                "副本",
                "没有应答，或者已经不是副本，公众页面改从主库读取。",
                "请核对 SUIJI_REPLICA_DATABASE_URL 和副本服务；主备切换以后，请把地址改为新的副本。",
            )


def pooled(environment: Environment, _at: datetime) -> Iterator[Finding]:
    """连接池: behind a transaction pooler the public's role brings its own settings."""
    if environment.pooler == "none":
        return
    with connections[WINDOW_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('search_path'), current_setting('default_transaction_read_only')"
        )
        found = cursor.fetchone()
    if found == (SCHEMA, "on"):
        yield good("连接池", "公众角色只看公开视图，只读。")
    else:
        yield bad(
            "连接池",
            "公众角色没有自带 search_path 和只读设置，公众页面打不开。",
            "请数据库管理员按 docs/deploying-many.md 执行三条 ALTER ROLE，再重启连接池。",
        )


def files(environment: Environment, _at: datetime) -> Iterator[Finding]:
    """对象存储: a file goes there, comes back whole, and goes away again."""
    if not environment.files_bucket:
        return
    name = default_storage.save("doctor/probe", ContentFile(b"probe"))
    try:
        with default_storage.open(name) as kept:
            whole = kept.read() == b"probe"
    finally:
        default_storage.delete(name)
    if whole:
        yield good("对象存储", f"桶 {environment.files_bucket} 可写、可读、可删。")
    else:
        yield bad("对象存储", "写进去的和读出来的不一样。", "请立即停止上传证据，请存储一方查明原因。")


INSIDE: tuple[Examination, ...] = (
    server, structure, rights, sealed, clock, worker, sequencer, people, calendar, letters, replica, pooled, files,
)  # fmt: skip
"""What is looked at through the application's own connection."""
