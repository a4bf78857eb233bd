"""字体 — GB/T 9704 wants 仿宋, 楷体, 黑体, 小标宋: a site's licensed folder first, then the shipped Noto.

The fonts are read once per process and shared by every rendering.
"""

from functools import cache
from pathlib import Path

import pylopdf_fonts_jp
import pylopdf_fonts_zh_cn
import typst
from django.conf import settings


def folders() -> list[Path]:
    """Where fonts are looked for, the site's own first. The second wheel has what the first lacks (𠮷)."""
    site = settings.ENVIRONMENT.fonts_dir
    shipped = [Path(pylopdf_fonts_zh_cn.serif_path()).parent, Path(pylopdf_fonts_jp.serif_path()).parent]
    return [*([site] if site else []), *shipped]


@cache
def shared_fonts() -> typst.Fonts:
    """Every font a paper may use; never the machine's own, so that a paper looks the same everywhere."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(folder) for folder in folders()],
    )
