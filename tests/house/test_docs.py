"""The front door tells the truth: paths exist, commands exist, every dependency is accounted for."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = (
    "README.md",
    "README.zh-CN.md",
    "docs/tour.md",
    "docs/third-party.md",
    "docs/decisions",
    "docs/handbook",
)
PATH = re.compile(r"(?<![\w/.-])(?:src|docs|tests|scripts|requirements)/[\w./*-]*[\w/*]")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
COMMAND = re.compile(r"^make (\w+)", re.MULTILINE)
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "npmmirror" + ".com",
         "registry" + ".", "mirrors" + ".", "index" + "-url")  # fmt: skip
DEPENDENCIES = ("run", "dev", "node", "spark")
STATEMENT = "Copyright (c) 2026 Suiji maintainers\n   Suiji is licensed under Mulan PSL v2."


def written(*names: str) -> list[Path]:
    """The Markdown files under these names."""
    places = [ROOT / name for name in names]
    return [file for place in places for file in ([place] if place.is_file() else sorted(place.glob("*.md")))]


def everything() -> list[Path]:
    """Every page people read: at the root, and anywhere below docs."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def named_paths(text: str) -> set[str]:
    """Paths of this repository that a text names."""
    return {path.split("**")[0] for path in PATH.findall(text)}


def dependencies() -> set[str]:
    """What we chose ourselves, by the names of their packages."""
    found = set()
    for name in DEPENDENCIES:
        for line in (ROOT / "requirements" / f"{name}.in").read_text("utf-8").splitlines():
            if word := re.match(r"[A-Za-z][\w.-]*", line):
                found.add(word[0])
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    return found | {*package["dependencies"], *package["devDependencies"]}


class TestPages:
    @pytest.mark.parametrize("page", written(*NAMED), ids=lambda page: str(page.relative_to(ROOT)))
    def test_every_path_they_name_exists(self, page: Path) -> None:
        missing = {path for path in named_paths(page.read_text("utf-8")) if not any(ROOT.glob(path))}

        assert not missing

    @pytest.mark.parametrize("page", everything(), ids=lambda page: str(page.relative_to(ROOT)))
    def test_every_link_between_them_leads_somewhere(self, page: Path) -> None:
        broken = {link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()}

        assert not broken

    def test_none_names_a_package_registry(self) -> None:
        found = {
            page.name: host for page in everything() for host in HOSTS if host in page.read_text("utf-8")
        }

        assert not found

    def test_the_tour_names_enough_to_be_a_tour(self) -> None:
        assert len(named_paths((ROOT / "docs" / "tour.md").read_text("utf-8"))) > 20


class TestReadme:
    @pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
    def test_its_two_commands_are_targets_of_the_makefile(self, name: str) -> None:
        targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

        commands = COMMAND.findall((ROOT / name).read_text("utf-8"))

        assert commands == ["up", "test"]
        assert set(commands) <= targets

    @pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
    def test_it_is_read_in_one_sitting(self, name: str) -> None:
        assert len((ROOT / name).read_text("utf-8").splitlines()) <= 120

    @pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
    def test_its_map_shows_every_room_in_the_order_of_the_layers(self, name: str) -> None:
        settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
        drawn = (ROOT / name).read_text("utf-8").split("```")

        shown = next(block for block in drawn if "\nrunning " in block).strip().splitlines()

        assert len(shown) == len(layers)
        assert [line for layer, line in zip(layers, shown, strict=True) if not line.startswith(layer)] == []

    @pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
    def test_the_machine_packages_are_those_the_script_installs(self, name: str) -> None:
        script = (ROOT / "scripts" / "browser").read_text("utf-8")
        wanted = {
            word
            for words in re.findall(r'missing="(?:\$missing )?([\w -]+)"', script)
            for word in words.split()
        }

        line = re.search(r"apt-get install -y --no-install-recommends (.+)", (ROOT / name).read_text("utf-8"))

        assert line is not None
        assert set(line[1].split()) == wanted


class TestThirdParty:
    def test_every_direct_dependency_has_its_paragraph(self) -> None:
        text = (ROOT / "docs" / "third-party.md").read_text("utf-8")

        assert {name for name in dependencies() if f"**{name}**" not in text} == set()

    def test_nothing_is_described_that_we_no_longer_use(self) -> None:
        text = (ROOT / "docs" / "third-party.md").read_text("utf-8")

        named = set(re.findall(r"\*\*([@\w./-]+)\*\*", text))

        assert {name for name in named - dependencies() if not name.startswith(("src/", "tests/"))} == set()


class TestLicence:
    def test_it_is_mulan_psl_2_in_both_languages_with_our_name(self) -> None:
        text = (ROOT / "LICENSE").read_text("utf-8")

        assert text.count(STATEMENT) == 2
        assert "“本许可证”以中英文双语表述" in text
        assert "THIS LICENSE IS WRITTEN IN BOTH CHINESE AND ENGLISH" in text


class TestHandbook:
    def test_every_page_is_listed_on_its_first(self) -> None:
        folder = ROOT / "docs" / "handbook"
        listed = set(LINK.findall((folder / "README.md").read_text("utf-8")))

        assert {page.name for page in folder.glob("*.md")} - {"README.md"} <= listed

    @pytest.mark.parametrize("page", written("docs/handbook"), ids=lambda page: page.name)
    def test_a_page_is_short_enough_to_hang_beside_the_desk(self, page: Path) -> None:
        assert len(page.read_text("utf-8").splitlines()) <= 60
