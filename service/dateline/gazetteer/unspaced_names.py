"""Unspaced names: the names that one of Chinese is made of, as 法国巴黎 is of those of France and of Paris.

Chinese puts a place behind the country and the divisions that it lies in, with nothing between the names.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from dateline.gazetteer.languages import home_countries
from dateline.values import NameKind, NameMatch

Known = Callable[[str], Sequence[NameMatch]]
"""Returns the places that a name surely means, in any of its forms."""

_LANGUAGE = "zh"
_LONGEST_WHOLE_CHARS = 40
_SHORTEST_CHARS = 2
_LEAST_PROMINENCE = 100_000
"""Least prominence of a town whose name stands without 市 or the like before that of a part of it."""
# Names from other languages have a dot between their words.
_HAN = re.compile(r"[\u3400-\u9fff·]+")
_UNITS = "省市县縣区區镇鎮乡鄉村旗"
_DIVISION = re.compile(rf"[^{_UNITS}]{{2,10}}?(?:自治[州县縣区區旗]|[{_UNITS}州])")
# What is no name behind that of a country: its north, its waters, a form of government, and words for landmarks, whose
# names begin with those of countries often.
_NO_NAME = re.compile(
    r"[东東西南北中内內外上下全大]{1,2}[部方边邊侧側地]?(?:地区|地區)?|[东東南西北黄黃渤]海|次大陆|次大陸"
    r"|[本国國当當各沿边邊海境][土内內地外海境](?:地区|地區)?|首都|地区|地區|特区|特區|占领区|佔領區|.国语|.國語"
    r"|(?:[藏蒙古回苗壮侗彝白傣黎羌]|土家|哈萨克|朝鲜|维吾尔|布依){1,3}族自治[州县縣区區旗]"
    r"|.*(?:共和国|共和國|王国|王國|联邦|聯邦|联盟|聯盟|海峡|海峽|半岛|半島|群岛|群島|高原|盆地|山脉|山脈|草原|沙漠"
    r"|运河|運河|大陆|大陸|三角洲|机场|機場|车站|車站|站|大学|大學|学院|學院|医院|醫院|银行|銀行|公司|公路|铁路|鐵路"
    r"|高速|路|街|大道|广场|廣場|大厦|大廈|大楼|大樓|公园|公園|大桥|大橋|使馆|使館|领事馆|領事館|政府|议会|議會|军|軍|队|隊|人)"
)
_NO_BEGINNING = re.compile("[河江湖海湾灣洋岛島山城港]")
_BEGINNINGS = frozenset("马里 汤加 阿曼 巴林 苏丹 蒙古 古巴 约旦 贝宁 加纳 馬里 湯加 蘇丹 約旦 貝寧 加納".split())
"""Countries whose names are the beginnings of others, as that of Mali is of 马里兰."""


def part_unspaced_name(whole: str, *, known: Known, language_code: str) -> tuple[str, ...]:
    """Returns the names that `whole` is made of, each before those that lie in its place; empty where it is one name.

    A whole that is known is one name. Behind a country's or first-order division's name, the longest that `whole`
    begins with, may stand any name; behind another only what is known or ends in a word such as 县.
    """
    known = cache(known)
    if language_code != _LANGUAGE or len(whole) > _LONGEST_WHOLE_CHARS or not _HAN.fullmatch(whole) or known(whole):
        return ()
    parts = tuple(_parts(whole, known, is_first=True))
    return parts if len(parts) > 1 else ()


def _parts(rest: str, known: Known, *, is_first: bool) -> Iterator[str]:
    end = len(rest) if not is_first and known(rest) else _end_of_first(rest, known)
    yield rest[:end]
    if end < len(rest):
        yield from _parts(rest[end:], known, is_first=False)


def _end_of_first(rest: str, known: Known) -> int:
    """Returns where the first of the names ends that `rest` is made of, or its length where it is one."""
    for end in range(len(rest) - _SHORTEST_CHARS, _SHORTEST_CHARS - 1, -1):
        head, tail = rest[:end], rest[end:]
        matches = [match for match in known(head) if match.name_kind <= NameKind.ALTERNATE]
        if not matches or _NO_NAME.fullmatch(tail):
            continue
        if any(_is_container(head, match) for match in matches):
            may_be_name = head not in _BEGINNINGS and not _NO_BEGINNING.match(tail)
        else:
            is_town = head[-1] in _UNITS or matches[0].prominence >= _LEAST_PROMINENCE
            may_be_name = False
            if not is_town:
                continue
        if may_be_name or _DIVISION.match(tail) or known(tail):
            return end
    division = _DIVISION.match(rest)
    is_followed = division and (_DIVISION.match(rest, division.end()) or known(rest[division.end() :]))
    return division.end() if division and is_followed else len(rest)


def _is_container(name: str, match: NameMatch) -> bool:
    """Returns whether the place is a country or a division of one, one abroad only where its name says so."""
    place = match.place
    is_told = place.country_code in home_countries(_LANGUAGE) or name[-1] in f"{_UNITS}州邦"
    return place.is_country or (place.is_first_order_division and is_told)
