"""第一版接口 — one function an address: read, one call, answer. Each names the scope it asks for."""

import json
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Header, Path, Router

from suiji.api import schemas as s
from suiji.api import services
from suiji.api.doorkeeping import Token
from suiji.api.events import TOLD
from suiji.api.paging import Cursor, KeptCursor, Limit, cursor_of, key_of
from suiji.api.queries import Bearer, happening, own, public
from suiji.api.scopes import Scope
from suiji.organs.requests import Request

Key = Annotated[
    str,
    Header(
        ...,
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="幂等键：同一次报送重发时用同一个键，系统只办一次，答复相同；保留 7 天",
    ),
]
Year = Annotated[int, Path(ge=2000, le=2100, description="年度")]
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]
Code = Annotated[str, Path(max_length=64, pattern=r"^[0-9A-Za-z._:-]+$", description="对象代码")]
BatchNumber = Annotated[str, Path(max_length=40, pattern=r"^[0-9A-Z-]+$", description="批次号")]
CeremonyNumber = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="抽取仪式编号")]

door = Router()
mine = Router()


def bearer_in(request: HttpRequest) -> Bearer:
    """The machine that the token let in."""
    found = request.auth  # type: ignore[attr-defined]
    assert isinstance(found, Bearer)
    return found


def found_or_nowhere(row: dict[str, Any] | None) -> dict[str, Any]:
    """The row. 404 also for what belongs to somebody else."""
    if row is None:
        raise Http404
    return row


@door.get("/public/items", response=s.PublicItemPage, tags=["公开数据"], summary="抽查事项清单")
def public_items(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:  # noqa: ARG001 — ninja passes it by name
    """现行清单，字段与开放数据的数据字典一致。"""
    return public.items(cursor=cursor, limit=limit)


@door.get("/public/plans/{year}", response=s.PublicPlanPage, tags=["公开数据"], summary="年度抽查计划")
def public_plans(
    request: Request,  # noqa: ARG001 — ninja passes it by name
    year: Year,
    cursor: KeptCursor,
    limit: Limit,
) -> dict[str, Any]:
    """已公示的计划；不宜告知的只有类别、领域和季度。"""
    return public.plan_lines(year=year, cursor=cursor, limit=limit)


@door.get("/public/results", response=s.PublicResultPage, tags=["公开数据"], summary="检查结果")
def public_results(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:  # noqa: ARG001 — ninja passes it by name
    """每个事项一行；更正以后再出现一次。limit 按单位数计。"""
    return public.results(cursor=cursor, limit=limit)


@door.get("/public/draws", response=s.PublicDrawPage, tags=["公开数据"], summary="每一次抽取")
def public_draws(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """每一次抽取，作废的和逾期没有结果的也在内。"""
    return public.draws(cursor=cursor, limit=limit, today=request.today)


@door.get("/public/draws/{ceremony}", response=s.PublicDraw, tags=["公开数据"], summary="一次抽取")
def public_draw(request: Request, ceremony: CeremonyNumber) -> dict[str, Any]:
    """一次抽取的承诺、种子、结果校验值和证据包地址。"""
    return found_or_nowhere(public.draw(ceremony, today=request.today))


@door.get(
    "/public/departments", response=s.PublicDepartmentPage, tags=["公开数据"], summary="各部门今年做了什么"
)
def public_departments(request: Request, cursor: Cursor, limit: Limit) -> dict[str, Any]:
    """今年的计划、抽取、公示、逾期和更正数，字段与开放数据的数据字典一致。"""
    return public.departments(cursor=cursor, limit=limit, today=request.today)


@mine.get("/me", response=s.Me, auth=Token(), tags=["令牌"], summary="本令牌")
def me(request: Request) -> dict[str, Any]:
    """令牌属于哪个系统、能做什么、何时到期。"""
    token = bearer_in(request).token
    department = token.system.department
    return {
        "system": token.system.name,
        "department": department.code,
        "department_name": department.name,
        "token": token.sign,
        "scopes": token.scopes,
        "per_minute": token.a_minute,
        "ends_at": token.ends_at,
    }


@mine.get(
    "/items", response=s.ItemPage, auth=Token(Scope.ITEMS), tags=["清单和计划"], summary="本部门的抽查事项"
)
def items(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """本部门发起或者参与的事项，公布过的各个版本。"""
    return own.items(bearer_in(request), cursor=cursor, limit=limit)


@mine.get("/items/{item}", response=s.Item, auth=Token(Scope.ITEMS), tags=["清单和计划"], summary="一个事项")
def one_item(request: Request, item: Id) -> dict[str, Any]:
    """列表里的一行，按 id；事件里的 href 指到这里。"""
    return found_or_nowhere(own.item(bearer_in(request), item))


@mine.get(
    "/plans/{year}", response=s.PlanPage, auth=Token(Scope.PLANS), tags=["清单和计划"], summary="本部门的计划"
)
def plans(request: Request, year: Year, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """本部门发起或者参与的计划行；不宜告知的不在内。"""
    return own.plan_lines(bearer_in(request), year=year, cursor=cursor, limit=limit)


@mine.get(
    "/plans/lines/{line}", response=s.Plan, auth=Token(Scope.PLANS), tags=["清单和计划"], summary="一项计划"
)
def one_plan_line(request: Request, line: Id) -> dict[str, Any]:
    """列表里的一行，按 id，不分年度；已被替换的也给出，状态写明。"""
    return found_or_nowhere(own.plan_line(bearer_in(request), line))


@mine.get("/tasks", response=s.TaskPage, auth=Token(Scope.TASKS), tags=["任务和抽取"], summary="本部门的任务")
def tasks(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """本部门参加的任务；不宜告知的要等全部检查结束。"""
    return own.task_list(bearer_in(request), cursor=cursor, limit=limit)


@mine.get("/tasks/{task}", response=s.Task, auth=Token(Scope.TASKS), tags=["任务和抽取"], summary="一个任务")
def one_task(request: Request, task: Id) -> dict[str, Any]:
    """列表里的一行，按 id。"""
    return found_or_nowhere(own.task(bearer_in(request), task))


@mine.get(
    "/tasks/{task}/drawn",
    response=s.DrawnPage,
    auth=Token(Scope.DRAWS),
    tags=["任务和抽取"],
    summary="一个任务的抽取名单",
)
def drawn_of_task(request: Request, task: Id, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """名单；需要纪检监察机关签名的，签名以后才有。"""
    return own.drawn(bearer_in(request), task=task, cursor=cursor, limit=limit)


@mine.get("/drawn", response=s.DrawnPage, auth=Token(Scope.DRAWS), tags=["任务和抽取"], summary="抽取名单")
def drawn(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """本部门各任务的名单，按产生先后。"""
    return own.drawn(bearer_in(request), task=None, cursor=cursor, limit=limit)


@mine.get("/draws", response=s.ProofPage, auth=Token(Scope.DRAWS), tags=["任务和抽取"], summary="抽取的证据")
def draws(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """每次抽取的承诺、种子、结果校验值和证据包地址。"""
    return own.draws(bearer_in(request), cursor=cursor, limit=limit)


@mine.get(
    "/draws/{draw}", response=s.Proof, auth=Token(Scope.DRAWS), tags=["任务和抽取"], summary="一次抽取的证据"
)
def one_draw(request: Request, draw: Id) -> dict[str, Any]:
    """列表里的一行，按 id。"""
    return found_or_nowhere(own.draw(bearer_in(request), draw))


@mine.get(
    "/results",
    response=s.ResultPage,
    auth=Token(Scope.RESULTS),
    tags=["结果和移送"],
    summary="本部门的检查结果",
)
def results(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """本部门录入的结果，公示前后都有；version 为 0 的还没有公示，请勿外传。"""
    return own.results(bearer_in(request), cursor=cursor, limit=limit)


@mine.get(
    "/results/{result}",
    response=s.Result,
    auth=Token(Scope.RESULTS),
    tags=["结果和移送"],
    summary="一个检查结果",
)
def one_result(request: Request, result: Id) -> dict[str, Any]:
    """列表里的一行，按 id。"""
    return found_or_nowhere(own.result(bearer_in(request), result))


@mine.get(
    "/transfers", response=s.TransferPage, auth=Token(Scope.TRANSFERS), tags=["结果和移送"], summary="移送"
)
def transfers(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """本部门发出和收到的移送；违法事实和证据在案卷里，不经接口。"""
    return own.transfers(bearer_in(request), cursor=cursor, limit=limit)


@mine.get(
    "/transfers/{transfer}",
    response=s.Transfer,
    auth=Token(Scope.TRANSFERS),
    tags=["结果和移送"],
    summary="一件移送",
)
def one_transfer(request: Request, transfer: Id) -> dict[str, Any]:
    """列表里的一行，按 id。"""
    return found_or_nowhere(own.transfer(bearer_in(request), transfer))


@mine.get(
    "/objects",
    response=s.ObjectPage,
    auth=Token(Scope.OBJECTS),
    tags=["检查对象"],
    summary="本部门的检查对象",
)
def objects(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """数据来源是本部门的对象。"""
    return services.objects_followed(bearer=bearer_in(request), cursor=cursor, limit=limit, at=request.at)


@mine.get(
    "/objects/{code}", response=s.Object, auth=Token(Scope.OBJECTS), tags=["检查对象"], summary="一个检查对象"
)
def one_object(request: Request, code: Code) -> dict[str, Any]:
    """按对象代码。"""
    return found_or_nowhere(own.object_of(bearer_in(request), code))


@mine.post(
    "/objects", response=s.Imported, auth=Token(Scope.OBJECTS_IN), tags=["检查对象"], summary="报送检查对象",
    url_name="hand_in_objects",
)  # fmt: skip
def hand_in_objects(request: Request, body: s.ObjectsIn, key: Key) -> HttpResponse:
    """新增或者更新本部门的对象，规则与导入文件相同：别的部门提供的内容不会被覆盖，抽取前仍由两库管理员本人确认。"""
    bearer, rows = bearer_in(request), [row.model_dump() for row in body.rows]
    return _once(request, key, lambda: services.hand_in_objects(bearer=bearer, rows=rows, at=request.at))


@mine.get(
    "/exchange/batches", response=s.BatchPage, auth=Token(Scope.EXCHANGE), tags=["交换"], summary="交换批次"
)
def batches(request: Request, cursor: KeptCursor, limit: Limit) -> dict[str, Any]:
    """本部门导出的批次。"""
    return own.batches(bearer_in(request), cursor=cursor, limit=limit)


@mine.get(
    "/exchange/batches/{batch}",
    response=s.Batch,
    auth=Token(Scope.EXCHANGE),
    tags=["交换"],
    summary="一个交换批次",
)
def one_batch(request: Request, batch: Id) -> dict[str, Any]:
    """列表里的一行，按 id；记录按批次号读。"""
    return found_or_nowhere(own.batch(bearer_in(request), batch))


@mine.get(
    "/exchange/batches/{number}/rows", response=s.BatchRowPage, auth=Token(Scope.EXCHANGE), tags=["交换"],
    summary="一个批次的记录",
)  # fmt: skip
def batch_rows(request: Request, number: BatchNumber, cursor: Cursor, limit: Limit) -> dict[str, Any]:
    """按这一批的字段对照写出。"""
    found = own.batch_of(bearer_in(request), number)
    if found is None:
        raise Http404
    return own.batch_rows(found, cursor=cursor, limit=limit)


@mine.post(
    "/exchange/batches/{number}/reply", response=s.Replied, auth=Token(Scope.EXCHANGE_IN), tags=["交换"],
    summary="回传回执",
)  # fmt: skip
def hand_in_reply(request: Request, number: BatchNumber, body: s.ReplyIn, key: Key) -> HttpResponse:
    """对方接收或者退回了哪些记录；可以分几次回传。"""
    bearer = bearer_in(request)
    batch = own.batch_of(bearer, number)
    if batch is None:
        raise Http404
    rows = [row.model_dump() for row in body.rows]
    return _once(
        request,
        key,
        lambda: services.hand_in_reply(bearer=bearer, batch=batch, rows=rows, at=request.at),
    )


@mine.get("/events", response=s.EventPage, auth=Token(), tags=["事件"], summary="发生了什么")
def events(request: Request, cursor: Cursor, limit: Limit) -> dict[str, Any]:
    """令牌有权读的各类事项，按总账的次序；只说发生了什么、到哪里读，不含内容。也可以登记推送地址，由系统送上门。"""
    bearer = bearer_in(request)
    scopes = [scope for scope in TOLD if bearer.may(scope)]
    found = happening.events(bearer, scopes=scopes, since=key_of(cursor), limit=limit)
    return {"rows": found.rows, "next": cursor_of(found.next), "more": found.more}


def _once(request: Request, key: str, act: Any) -> HttpResponse:
    """The act's answer, or the one that was given under this key before."""
    content, again = services.answered_once(
        system=bearer_in(request).system,
        key=key,
        request=b"\n".join([str(request.method).encode(), request.path.encode(), request.body]),
        act=lambda: json.dumps(act(), ensure_ascii=False).encode(),
        at=request.at,
    )
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    if again:
        answer["Idempotent-Replayed"] = "true"
    return answer
