"""The first three administrators, made at the machine; and the way back in for one who has lost every proof."""

import sys

import click

from suiji.running.commands.chinese import Command, Group
from suiji.running.installation import django
from suiji.running.postgres import tell
from suiji.running.trouble import Trouble


@click.group(cls=Group)
def admins() -> None:
    """管理员（三员）：为新启用的系统设立最初三名，或帮丢失全部凭证的一名重新登录。"""


@admins.command("begin", cls=Command)
@click.option("--unit", required=True, help="平台运行单位的全称。")
@click.option("--region", default="", help="行政区划代码；默认 SUIJI_CITY_CODE。")
@click.option("--system", required=True, metavar="登录名:姓名", help="系统管理员：开立账号、登记部门。")
@click.option("--security", required=True, metavar="登录名:姓名", help="安全管理员：授予岗位、重置密码。")
@click.option("--audit", required=True, metavar="登录名:姓名", help="审计管理员：查看登录与操作记录。")
def begin(unit: str, region: str, system: str, security: str, audit: str) -> None:
    """在空的系统里设立三名管理员，一次性密码只显示这一次。"""
    with django():
        from django.conf import settings
        from django.db import IntegrityError

        from suiji.accounts import services
        from suiji.config import clock
        from suiji.law import Refused
        from suiji.ledger import NotYours
        from suiji.organs.models import Region
        from suiji.organs.roles import Role

        wanted = ((Role.SYSTEM_ADMIN, system), (Role.SECURITY_ADMIN, security), (Role.AUDIT_ADMIN, audit))
        chairs = [services.Chair(role, *_named(said)) for role, said in wanted]
        code = region or settings.ENVIRONMENT.city_code
        try:
            made = services.begin(unit=unit, region_code=code, chairs=chairs, at=clock.now())
        except (NotYours, Refused) as error:
            raise Trouble(str(error)) from None
        except Region.DoesNotExist:
            raise Trouble(f"没有区划 {code}。请先运行 suiji migrate，再核对 SUIJI_CITY_CODE。") from None
        except IntegrityError:
            raise Trouble("登录名已经有人使用，没有作任何改动。请换一个。") from None
    tell("三名管理员已经设立。一次性密码只显示这一次，请分别当面交给本人：")
    for chair, (person, password) in zip(chairs, made, strict=True):
        sys.stdout.write(f"{chair.role.label}\t{person.username}\t{person.name}\t{password}\n")
    tell("本人第一次登录时要另设密码，并设置第二重验证。接着由系统管理员登记部门、开立账号。")


@admins.command("rescue", cls=Command)
@click.argument("username", metavar="登录名")
@click.option("--because", required=True, help="理由，记入总账。")
def rescue(username: str, because: str) -> None:
    """管理员丢失密码和第二重验证、又没有别人能重置时，在服务器上换一个一次性密码。"""
    with django():
        from suiji.accounts import services
        from suiji.accounts.queries import accounts
        from suiji.config import clock
        from suiji.ledger import NotYours

        person = accounts().filter(username=username).first()
        if person is None:
            raise Trouble(f"没有账号 {username}。")
        try:
            password = services.rescue(person=person, because=because, at=clock.now())
        except NotYours as error:
            raise Trouble(str(error)) from None
    tell(f"{person.name}的旧密码和第二重验证已经失效。一次性密码只显示这一次：")
    sys.stdout.write(f"{username}\t{password}\n")


def _named(said: str) -> tuple[str, str]:
    """``wang:王芳`` → log-in and name."""
    username, _, name = said.partition(":")
    plain = username.replace(".", "").replace("-", "")
    if not name.strip() or not plain.isascii() or not plain.isalnum():
        raise Trouble(f"“{said}”应写成 登录名:姓名，例如 wang:王芳；登录名只用字母、数字、点和短横线。")
    return username.lower(), name.strip()
