"""The clauses and review policies that a new company begins with. The texts are ours; legal changes them at will."""

from datetime import date

from bizdept.audit.chain import sealed
from bizdept.people.models import Discipline
from contracts.models import Kind, LibraryClause, ReviewPolicy

CLAUSES = [  # key, kinds (empty: all), heading, text, required
    ("duties", [], "双方权利与义务", "甲方应提供履行本合同所需的场地、资料与人员配合，并按约定支付价款。乙方应按约定的质量、数量与期限供货或提供服务，并指派专人负责联络。", True),
    ("acceptance", [], "验收与交付", "乙方交付后书面提请验收，甲方应在收到通知之日起十个工作日内组织验收。验收不合格的，乙方应在双方约定的期限内整改并重新提请验收，直至验收通过。验收通过后双方签署验收单，乙方移交全部资料。", True),
    ("confidentiality", [], "保密", "双方对因订立和履行本合同知悉的对方商业秘密负有保密义务，未经对方书面同意不得向第三方披露。保密期限自合同签订之日起三年，不因合同终止而终止。", True),
    ("change", [], "变更与解除", "对本合同的任何变更，须经双方协商一致并签订书面补充协议后生效。一方严重违约致使合同目的不能实现的，对方有权解除合同并要求赔偿损失。", True),
    ("force", [], "不可抗力", "因不可抗力不能履行合同的，应在三日内书面通知对方，并在十五日内提供证明，根据影响部分或者全部免除责任。", True),
    ("packing", [Kind.SALES], "包装与运输", "货物的包装应适合长途运输与装卸，包装费、运输费与运输途中的保险费已含在合同价款内。", False),
    ("spare", [Kind.SALES, Kind.MAINTENANCE], "备品备件", "乙方保证在质保期满后五年内继续供应合同货物的备品备件，价格不高于同期市场价格。", False),
    ("property", [Kind.SOFTWARE, Kind.SERVICE], "知识产权", "乙方保证其交付的成果不侵犯第三方的知识产权。为甲方专门开发的成果，其知识产权自价款付清之日起归甲方所有；乙方原有的技术仍归乙方所有。", True),
    ("training", [Kind.SOFTWARE], "培训", "乙方应为甲方的使用人员提供不少于三日的现场培训，并交付中文的使用手册与维护手册。", False),
    ("response", [Kind.MAINTENANCE, Kind.SOFTWARE], "服务响应", "乙方应在收到故障通知后四小时内响应，二十四小时内提出解决方案；需要到场的，应在四十八小时内到达。", True),
    ("invoice", [], "发票", "乙方应在甲方每次付款前开具等额的增值税专用发票，税率以合同清单载明的为准。", False),
    ("notice", [], "通知与送达", "双方在合同中载明的地址、电话与电子邮箱为有效的联系方式，变更时应在三日内书面通知对方。", False),
]  # fmt: skip
POLICIES = [[Discipline.LEGAL, Discipline.FINANCE, Discipline.TECHNOLOGY]]


@sealed()
def lay_in(*, on: date) -> None:
    """Put in the library and the review policy that hold until somebody changes them; what is there stays."""
    for place, (key, kinds, title, text, required) in enumerate(CLAUSES):
        values = {"kinds": list(kinds), "title": title, "text": text, "is_required": required, "position": place * 10}
        LibraryClause.objects.get_or_create(key=key, defaults=values)
    if not ReviewPolicy.objects.exists():
        for disciplines in POLICIES:
            ReviewPolicy.objects.create(disciplines=list(disciplines), holds_from=date(on.year - 2, 1, 1))
