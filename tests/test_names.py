"""Names of natural persons: recognised, masked, found. All names here are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry.privacy import names

GIVEN = "晓明志远文芳丽娟建国海涛雅琴子涵思齐"
SURNAMES = ["赵", "钱", "孙", "李", "欧阳", "司马", "诸葛"]
PERSONS = st.builds("".join, st.tuples(st.sampled_from(SURNAMES), st.text(GIVEN, min_size=1, max_size=2)))


@pytest.mark.parametrize(
    "text",
    [
        "赵小满",
        "钱远",
        "欧阳一帆",
        "司马光远",
        "王 伟",
        "王　伟",
        "买买提·艾力",
        "Anna SMITH",
        "孙一鸣（时任云海支行行长）",
    ]
    + ["孙一鸣（云海支行客户经理）", "钱远[时任副行长（主持工作）]", "赵钱小远（时任经理）", "赵小满(时任经理"],
)
def test_whole_names(text: str) -> None:
    assert names.is_person_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "清河县云海商贸有限公司",
        "高新",
        "安全",
        "水电站",
        "当事人",
        "张某",
        "张某某（时任经理）",
        "云海支行",
        "Blue Sky Ltd",
    ]
    + ["安心（云海）保险代理有限公司", "", "赵", "2026年3月2日", "万元", "石家庄", "马上", "金融街", "张记面馆"],
)
def test_what_is_no_name(text: str) -> None:
    assert not names.is_person_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "张某",
        "张某某",
        "张某2",
        "欧阳某",
        "张*",
        "张*三",
        "张**",
        "陈X",
        "陈XX",
        "A某",
        "张某甲",
        "张某（时任经理）",
    ],
)
def test_masked_names(text: str) -> None:
    assert names.is_masked(text)
    assert names.mask(text) == text


@pytest.mark.parametrize("text", ["张三", "某公司", "张某商贸有限公司", "王老吉", ""])
def test_unmasked_texts(text: str) -> None:
    assert not names.is_masked(text)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("赵小满", "赵某"),
        ("钱远", "钱某"),
        ("欧阳一帆", "欧阳某"),
        ("欧阳", "欧某"),
        ("买买提·艾力", "买某"),
        ("Anna SMITH", "A某"),
        ("王 伟", "王某"),
        ("孙一鸣（时任云海支行行长）", "孙某（时任云海支行行长）"),
    ],
)
def test_mask(name: str, masked: str) -> None:
    assert names.mask(name) == masked


def test_a_table_tells_persons_apart() -> None:
    table = names.NameTable()
    assert [table.add(name) for name in ("张小满", "张远", "张小满", "李远", "张海")] == [
        "张某",
        "张某2",
        "张某",
        "李某",
        "张某3",
    ]
    assert table.apply("对张小满、张远警告，对李远罚款。") == "对张某、张某2警告，对李某罚款。"


def test_a_table_leaves_names_alone_that_were_masked_before() -> None:
    table = names.NameTable()
    assert table.add("张某") == "张某"
    assert table.add("张小满") == "张某2"


def test_longer_names_first_and_blanks_inside() -> None:
    table = names.NameTable()
    table.add("张小")
    table.add("张小满")
    assert table.apply("张小满和张小、张 小 满") == "张某2和张某、张某2"


def test_a_short_name_inside_a_place_stays() -> None:
    table = names.NameTable()
    table.add("黄河")
    assert table.apply("对黄河警告。黄河路支行、黄河大道") == "对黄某警告。黄河路支行、黄河大道"


@given(st.lists(PERSONS, min_size=1, max_size=6, unique=True), st.data())
def test_no_name_survives(persons: list[str], data: st.DataObject) -> None:
    table = names.NameTable()
    for person in persons:
        table.add(person)
    joints = data.draw(st.lists(st.sampled_from(["对", "、", "警告，", "（", "和", ""]), min_size=1))
    text = "".join(joint + data.draw(st.sampled_from(persons)) for joint in joints)
    masked = table.apply(text)
    assert not any(person in masked for person in persons)
    assert table.apply(masked) == masked


@given(st.lists(PERSONS, min_size=2, max_size=8, unique=True))
def test_no_two_persons_share_a_mask(persons: list[str]) -> None:
    table = names.NameTable()
    assert len({table.add(person) for person in persons}) == len(persons)


MENTIONS = {
    "对赵小满给予警告": ["赵小满"],
    "对赵小满、钱大江警告并罚款合计5万元": ["赵小满", "钱大江"],
    "对云海银行股份有限公司罚款30万元，对赵小满处2万元罚款。": ["赵小满"],
    "对该支行罚款30万元。对赵小满、买买提·艾力等责任人员给予警告": ["赵小满", "买买提·艾力"],
    "对 赵小满、钱远警告": ["赵小满", "钱远"],
    "对王 伟警告": ["王伟"],
    "给予赵小满警告，并处罚款3万元": ["赵小满"],
    "禁止赵小满终身从事银行业工作": ["赵小满"],
    "取消赵小满高级管理人员任职资格2年": ["赵小满"],
    "对时任该行总经理赵小满、业务部副经理钱大江分别给予警告": ["赵小满", "钱大江"],
    "对时任该行风险部总经理（主持工作）赵小满给予警告": ["赵小满"],
    "时任云海农商行副经理孙一鸣": ["孙一鸣"],
    "孙一鸣（时任云海农商行行长）对此负有责任": ["孙一鸣"],
    "Anna SMITH（时任总经理）对此负有责任": ["Anna SMITH"],
    "当事人：李二牛": ["李二牛"],
    "当事人李二牛于2025年3月": ["李二牛"],
    "李二牛，男，汉族": ["李二牛"],
    "经营者李二牛的身份证复印件": ["李二牛"],
    "对直接责任人赵小满罚款5000元": ["赵小满"],
    "对欧阳一帆、司马光远警告": ["欧阳一帆", "司马光远"],
    # Surnames that are ordinary words elsewhere, and a rare one in good company.
    "对于小满警告并罚款": ["于小满"],
    "对和小满警告": ["和小满"],
    "对赵小满、妤小娟等责任人员给予警告": ["赵小满", "妤小娟"],
    "对责令改正一事负有责任的客户经理赵小满和公司业务部副总经理钱大江给予纪律处分": ["赵小满", "钱大江"],
    "对云海银行股份有限公司、赵小满、钱远分别罚款": ["赵小满", "钱远"],
}


@pytest.mark.parametrize("text", MENTIONS)
def test_mentions(text: str) -> None:
    found = names.mentions(text)
    assert [mention.name for mention in found] == MENTIONS[text]
    assert ["".join(text[item.start : item.end].split()) for item in found if " " not in item.name] == [
        name for name in MENTIONS[text] if " " not in name
    ]


@pytest.mark.parametrize(
    "text",
    """对该公司警告并罚款一万元|对其罚款5万元|对云海银行股份有限公司合计处以115万元罚款|对温宿支行罚款20万元|对支公司罚款35万元
    对相关责任人员警告|责任人员应当给予警告|当事人应当自收到本决定书之日起十五日内缴纳|当事人明知其行为违法，仍然销售
    负责人于2025年离任|对单位处以罚款|对直接负责的主管人员和其他直接责任人员给予警告|给予严重警告|给予纪律处分|给予通报批评
    禁止从事银行业工作|对高管给予警告|对江苏、安徽分公司罚款|对张某、李某2警告|当事人陈述，其不知情|当事人许可证在2024年到期
    当事人车辆在高速公路|当事人向本局提供了|经营者同意，于当日改正|当事人石材加工点，|总经理任职资格|取消董事、高级管理人员任职资格
    对流动资金贷款管理不审慎|当事人成立于2015年|对易制毒化学品罚款|给予当事人从轻处罚|对金融机构罚款|对包工头罚款|对水电站罚款
    当事人：清河县张记面馆|经营者：|对施工方、监理方罚款|对万达、华润警告|对应急局警告|清市监处罚〔2026〕12号|对张*三警告
    对安全员给予警告|当事人全部缴纳，|对孙公司罚款|对单位罚款10万元，对个人罚款1万元""".replace("\n", "|").split("|"),
)
def test_no_mentions(text: str) -> None:
    assert names.mentions(text.strip()) == []


@given(PERSONS, st.sampled_from(["对{}给予警告", "对{}罚款5000元", "给予{}警告", "当事人：{}，", "{}（时任行长）"]))
def test_what_is_masked_is_no_mention(person: str, frame: str) -> None:
    assert names.mentions(frame.format(names.mask(person))) == []


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    for mention in names.mentions(text):
        assert text[mention.start : mention.end]
    names.is_person_name(text)
    names.is_masked(text)
    names.mask(text)
