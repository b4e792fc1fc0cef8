"""A corpus of fictional decisions in our schema, of any size, the same for the same arguments.

`python -m tests.corpus DIR COUNT` writes a whole site: 40 agencies, five years, all published, mean above 1.3 KB.
"""

from __future__ import annotations

import random
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

from plugins.registry.uscc import check_character

TODAY = date(2026, 11, 20)
CALENDARS = Path(__file__).parents[1] / "content" / "calendars"
AGENCIES = 40
TRADES = ("食品", "建材", "物流", "餐饮", "机械", "化工", "服饰", "印刷", "农资", "医疗器械")
SYLLABLES = "鼎盛恒远嘉禾瑞丰云帆青岚启明东篱和润景行博雅安澜卓立长风星河"
ACTS = (
    (
        "经营超过保质期的食品",
        "《中华人民共和国食品安全法》第一百二十四条第一款第五项",
        "货架上陈列销售的{goods}已超过保质期",
    ),
    (
        "未按规定建立并遵守进货查验记录制度",
        "《中华人民共和国食品安全法》第一百二十六条第一款第三项",
        "不能提供{goods}的进货查验记录",
    ),
    (
        "未采取有效覆盖措施防治扬尘污染",
        "《中华人民共和国大气污染防治法》第一百一十七条第一项",
        "露天堆放的{goods}未采取覆盖措施",
    ),
    (
        "未按照规定对从业人员进行安全生产教育和培训",
        "《中华人民共和国安全生产法》第九十七条第三项",
        "从事{goods}作业的人员没有培训记录",
    ),
    ("发布虚假广告", "《中华人民共和国广告法》第五十五条第一款", "在店堂和网页上宣传{goods}的功效与事实不符"),
)
OFFICERS = 20
REVIEWED = 100_000
TIERS = (("从轻", 0, 50_000), ("一般", 50_001, 130_000), ("从重", 130_001, 200_000))
GOODS = ("面包", "熟食", "砂石料", "预拌混凝土", "油漆", "儿童服装", "农药", "医用口罩", "瓶装水", "糕点")


def write(root: Path, count: int, seed: int = 1) -> None:
    """Writes a site with `count` decisions below `root`, which must not exist."""
    chance = random.Random(seed)
    (root / "content").mkdir(parents=True)
    (root / "content/settings.yaml").write_text(f"平台名称: 基准测试站点\n演示: 是\n今日: {TODAY}\n", "utf-8")
    shutil.copytree(CALENDARS, root / "content/calendars")
    governments = "政府:\n  - 编号: jizhun\n    名称: 基准市人民政府\n    层级: 市\n    区划代码: 990900\n"
    (root / "content/governments.yaml").write_text(governments, "utf-8")
    names = [f"基准市第{number}执法局" for number in range(1, AGENCIES + 1)]
    codes = [_code(f"119909{number:02d}00000000{number % 10}") for number in range(AGENCIES)]
    for number, name in enumerate(names):
        folder = root / "agencies" / f"jizhun-j{number:02d}"
        folder.mkdir(parents=True)
        (folder / "agency.yaml").write_text(f"机构名称: {name}\n政府: jizhun\n状态: 待补\n", "utf-8")
        (folder / "lists").mkdir()
        for kind_id, text in _lists().items():
            (folder / "lists" / f"{kind_id}.yaml").write_text(text, "utf-8")
    # The first agencies are larger, as they are in a real city.
    weights = [1 / (number + 3) for number in range(AGENCIES)]
    counters: dict[tuple[int, str], int] = {}
    for serial in range(count):
        agency = chance.choices(range(AGENCIES), weights)[0]
        decided = TODAY - timedelta(days=chance.randrange(30, 5 * 365 - 60))
        year = str(decided.year)
        counters[agency, year] = counters.get((agency, year), 0) + 1
        folder = root / "agencies" / f"jizhun-j{agency:02d}" / "decisions" / year
        folder.mkdir(parents=True, exist_ok=True)
        text = _decision(chance, serial, names[agency], codes[agency], decided)
        (folder / f"cf-{counters[agency, year]:05d}.yaml").write_text(text, "utf-8")


def _decision(chance: random.Random, serial: int, agency: str, agency_code: str, decided: date) -> str:
    number = chance.randrange(len(ACTS))
    act, basis, facts = ACTS[number]
    goods = chance.choice(GOODS)
    brand = "".join(chance.sample(SYLLABLES, 3))
    party = f"基准市{brand}{chance.choice(TRADES)}有限公司"
    code = _code(f"91990900MA{serial:07d}")
    fine = chance.randrange(1, 400) * 500
    value = chance.randrange(50, 90_000)
    found = decided - timedelta(days=chance.randrange(20, 80))
    first, second = chance.sample(range(OFFICERS), 2)
    tier = next(name for name, _, most in TIERS if fine <= most)
    review = (
        f"  结论: 审核通过\n  审核机构: 法规科\n  日期: {decided - timedelta(days=2)}"
        if fine >= REVIEWED
        else "  结论: 依规定不需审核"
    )
    detail = "".join(chance.choice(_DETAILS) for _ in range(chance.randrange(1, 4)))
    return f"""执法类别: 行政处罚
行政相对人名称: {party}
行政相对人类别: 法人及非法人组织
统一社会信用代码: {code}
法定代表人: 沈{brand[:2]}
行政处罚决定书文号: 基执罚〔{decided.year}〕{serial + 1}号
违法行为类型: {act}
违法事实: {found.year}年{found.month}月{found.day}日，本机关执法人员依法对当事人位于基准市产业大道{serial % 900 + 1}号的经营场所进行检查，\
发现当事人{facts.format(goods=goods)}，数量{value % 700 + 1}件，货值金额{value}元。{detail}
处罚依据: {basis}
处罚类别:
  - 罚款
处罚内容: 责令改正上述违法行为，并处罚款{fine}元。
罚款金额: {fine}元
处罚决定日期: {decided}
处罚有效期: 长期
公示日期: {decided + timedelta(days=chance.randrange(3, 10))}
处罚机关: {agency}
处罚机关统一社会信用代码: {agency_code}
事项编码: CF-{number:03}
承办机构: 执法一科
执法人员:
  - 姓名: {_officer(first)}
    执法证号: JZ{first:06}
  - 姓名: {_officer(second)}
    执法证号: JZ{second:06}
办案程序: 普通程序
立案日期: {found + timedelta(days=3)}
法制审核:
{review}
裁量档次: {tier}
社会影响认定: 直接关系公众的健康和安全，具有一定社会影响
履行情况: 已履行
救济途径: 对本决定不服的，可以自收到决定书之日起六十日内申请行政复议，也可以自收到决定书之日起六个月内提起行政诉讼。
数据来源单位: {agency}
数据来源单位统一社会信用代码: {agency_code}
"""


def _lists() -> dict[str, str]:
    """The lists of an agency that its decisions are held against."""
    matters = "".join(
        f"  - 事项编码: CF-{number:03}\n    执法类别: 行政处罚\n    事项名称: 对{act}的处罚\n    执法依据: {basis}\n"
        "    承办机构: 执法一科\n"
        for number, (act, basis, _) in enumerate(ACTS)
    )
    tiers = "".join(
        f"      - 档次: {name}\n        适用情形: 情节{name}的\n        处罚幅度: 罚款\n"
        f"        罚款下限: {least}元\n        罚款上限: {most}元\n"
        for name, least, most in TIERS
    )
    standards = "".join(
        f"  - 事项编码: CF-{number:03}\n    违法行为: {act}\n    处罚依据: {basis}\n    档次:\n{tiers}"
        for number, (act, basis, _) in enumerate(ACTS)
    )
    officers = "".join(
        f"  - 执法证号: JZ{number:06}\n    姓名: {_officer(number)}\n    所在机构: 执法一科\n"
        f"    法制审核人员: {'是' if number < 2 else '否'}\n"
        for number in range(OFFICERS)
    )
    catalogue = (
        "  - 目录编码: SH-01\n    审核事项: 较大数额罚款\n    执法类别: 行政处罚\n    审核情形: 罚款达到起点的\n"
        f"    金额起点: {REVIEWED}元\n    审核依据: 《中华人民共和国行政处罚法》第五十八条\n"
    )
    head = f"更新日期: {TODAY - timedelta(days=200)}\n"
    duties = "执法权限: 依法\n执法依据: 依法\n执法程序: 依法\n救济渠道: 行政复议、行政诉讼\n"
    return {
        "matters": f"{head}条目:\n{matters}",
        "discretion": f"{head}基准文件: 基准市行政处罚裁量基准\n条目:\n{standards}",
        "officers": f"{head}{duties}条目:\n{officers}",
        "review-catalogue": f"{head}审核机构: 法规科\n审核人员: 两名\n条目:\n{catalogue}",
    }


def _officer(number: int) -> str:
    return "陈林黄周吴徐孙马朱胡"[number % 10] + "文建国立志明"[number % 6]


_DETAILS = (
    "当事人在规定期限内未提出陈述和申辩，也未申请听证。",
    "以上事实有现场笔录、询问笔录、现场照片和进货票据等证据证明。",
    "案发后当事人主动停止违法行为，积极配合调查，如实陈述违法事实。",
    "经复查，当事人已将涉案物品下架封存，并完善了相关管理制度。",
)


def _code(first17: str) -> str:
    return first17 + check_character(first17)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
