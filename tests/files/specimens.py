"""Files made here, good ones of each kind and bad ones of many."""

import io
import zipfile

OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\3\1\1\0"
    b"\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"


def office(ending: str = "docx", **members: bytes | str) -> bytes:
    """An office document with these members more: names with __ for /."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(OFFICE[ending], "<x/>")
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def with_member(name: str, content: bytes = b"x", ending: str = "docx") -> bytes:
    file = io.BytesIO(office(ending))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def bomb(unpacked: int) -> bytes:
    """A document that unpacks to so many bytes and weighs a thousandth of them."""
    file = io.BytesIO(office())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/huge.xml", "w") as member:
        for _ in range(unpacked // 2**20 + 1):
            member.write(b"\0" * 2**20)
    return file.getvalue()


def crowded(members: int) -> bytes:
    file = io.BytesIO(office())
    with zipfile.ZipFile(file, "a") as archive:
        for n in range(members):
            archive.writestr(f"word/{n}", b"")
    return file.getvalue()


GOOD = {
    "a.pdf": PDF, "a.png": PNG, "a.jpg": JPEG, "a.jpeg": JPEG, "a.doc": COMPOUND, "a.xls": COMPOUND, "a.ppt": COMPOUND,
    "a.docx": office(), "a.xlsx": office("xlsx"), "a.pptx": office("pptx"), "a.txt": "合同".encode(),
    "a.csv": "名称,金额\n甲,1\n".encode("gb18030"), "A.PDF": PDF,
}  # fmt: skip
BAD = {  # name: (content, code of the reason)
    "empty.pdf": (b"", "empty"),
    "program.exe": (b"MZ" + b"\0" * 100, "kind"),
    "page.html": (b"<script>alert(1)</script>", "kind"),
    "picture.svg": (b"<svg onload='alert(1)'/>", "kind"),
    "archive.zip": (office(), "kind"),
    "macros.docm": (office(), "kind"),
    "macros.xlsm": (office("xlsx"), "kind"),
    "no ending": (PDF, "kind"),
    "double.pdf.exe": (PDF, "kind"),
    "hidden.exe\u202efdp": (PDF, "kind"),
    "html.pdf": (b"<html><script>alert(1)</script></html>", "content"),
    "eicar.pdf": (EICAR, "content"),
    "eicar.docx": (EICAR, "content"),
    "text.pdf": (b"just words", "content"),
    "program.pdf": (b"MZ" + b"\0" * 300, "content"),
    "program.txt": (b"MZ\x90\0" + b"\0" * 300, "content"),
    "pdf.txt": (PDF, "content"),
    "pdf.docx": (PDF, "content"),
    "zip.pdf": (office(), "content"),
    "html first.pdf": (b"<html>" + PDF, "content"),
    "png.jpg": (PNG, "content"),
    "jpg.png": (JPEG, "content"),
    "xlsx.docx": (office("xlsx"), "content"),
    "docx.doc": (office(), "content"),
    "text.doc": (b"just words", "content"),
    "torn.docx": (office()[:-40], "content"),
    "macro.docx": (office(word__vbaProject__bin=b"x").replace(b"vbaProject/bin", b"vbaProject.bin"), "content"),
    "macro.xlsx": (with_member("xl/VBAPROJECT.BIN", ending="xlsx"), "content"),
    "slip.docx": (with_member("../../etc/passwd"), "content"),
    "slip win.docx": (with_member("..\\..\\evil.txt"), "content"),
    "absolute.docx": (with_member("/etc/passwd"), "content"),
    "not a document.docx": (with_member("x")[:0] or b"PK\x05\x06" + b"\0" * 18, "content"),
    "nul.txt": (b"words\0words", "content"),
    "picture.csv": (PNG, "content"),
}
