"""客户端 — one Python file, standard library only, written from the interface's description (``suiji client``)."""

import json
import keyword
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
_PLAIN = {"string": "str", "integer": "int", "boolean": "bool", "number": "float", "null": "None"}
_HEAD = '''"""Client of {title}, version {version}. Written by `suiji client` from its description: do not edit.

    house = Suiji("https://suiji.example", "suiji_…")
    for task in house.every(house.tasks):
        print(task["number"])
    news, cursor = house.behind(house.tasks, cursor=cursor)  # the cursor that was kept last time

What is asked again: nothing but what may be (429, 503, no answer), after the seconds that the house names. What was
read before is asked for under its ETag, and taken from memory where nothing has changed.
"""

import http.client
import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NotRequired, TypedDict

Sender = Callable[[str, str, Mapping[str, str], bytes | None], tuple[int, Mapping[str, str], bytes]]


class Problem(Exception):
    """What the house refused, and why; `said` is its problem report (RFC 9457)."""

    def __init__(self, status: int, said: dict[str, Any]) -> None:
        super().__init__(f"{{status}} {{said.get('detail', '')}}")
        self.status = status
        self.said = said
'''
_TAIL = '''

class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """A token is carried nowhere else."""


def _send(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None
) -> tuple[int, Mapping[str, str], bytes]:
    request = urllib.request.Request(url, data=body, headers=dict(headers), method=method)
    secured = urllib.request.HTTPSHandler(context=ssl.create_default_context())
    try:
        with urllib.request.build_opener(_Stays, secured).open(request, timeout=30) as answer:
            return answer.status, dict(answer.headers.items()), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers.items()), error.read()


_KNOWN = 100


def _said(status: int, content: bytes) -> dict[str, Any]:
    """The problem report; of a proxy's page that is none, its beginning."""
    try:
        said = json.loads(content)
    except ValueError:
        said = None
    if isinstance(said, dict):
        return said
    return {"type": "about:blank", "status": status, "detail": content[:200].decode(errors="replace")}


class Suiji:
    """The house, as one token sees it. `send` may be replaced, for tests and for other ways to the network."""

    def __init__(
        self,
        address: str,
        token: str = "",
        *,
        send: Sender = _send,
        tries: int = 4,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.address = address.rstrip("/")
        self.token = token
        self.send = send
        self.tries = tries
        self.sleep = sleep
        self.known: dict[str, tuple[str, bytes]] = {}

    def every(self, listing: Callable[..., Any], *args: Any, cursor: str = "c0", **more: Any) -> Iterator[Any]:
        """Every row of a list, page by page."""
        while True:
            page = listing(*args, cursor=cursor, **more)
            yield from page["rows"]
            cursor = page["next"]
            if not page["more"]:
                return

    def behind(
        self, listing: Callable[..., Any], *args: Any, cursor: str = "c0", **more: Any
    ) -> tuple[list[Any], str]:
        """Every row behind a cursor, and the cursor to keep: asked with it again, whenever that is, what is new, has
        changed or may be read only since. A row that comes again takes the place of the one with its id."""
        rows: list[Any] = []
        while True:
            page = listing(*args, cursor=cursor, **more)
            rows += page["rows"]
            cursor = page["next"]
            if not page["more"]:
                return rows, cursor

    def _ask(self, method: str, path: str, query: Mapping[str, Any], body: Any = None, key: str = "") -> Any:
        url = self.address + path
        asked = {name: value for name, value in query.items() if value is not None}
        if asked:
            url += "?" + urllib.parse.urlencode(asked)
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
            data = json.dumps(body, ensure_ascii=False).encode()
        elif url in self.known:
            headers["If-None-Match"] = self.known[url][0]
        status, told, content = self._until_answered(method, url, headers, data)
        if status == 304:
            return json.loads(self.known[url][1])
        if status >= 400:
            raise Problem(status, _said(status, content))
        if body is None and "etag" in told:
            self.known.pop(url, None)
            self.known[url] = told["etag"], content
            while len(self.known) > _KNOWN:
                del self.known[next(iter(self.known))]
        return json.loads(content)

    def _until_answered(
        self, method: str, url: str, headers: Mapping[str, str], data: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Asked again where that does nothing twice: reading changes nothing, what hands in bears its key."""
        for left in reversed(range(self.tries)):
            wait = 2.0 ** (self.tries - left - 1)
            try:
                status, given, content = self.send(method, url, headers, data)
            except (OSError, http.client.HTTPException):
                if not left:
                    raise
            else:
                told = {name.lower(): value for name, value in given.items()}
                if status not in (429, 503) or not left:
                    return status, told, content
                said = told.get("retry-after", "")
                wait = float(said) if said.isdigit() else wait
            self.sleep(wait)
        raise AssertionError("asked at least once")
'''


def client(description: Schema) -> str:
    """The file."""
    info, schemas = description["info"], description["components"]["schemas"]
    parts = [_HEAD.format(title=info["title"], version=info["version"])]
    parts += [_typed(name, schema) for name, schema in schemas.items() if name != "Problem"]
    parts.append(_TAIL)
    for path, operations in description["paths"].items():
        parts += [_method(path, method, said) for method, said in operations.items()]
    return "\n".join(parts)


def _typed(name: str, schema: Schema) -> str:
    """A schema as a typed dictionary; in this form any word may be a key."""
    needed = set(schema.get("required", ()))
    lines = [
        f'    "{field}": "{_bare(said)}",'
        if field in needed
        else f'    "{field}": NotRequired["{_bare(said)}"],'
        for field, said in schema["properties"].items()
    ]
    body = "\n".join(lines)
    return f'\n{name} = TypedDict(\n    "{name}",\n    {{\n{body}\n    }},\n)'


def _bare(said: Schema) -> str:
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    if "anyOf" in said:
        return " | ".join(_bare(one) for one in said["anyOf"])
    if "enum" in said:
        return "Literal[" + ", ".join(f"'{one}'" for one in said["enum"]) + "]"
    if said.get("type") == "array":
        return f"list[{_bare(said['items'])}]"
    if said.get("type") == "object":
        inner = said.get("additionalProperties")
        return f"dict[str, {_bare(inner)}]" if isinstance(inner, Mapping) else "dict[str, Any]"
    return _PLAIN[said["type"]]


def _name(word: str) -> str:
    return f"{word}_" if keyword.iskeyword(word) else word


def _parameters(said: Schema, place: str) -> Iterator[tuple[str, str, str]]:
    for one in said.get("parameters", ()):
        if one["in"] == place:
            default = "" if one["required"] else f" = {one['schema'].get('default')!r}"
            yield one["name"], _bare(one["schema"]), default


def _method(path: str, method: str, said: Schema) -> str:
    inside = [f"{_name(name)}: {kind}" for name, kind, _ in _parameters(said, "path")]
    query = list(_parameters(said, "query"))
    answer = _bare(said["responses"][_ok(said)]["content"]["application/json"]["schema"])
    keywords = [f"{_name(name)}: {kind}{default}" for name, kind, default in query]
    body = said.get("requestBody")
    if body is not None:
        inside.append(f"body: {_bare(body['content']['application/json']['schema'])}")
        keywords.append("key: str")
    arguments = ", ".join(["self", *inside, *(["*", *keywords] if keywords else [])])
    asked = ", ".join(f"{json.dumps(name)}: {_name(name)}" for name, *_ in query)
    route = path
    for name, *_ in _parameters(said, "path"):
        route = route.replace(f"{{{name}}}", f"{{urllib.parse.quote(str({_name(name)}), safe='')}}")
    quoted = f'f"{route}"' if route != path else f'"{route}"'
    more = ", body, key" if body is not None else ""
    return (
        f"    def {said['operationId']}({arguments}) -> {answer}:\n"
        f'        """{said["summary"]}。{said["description"]}"""\n'
        f'        found: {answer} = self._ask("{method.upper()}", {quoted}, {{{asked}}}{more})\n'
        f"        return found\n"
    )


def _ok(said: Schema) -> Any:
    return next(status for status in said["responses"] if str(status) == "200")
