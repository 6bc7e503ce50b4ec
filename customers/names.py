"""Keys by which two spellings of one company, phone or site meet."""

import re
from urllib.parse import urlsplit

from bizdept.search.pinyin import folded

LEGAL_FORMS = (
    "股份有限公司", "有限责任公司", "有限公司", "集团公司", "集团", "特殊普通合伙", "普通合伙", "有限合伙", "个人独资",
)  # fmt: skip
WESTERN_FORMS = {"co", "company", "corp", "corporation", "inc", "incorporated", "limited", "llc", "llp", "ltd", "plc"}
FREE_MAIL = {
    "126.com", "139.com", "163.com", "189.cn", "aliyun.com", "foxmail.com", "gmail.com", "hotmail.com", "icloud.com",
    "live.com", "msn.com", "outlook.com", "qq.com", "sina.cn", "sina.com", "sohu.com", "tom.com", "vip.163.com",
    "vip.qq.com", "yahoo.com", "yeah.net",
}  # fmt: skip
BEGUN_BY_NAMES = (  # words that begin with what may also end a given name
    "明天", "明日", "明年", "明早", "明晚", "明后", "明确", "明白", "国庆", "国内", "国外",
    "华东", "华南", "华北", "华中", "东西", "平时", "文件", "新年", "新的", "立即", "立刻",
    "海外", "龙头", "军队", "生产", "成功", "建议", "建设", "和他",
)  # fmt: skip
SECOND_LEVELS = {"ac", "co", "com", "edu", "gov", "net", "org"}


def without_legal_form(key: str) -> str:
    """Cut 有限公司 and the like off the end, as often as they stand there, but never down to nothing."""
    form = next((form for form in LEGAL_FORMS if key.endswith(form) and key != form), None)
    return without_legal_form(key.removesuffix(form)) if form else key


def name_key(name: str) -> str:
    """What stays of a company's name when width, brackets, blanks, punctuation and legal form are put aside.

    Equal keys mean "look whether it is the same company", never "it is": 股份 and 有限 may both exist.
    """
    words = re.findall(r"[^\W_]+", re.sub(r"['’.]", "", folded(name)))
    while len(words) > 1 and words[-1] in WESTERN_FORMS:
        words.pop()
    return without_legal_form("".join(words))


def phone_key(phone: str) -> str:
    """The digits that are dialled: no blanks, no +86, no extension; "" for what is no number."""
    number = re.split(r"转|ext|x|#|,|;|/|、", folded(phone))[0]
    digits = re.sub(r"\D", "", number)
    home = re.sub(r"^(00)?86(?=\d{10,11}$)", "", digits)
    if home != digits and not re.match(r"1\d{10}$|0", home):
        home = "0" + home  # +86 21 … is dialled as 021 … at home
    return home if len(home) >= 5 else ""


def domain_key(address: str) -> str:
    """The domain a company owns, of its site or of a mail address; "" for free mail and for no domain."""
    address = folded(address).strip().rpartition("@")[2]
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:  # an unclosed bracket
        return ""
    labels = [label for label in host.split(".") if label]
    if len(labels) < 2 or labels[-1].isdigit() or not all(re.fullmatch(r"[\w-]+", label) for label in labels):
        return ""
    is_under_country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVELS
    domain = ".".join(labels[-3 if is_under_country else -2 :])
    return "" if domain in FREE_MAIL else domain
