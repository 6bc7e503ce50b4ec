"""Files that the walks hand in: a list of invented companies, a scan, an annex."""

from pathlib import Path

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
TOWNS = ["苏州", "无锡", "常州", "南通", "扬州", "镇江"]
TRADES = ["精密轴承", "水泵制造", "热处理", "自动化设备", "检测技术"]
HEADS = "企业名称,简称,所属行业,地区,注册地址,法定代表人,注册日期,联系人,手机"


def customer_list(folder: Path, mark: str, *, encoding: str = "gbk") -> tuple[Path, list[str]]:
    """Thirty companies as the registry hands them out, in the encoding of old Excel; their names."""
    names = [f"{town}青禾{mark}{trade}有限公司" for town in TOWNS for trade in TRADES]
    rows = [
        f"{name},{name[:6]},{name[5:9]},{name[:2]},{name[:2]}市工业园区{number}号,"
        f"许{number % 7}平,201{number % 10}-0{number % 9 + 1}-15,陆建{number},1381234{5000 + number}"
        for number, name in enumerate(names, start=1)
    ]
    place = folder / f"customers-{mark}.csv"
    place.write_bytes("\r\n".join([HEADS, *rows]).encode(encoding))
    return place, names


def pdf(folder: Path, name: str) -> Path:
    place = folder / name
    place.write_bytes(PDF)
    return place


def sparse(folder: Path, name: str, size: int) -> Path:
    """A file that says it is large and takes no room."""
    place = folder / name
    with place.open("wb") as file:
        file.write(PDF)
        file.truncate(size)
    return place
