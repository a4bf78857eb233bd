"""docs/api.md calls only what the interface describes."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

from django.urls import get_resolver

from suiji.api.interface import description
from suiji.api.queries.outgoing import OUTGOING
from suiji.exchange.forms import InflowForm, PartnerForm
from suiji.exchange.kinds import KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
DESCRIBED = json.loads(description())


def commands() -> list[list[str]]:
    """Every curl command of the page, as a shell would split it."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line) for line in lines if line.startswith("curl ")]


def operation(words: list[str]) -> dict[str, Any]:
    """What the description says of a command; `KeyError` where it knows no such address or method."""
    address = words[-1].removeprefix("$HOUSE").partition("?")[0]
    method = words[words.index("-X") + 1].lower() if "-X" in words else "get"
    for path, operations in DESCRIBED["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", path), address) and method in operations:
            return dict(operations[method])
    raise KeyError(words)


def headers(words: list[str]) -> dict[str, str]:
    pairs = [words[n + 1].partition(": ") for n, word in enumerate(words) if word == "-H"]
    return {name: value for name, _, value in pairs}


def test_every_command_is_one_the_interface_knows() -> None:
    assert len(commands()) > 10
    for words in commands():
        said = operation(words)
        assert ("Authorization" in headers(words)) == ("security" in said), words
        wanted = {p["name"] for p in said["parameters"] if p["in"] == "header" and p["required"]}
        assert wanted <= headers(words).keys(), words


def test_every_query_and_body_is_one_the_interface_takes() -> None:
    for words in commands():
        said = operation(words)
        asked = {pair.partition("=")[0] for pair in words[-1].partition("?")[2].split("&") if pair}
        assert asked <= {p["name"] for p in said["parameters"] if p["in"] == "query"}, words
        if "-d" in words:
            body = json.loads(words[words.index("-d") + 1])
            schemas = DESCRIBED["components"]["schemas"]
            named = said["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            row = schemas[named]["properties"]["rows"]["items"]["$ref"].rpartition("/")[2]
            for one in body["rows"]:
                assert one.keys() <= schemas[row]["properties"].keys(), words
                assert set(schemas[row]["required"]) <= one.keys(), words


def test_every_address_that_reads_is_shown_or_said_to_be_described() -> None:
    shown = {words[-1].removeprefix("$HOUSE").partition("?")[0] for words in commands()}

    for name in ("/tasks", "/drawn", "/draws", "/results", "/transfers", "/objects", "/items", "/me"):
        assert f"/api/v1{name}" in shown


BROUGHT = {
    "OBJECT": "libraries:import_objects",
    "INSPECTOR": "libraries:import_inspectors",
    "ITEM": "catalogue:files",
    "PLAN": "plans:import",
    "DRAWN": "draws:receive_list",
}
"""Kind → the page on which a person brings a file of it."""
HANDED_OUT = {
    "OBJECT": "libraries:feed",
    "ITEM": "catalogue:share",
    "PLAN": "plans:share",
    "RESULT": "disclosure:share",
}
"""Kind → the page on which a batch of it is made; the others are made on the pages of `OUTGOING`."""


def table() -> dict[str, list[str]]:
    """The page's table of kinds: what stands behind each."""
    rows = re.findall(r"^\| `([A-Z]+)` \|(.*)\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return {kind: [cell.strip() for cell in cells.split("|")] for kind, cells in rows}


def there(name: str) -> bool:
    """Whether the house has an address of that name, whatever it asks for."""
    room, _, page = name.partition(":")
    names = get_resolver().namespace_dict
    return page in {key for key in names[room][1].reverse_dict if isinstance(key, str)}


def test_the_table_of_kinds_and_ways_is_what_the_code_does() -> None:
    for name in (*BROUGHT.values(), *HANDED_OUT.values()):
        assert there(name), name
    leaves = set(KINDS)
    assert leaves == HANDED_OUT.keys() | OUTGOING.keys()
    fetched = {name for name, _ in InflowForm.base_fields["kind"].choices}
    carried = {name for name, _ in PartnerForm.base_fields["kinds"].choices}

    said = table()

    assert said.keys() == KINDS.keys()
    for kind, (file, taken, reads, brought, comes, written) in said.items():
        assert (file == "yes") == (kind in leaves), kind
        assert (taken == "yes") == (kind in carried), kind
        assert (brought == "yes") == (kind in BROUGHT), kind
        assert (comes == "yes") == (kind in fetched), kind
        assert "get" in DESCRIBED["paths"][f"/api/v1{reads.strip('`')}"], kind
        posts = "post" in DESCRIBED["paths"][f"/api/v1{reads.strip('`')}"]
        assert (written == reads) == posts, kind
