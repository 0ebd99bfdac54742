"""The names that one Chinese name is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.gazetteer import Gazetteer
from dateline.gazetteer.unspaced_names import part_unspaced_name
from dateline.values import MatchType
from support.wild_text import wild_text


@pytest.mark.parametrize(
    "names",
    [
        "法国 里昂",
        "匈牙利 米什科尔茨",
        "匈牙利 塞格德",
        "印度尼西亚 泗水",
        "几内亚比绍 比绍",
        "尼日利亚 卡诺",
        "尼日尔 津德尔",
        "刚果民主共和国 戈马",
        "美国 加利福尼亚州 圣迭戈",
        "广东省 广州市",
        "四川 成都",
        "浙江 苍南县",
        "浙江省 温州市 苍南县 灵溪镇",
        "福建省 宁德市 霞浦县",
        "宁德市 霞浦县",
        "苍南县 灵溪镇",
        "北京市 朝阳区",
        "广西壮族自治区 桂林市",
        "日本 鸟取县",
    ],
)
def test_a_container_and_what_lies_in_it_are_parted(whole: Gazetteer, names: str) -> None:
    """Countries, divisions and towns, known or told by their last character, and any name behind a country's."""
    expected = tuple(names.split())
    assert whole.unspaced_names("".join(expected), language_code="zh-Hans") == expected


@pytest.mark.parametrize(
    "name",
    [
        *("法国", "南非", "北京", "上海浦东", "印度尼西亚", "几内亚比绍", "刚果民主共和国", "尼日利亚", "尼日尔"),
        *("马里兰", "马里乌波尔", "新墨西哥", "多米尼加共和国", "哥伦比亚特区", "汤加里罗"),
        *("印度洋", "墨西哥湾", "朝鲜半岛", "台湾海峡", "中国南海", "尼日尔河三角洲", "约旦河西岸"),
        *(
            "法国南部",
            "中国大陆",
            "美国中西部",
            "海南藏族自治州",
            "北京首都国际机场",
            "景德镇市",
            "温州市",
            "乌鲁木齐县",
        ),
        *("四川北路", "陕西南路", "西班牙广场", "法国公园"),
        *("Paris", "法国 里昂", "", "里昂", "塞格德"),
    ],
)
def test_one_name_stays_one(whole: Gazetteer, name: str) -> None:
    """What is known as a whole, waters and landforms, parts without a name, names that begin like others."""
    assert whole.unspaced_names(name, language_code="zh") == ()


def test_only_chinese_is_written_so(whole: Gazetteer) -> None:
    """Of another language, or of none, nothing is parted."""
    assert whole.unspaced_names("法国里昂", language_code="en") == ()
    assert whole.unspaced_names("法国里昂", language_code="ru") == ()


def test_the_last_name_is_looked_up_in_its_containers(whole: Gazetteer) -> None:
    """Of two Barcelonas the one that lies in Spain."""
    matches = whole.lookup("西班牙巴塞罗那", language_code="zh")
    assert {(match.place.name, match.place.country_code, match.match_type) for match in matches} >= {
        ("Barcelona", "ES", MatchType.VARIANT)
    }
    assert {match.place.country_code for match in matches} == {"ES"}


@given(st.one_of(wild_text, st.text("法国县市州北京里昂", max_size=50)))
def test_the_parts_make_up_the_whole(text: str) -> None:
    """Whatever is known, no character is lost, and a part has two at least."""
    names = part_unspaced_name(text, known=lambda _: (), language_code="zh")
    assert not names or "".join(names) == text
    assert all(len(name) > 1 for name in names)
