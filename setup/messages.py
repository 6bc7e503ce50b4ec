"""The catalogues of translations: `.venv/bin/python setup/messages.py compile|update`.

`compile` makes the .mo files that are old; `update` reads the source anew: new sentences enter the Simplified
catalogue empty, and the Traditional one is made from it.
"""

import io
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract as extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = [
    "bizdept", "customers", "contracts", "projects", "research", "training", "performance", "confidentiality",
]  # fmt: skip
KEYWORDS = {
    **dict.fromkeys(["_", "_lazy", "_n", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}
SIMPLIFIED, TRADITIONAL = "zh_Hans", "zh_Hant"
KEPT = {  # words for the Traditional catalogue that turning sign by sign would miss
    "软件": "軟體", "信息": "資訊", "网络": "網路", "默认": "預設", "文件": "檔案", "程序": "程序", "质量": "品質",
    "退出登录": "登出", "登录": "登入", "打印": "列印", "字段": "欄位", "菜单": "選單", "搜索": "搜尋",
    "导入": "匯入", "导出": "匯出", "数据": "資料", "设置": "設定", "保存": "儲存", "账号": "帳號", "账户": "帳戶",
    "快捷键": "快速鍵", "发布": "發布", "工作台": "工作台", "后台": "後台", "签": "簽", "“": "「", "”": "」",
    "磁盘": "磁碟", "服务器": "伺服器", "字节": "位元組", "密钥": "金鑰", "二维码": "QR 碼", "设备": "裝置",
    "运行维护": "維運", "运行": "執行",
}  # fmt: skip


def compile_catalogues(locale: Path = ROOT / "locale") -> list[Path]:
    """Write the .mo files that gettext reads; returns those that were written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with target.open("wb") as file:
            write_mo(file, read(source))
        written.append(target)
    return written


def read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file)


def extract(root: Path = ROOT) -> Catalog:
    """Every sentence of the product's Python and templates that is marked for translation, with its places."""
    found = Catalog()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                add(found, path.relative_to(root), path.read_bytes())
    for path in root.glob("setup/borrowed.py"):
        add(found, path.relative_to(root), path.read_bytes())
    for path in sorted((root / "templates").rglob("*.html")):
        add(found, path.relative_to(root), as_python(path))
    return found


def as_python(path: Path) -> bytes:
    """A template as the calls of gettext that it holds; Django's own reader of templates turns it round."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bizdept.settings")
    sys.path.insert(0, str(ROOT))
    from django.utils.translation.template import templatize  # noqa: PLC0415  wants settings

    text = templatize(path.read_text(), origin=str(path))
    calls = re.findall(r"""\b(?:n?p?gettext|_)\((?:[^()'"]|u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*")*\)""", text)
    return "\n".join(calls).encode()


def add(found: Catalog, path: Path, source: bytes) -> None:
    for line, message, comments, context in extract_python("python", io.BytesIO(source), KEYWORDS, options={}):
        place = [(str(path), line if path.suffix == ".py" else 0)]
        flags = ["python-format"] if any("%(" in m or "%s" in m or "%d" in m for m in as_list(message)) else []
        found.add(message, locations=place, auto_comments=comments, context=context, flags=flags)


def as_list(message) -> list[str]:
    return [message] if isinstance(message, str) else [part for part in message if part]


def update(locale: Path = ROOT / "locale") -> None:
    """Bring the Simplified catalogue up to the source, and make the Traditional one from it."""
    place = locale / SIMPLIFIED / "LC_MESSAGES" / "django.po"
    old = read(place) if place.exists() else Catalog(locale=SIMPLIFIED)
    new = Catalog(locale=SIMPLIFIED, project="bizdept", copyright_holder="bizdept", version="1", fuzzy=False)
    for message in extract():
        if message.id:
            known = old.get(message.id, context=message.context)
            files = [(file, None) for file in dict.fromkeys(file for file, _line in message.locations)]
            string = known.string if known else None
            new.add(message.id, string, locations=files, flags=message.flags, context=message.context)
    write(place, new)
    write(locale / TRADITIONAL / "LC_MESSAGES" / "django.po", traditional(new))


def traditional(simplified: Catalog) -> Catalog:
    """The Traditional catalogue, sentence by sentence, without turning over words that mean another thing there."""
    import opencc  # noqa: PLC0415  only where catalogues are made

    convert = opencc.OpenCC("s2tw").convert
    made = Catalog(locale=TRADITIONAL, project="bizdept", copyright_holder="bizdept", version="1", fuzzy=False)

    def turn(text: str) -> str:
        text = convert(text)
        for word, wanted in KEPT.items():
            text = text.replace(convert(word), wanted)
        return text

    for message in simplified:
        if message.id and message.string:
            string = turn(message.string) if isinstance(message.string, str) else tuple(map(turn, message.string))
            made.add(message.id, string, locations=message.locations, flags=message.flags, context=message.context)
    return made


def write(place: Path, catalogue: Catalog) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # no noise in each commit
    with place.open("wb") as file:
        write_po(file, catalogue, width=119, sort_output=True, omit_header=False, include_lineno=False)


if __name__ == "__main__":
    deeds = {"compile": compile_catalogues, "update": update}
    if sys.argv[1:] not in [[name] for name in deeds]:
        sys.exit("usage: setup/messages.py compile|update")
    deeds[sys.argv[1]]()
