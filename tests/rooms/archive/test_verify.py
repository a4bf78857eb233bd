"""归档包核验: the package proves itself on any machine, and every change to it is found."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from suiji.archive.metadata import Description, metadata_xml
from suiji.archive.packages import manifest_of, zip_of
from suiji.archive.pieces import Piece
from suiji.archive.verify import MANIFEST, METADATA, sm3, verify_package

PIECES = (
    Piece("抽查方案", "抽查方案.pdf", b"%PDF-1.7 scheme"),
    Piece("记录表", "记录表.pdf", b"%PDF-1.7 record"),
)
DESCRIPTION = Description(
    case_file="安双随机〔2026〕1号-001",
    title="演示企业联合抽查案卷",
    organ="安阳市市场监督管理局",
    responsible=["安阳市市场监督管理局", "安阳市消防救援支队"],
    formed_at="2026-05-06T10:00:00+08:00",
    sealed_at="2026-06-10T10:00:00+08:00",
    year="2026",
    retention="30年",
    history=[
        {
            "act": "inspections.signed",
            "at": "2026-05-06T10:00:00+08:00",
            "sentence": "检查结束。",
            "because": "",
            "department": "安阳市市场监督管理局",
        }
    ],
)
HEADING = {"case_file": "安双随机〔2026〕1号-001", "object": "演示企业"}


def sealed() -> bytes:
    return zip_of(PIECES, manifest_of(PIECES), HEADING, DESCRIPTION)


def rebuilt(change: dict[str, bytes | None]) -> bytes:
    """The package with some of its files changed, added or (None) left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sealed())) as old, zipfile.ZipFile(made, "w") as new:
        files: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
        for name, content in (files | change).items():
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


def manifest(**change: object) -> bytes:
    """The list of papers with the first paper's row changed."""
    with zipfile.ZipFile(io.BytesIO(sealed())) as package:
        heading = json.loads(package.read(MANIFEST))
    heading["papers"][0] |= change
    return json.dumps(heading).encode()


@pytest.mark.article(27)
class TestVerifyPackage:
    def test_accepts_what_was_sealed_and_names_it(self) -> None:
        content = sealed()

        verdict = verify_package(content)

        assert verdict.is_sound, verdict.faults
        assert (verdict.papers, verdict.heading) == (2, HEADING)
        assert verdict.sha256 == hashlib.sha256(content).hexdigest()
        assert verdict.sm3 == sm3(content)

    def test_knows_the_standards_own_example(self) -> None:
        assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"01-抽查方案.pdf": b"%PDF-1.7 SCHEME"}, "01-抽查方案.pdf：SHA-256 校验值与卷内目录不符。"),
            ({"01-抽查方案.pdf": b"%PDF"}, "01-抽查方案.pdf：长度与卷内目录不符。"),
            ({"02-记录表.pdf": None}, "02-记录表.pdf：缺少这一件。"),
            ({"03-多余.pdf": b"%PDF"}, "03-多余.pdf：卷内目录中没有这一件。"),
            ({MANIFEST: None}, "没有卷内目录 manifest.json。"),
            ({MANIFEST: b"[]"}, "卷内目录 manifest.json 不能读取。"),
            ({MANIFEST: b"{"}, "卷内目录 manifest.json 不能读取。"),
            ({METADATA: None}, "metadata.xml：缺少这一件。"),
        ],
    )
    def test_names_what_was_changed(self, change: dict[str, bytes | None], fault: str) -> None:
        assert verify_package(rebuilt(change)).faults == (fault,)

    def test_names_a_list_that_neither_paper_nor_metadata_bears_out(self) -> None:
        faults = verify_package(rebuilt({MANIFEST: manifest(sm3="0" * 64)})).faults

        assert faults == (
            "01-抽查方案.pdf：SM3 校验值与卷内目录不符。",
            "metadata.xml：第 1 件与卷内目录不同。",
        )

    def test_accepts_a_package_of_before_there_were_metadata(self) -> None:
        with zipfile.ZipFile(io.BytesIO(sealed())) as package:
            heading = json.loads(package.read(MANIFEST))
        del heading["metadata"]

        assert verify_package(rebuilt({MANIFEST: json.dumps(heading).encode(), METADATA: None})).is_sound


def with_metadata(content: bytes) -> tuple[str, ...]:
    """The faults of a package whose metadata say something else, under hashes that fit them."""
    with zipfile.ZipFile(io.BytesIO(sealed())) as package:
        heading = json.loads(package.read(MANIFEST))
    heading["metadata"] |= {
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "sm3": sm3(content),
    }
    return verify_package(rebuilt({MANIFEST: json.dumps(heading).encode(), METADATA: content})).faults


@pytest.mark.article(27)
class TestMetadata:
    def written(self) -> bytes:
        return metadata_xml(DESCRIPTION, manifest_of(PIECES))

    def test_say_whose_file_it_is_how_long_it_is_kept_and_what_is_in_it(self) -> None:
        words = self.written().decode()

        for said in ("安阳市消防救援支队", "30年", "检查结束。", "抽查方案", "基于XML的电子文件封装包"):
            assert said in words
        assert words.count("<文档>") == 2
        assert words.count('算法="SM3"') == 2

    def test_are_the_same_bytes_for_the_same_file(self) -> None:
        assert self.written() == self.written()

    def test_leave_out_what_xml_cannot_write_and_keep_rare_characters(self) -> None:
        odd = (Piece("记录\x00表\x0b䶮𠮷", "记录表.pdf", b"%PDF"),)

        content = zip_of(odd, manifest_of(odd), HEADING, DESCRIPTION)

        assert verify_package(content).is_sound
        assert "记录表䶮𠮷" in metadata_xml(DESCRIPTION, manifest_of(odd)).decode()

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            (("<题名>记录表</题名>", "<题名>另一份</题名>"), "metadata.xml：第 2 件与卷内目录不同。"),
            (("<文档>", "<其他>"), "metadata.xml：不能读取。"),
            (
                ("<电子文件封装包>", '<!DOCTYPE x [<!ENTITY a "b">]><电子文件封装包>'),
                "metadata.xml：含有不允许的声明。",
            ),
        ],
    )
    def test_are_compared_with_the_list_of_papers(self, change: tuple[str, str], fault: str) -> None:
        assert with_metadata(self.written().decode().replace(*change).encode()) == (fault,)

    def test_name_every_paper(self) -> None:
        assert with_metadata(metadata_xml(DESCRIPTION, manifest_of(PIECES)[:1])) == (
            "metadata.xml：与卷内目录的件数不同。",
        )


@pytest.mark.article(27)
class TestWhatIsNoPackage:
    def test_names_a_paper_that_is_there_twice(self) -> None:
        content = io.BytesIO(sealed())
        with zipfile.ZipFile(content, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
            package.writestr("02-记录表.pdf", b"%PDF-1.7 record")

        assert verify_package(content.getvalue()).faults == ("02-记录表.pdf：同名文件不止一件。",)

    def test_names_damage(self) -> None:
        content = sealed()

        damaged = content.replace(b"%PDF-1.7 record", b"%PDF-1.7 RECORD")

        assert verify_package(damaged).faults == ("02-记录表.pdf：内容已损坏。",)

    def test_reads_no_other_file(self) -> None:
        assert "不是可以读取的归档包" in verify_package(b"no zip").faults[0]


class TestTheCommand:
    def run(self, file: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "suiji.running.command", "archive", "verify", str(file), *words],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": "src", "PYTHONIOENCODING": "utf-8"},
        )

    def test_says_that_all_is_there(self, tmp_path: Path) -> None:
        file = tmp_path / "案卷.zip"
        file.write_bytes(sealed())

        done = self.run(file, "--sha256", hashlib.sha256(sealed()).hexdigest())

        assert done.returncode == 0, done.stdout + done.stderr
        assert "核验通过：2 件材料齐全" in done.stdout + done.stderr

    def test_refuses_another_package_than_the_platform_recorded(self, tmp_path: Path) -> None:
        file = tmp_path / "案卷.zip"
        file.write_bytes(sealed())

        done = self.run(file, "--sha256", "0" * 64)

        assert done.returncode == 1
        assert "与平台记载的不同" in done.stdout + done.stderr
