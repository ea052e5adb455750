"""The parts of invented names: enterprises, people and projects that nobody has ever heard of."""

import random
from functools import cache

from app.kernel.text import search_terms, sort_key
from app.meetings import rules as meetings

_NEAR = ("云南", "昆明", "曲靖", "玉溪", "大理", "成都", "重庆", "长沙", "武汉", "西安", "合肥")
_FAR = ("上海", "苏州", "深圳", "广州", "杭州", "南京", "青岛", "宁波", "厦门", "天津", "沈阳")
_FIRST = "华瑞安康泰恒信达远博盛宏嘉隆鑫源润和德诚智锐创新天云海龙凤金玉兴荣"
_SECOND = "康泰生源达信通科景峰翔宇腾辉煌明亮洁清雅正方圆融汇聚合力拓展航"
_TRADES = {
    "生物制药": "Bio",
    "医疗器械": "Medical",
    "新材料": "Materials",
    "电池材料": "Battery",
    "电子科技": "Electronics",
    "智能装备": "Equipment",
    "物流": "Logistics",
    "食品": "Foods",
    "花卉": "Flora",
    "化工": "Chemical",
    "汽车零部件": "Auto",
    "信息技术": "Data",
    "环保": "Green",
    "医药流通": "Pharma",
    "中药饮片": "Herbs",
}
_FORMS = ["有限公司", "股份有限公司", "集团有限公司", "科技有限公司"]
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰飞云龙文斌建国"

TITLES = ["董事长", "总经理", "投资总监", "副总裁"]
TOPICS = ["厂房选址", "用地指标", "环评手续", "设备进口", "人才公寓", "用电容量", "供应链配套", "政策兑现"]
MODES = ("formal", "visit_in", "visit_out", "call", "wechat", "video")


def enterprise(draw: random.Random, number: int) -> tuple[str, str]:
    """A Chinese name such as 昆明华康生物制药有限公司, and an English one."""
    trade, english = draw.choice(list(_TRADES.items()))
    stem = draw.choice(_FIRST) + draw.choice(_SECOND)
    word = "".join(map(draw.choice, ("BCDFGKLMNPRSTVZ", "aeiou", "lmnrst", "aeiou")))
    return f"{draw.choice(_NEAR + _FAR)}{stem}{trade}{draw.choice(_FORMS)}", f"{word}x {english} {number}"


def person(draw: random.Random) -> str:
    """One of 27,000 names."""
    return draw.choice(_SURNAMES) + draw.choice(_GIVEN) + draw.choice(_GIVEN)


def project(draw: random.Random, number: int) -> str:
    """A name such as 华康生物制药项目17."""
    return f"{draw.choice(_FIRST)}{draw.choice(_SECOND)}{draw.choice(list(_TRADES))}项目{number}"


@cache
def person_found_by(name: str) -> str:
    """`search_terms` of a person: few names serve many contacts."""
    return search_terms(name)


@cache
def person_sorted_by(name: str) -> str:
    """`sort_key` of a person."""
    return sort_key(name)


@cache
def meeting_found_by(title: str, topic: str, text: str) -> str:
    """What a meeting is found by, besides the names of those who met."""
    return meetings.search_column([title, topic], text)
