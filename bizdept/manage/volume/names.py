"""Names, codes and numbers that look real and belong to nobody, drawn by a lot that anybody can draw again."""

from random import Random

from stdnum.cn import uscc

COMMON = "华兴"  # stands in the names of a tenth of all customers, for searches where a tenth of the rows match
COMMON_EVERY = 10
RARE_EVERY = 500  # customers to whom one rare word falls on average
PLACES = ["江州", "临海", "清源", "东岭", "南渡", "北川", "西陵", "云溪", "明湖", "平阳", "青浦", "安陵", "河阳", "江陵", "海宁湾", "长汀",
          "武溪", "怀远", "永定", "新泽", "高桥", "石塘", "龙泉", "凤岗", "大沙", "白水", "沙洲", "丰泽", "吴塘", "同里"]  # fmt: skip
FIRST = (
    "明海恒徽长瑞云润凤金广南星远鼎华宏嘉乾天信同立博康泰永新盛德源宝光春晟昌通达和佳美安祥福隆兴旺顺利正大中东方北西"
)
SECOND = "澜川裕光泰祥栖禾城岭陵湖辰航盛茂图禾元工达创信雅宁和固桥源德业诚林峰力科成宇腾飞龙洋江山河岳川石玉珠"
RARE_FIRST = "龘鬯夔璩鼐霁骊夙翊朏罡麒彧璟煊珩"  # signs that stand in no other name
RARE_SECOND = "翀昱曦斐澍淼湛霖琛珏韫晗沄潆瑢祎"
TRADES = [("精密制造", "装备制造"), ("物流", "物流"), ("食品", "食品"), ("电子科技", "电子"), ("纺织", "纺织"), ("汽车配件", "汽车零部件"),
          ("医药", "医药"), ("生物技术", "生物"), ("化工", "化工"), ("建工", "建筑"), ("新能源", "新能源"), ("软件", "软件"),
          ("环保设备", "环保"), ("农业机械", "农业"), ("仪器仪表", "仪器"), ("包装材料", "包装"), ("重工", "装备制造"), ("轨道交通设备", "轨道交通"),
          ("智能科技", "软件"), ("商贸", "商贸")]  # fmt: skip
FORMS = [("有限公司", "有限责任公司")] * 6 + [("股份有限公司", "股份有限公司"), ("集团有限公司", "有限责任公司"), ("厂", "个体工商户"), ("有限责任公司", "有限责任公司")]  # fmt: skip
SURNAMES = list("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹") + [
    "单", "曾", "仇", "解", "区", "查", "盖", "朴", "乐", "缪", "翟", "覃", "欧阳", "尉迟", "长孙", "万俟", "单于", "上官",
]  # fmt: skip
GIVEN = "伟芳敏静强磊洋艳勇杰娟涛明超霞平刚桂英华玉建国文志军红丽云海峰雪梅晨宇欣怡浩然子轩梓涵佳琪"
POSITIONS = ["采购经理", "总经理", "生产总监", "信息部经理", "财务经理", "设备科长", "总工程师", "采购员"]
BANKS = ["示例银行", "样板商业银行", "示范农村信用社"]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SPREAD = 514_229_177  # has no factor in common with 31, so that no two numbers meet
CAPITALS = [100, 300, 500, 1000, 2000, 5000, 20000]


def person(dice: Random) -> str:
    """A surname, some of which are read otherwise in names, and one or two signs."""
    return dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def word(dice: Random, number: int) -> str:
    """The two or four signs by which a company is called."""
    if number % RARE_EVERY == RARE_EVERY // 2:
        return dice.choice(RARE_FIRST) + dice.choice(RARE_SECOND)
    if number % COMMON_EVERY == 7:
        return COMMON + dice.choice(FIRST) + dice.choice(SECOND)
    drawn = dice.choice(FIRST) + dice.choice(SECOND)
    if drawn == COMMON:
        drawn = FIRST[0] + SECOND[0]
    return drawn + (dice.choice(FIRST) + dice.choice(SECOND) if dice.random() < 0.5 else "")


def company(dice: Random, number: int) -> dict[str, str]:
    """Name, short name, industry, kind and region of one company."""
    place, called = dice.choice(PLACES), word(dice, number)
    trade, industry = dice.choice(TRADES)
    form, kind = dice.choice(FORMS)
    return {
        "name": f"{place}{called}{trade}{form}",
        "short_name": f"{called}{trade[:2]}",
        "industry": industry,
        "kind": kind,
        "region": place,
    }


def code(dice: Random, number: int) -> str:
    """A social credit code that passes the check, of a region that does not exist; no two numbers have the same."""
    body, number = "91999999" + dice.choice("MN"), number * SPREAD % len(ALPHABET) ** 8
    for _sign in range(8):
        number, rest = divmod(number, len(ALPHABET))
        body += ALPHABET[rest]
    return body + uscc.calc_check_digit(body)


def mobile(dice: Random) -> str:
    return f"199{dice.randrange(100_000_000):08}"


def landline(dice: Random) -> str:
    return f"0999-{dice.randrange(10_000_000):07}"
