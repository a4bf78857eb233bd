"""docs/api.md calls only what the interface describes."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

from suiji.api.interface import description

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
