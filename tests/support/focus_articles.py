"""Short articles of our own with the places that each article is about; mentions of places are in square brackets."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FocusArticle:
    name: str
    title: str
    text: str
    focus: frozenset[str]


def _article(name: str, title: str, text: str, *focus: str) -> FocusArticle:
    return FocusArticle(name, title, text, frozenset(focus))


ARTICLES = (
    _article(
        "filed elsewhere",
        "",
        "[MOSCOW], June 26. The talks in [Astana] resume in July. The capital of [Kazakhstan] has hosted four rounds, "
        "and [Russian] and [Turkish] envoys are expected in [Astana] on Monday.",
        "country Kazakhstan", "town Astana",
    ),
    _article(
        "filed where it happened",
        "",
        "[ALEPPO], [Syria] (AP) — Bakeries reopened on Sunday. The mayor of [Aleppo] bought the first loaf.",
        "country Syria", "town Aleppo",
    ),
    _article(
        "no place but the dateline",
        "",
        "[GENEVA] (AP) — The museum of clocks has found a cuckoo that was thought lost. It sings again.",
        "country Switzerland", "town Geneva",
    ),
    _article(
        "two countries at one table",
        "[Ethiopia] and [Kenya] share the water",
        "[Ethiopia] will open two gates of the dam. [Kenya] counts the fish. Engineers from [Kenya] called the plan of "
        "[Ethiopia] fair.",
        "country Ethiopia", "country Kenya",
    ),
    _article(
        "two towns of one division",
        "",
        "The ferry between [Dallas] and [Houston] exists only on paper. [Houston] has the harbour and [Dallas] has "
        "money, but [Texas] has no river that wide.",
        "country United States", "division Texas", "town Dallas", "town Houston",
    ),
    _article(
        "demonyms act, the place is where it happens",
        "",
        "A [Russian] company and a [Turkish] bank are to build a bridge in [Nairobi]. The [Russian] engineers arrive "
        "in May, the [Turkish] money later. [Nairobi] has waited for ten years.",
        "country Kenya", "town Nairobi",
    ),
    _article(
        "demonyms alone",
        "",
        "The [Syrian] poet read to [Syrian] children. Few [Syrian] evenings were as quiet.",
        "country Syria",
    ),
    _article(
        "a list of countries is about none",
        "",
        "Kites were flown in [Kenya], [Ethiopia], [Syria], [Kazakhstan], [Turkey] and [Russia].",
    ),
    _article(
        "a region of several countries",
        "Rain returns to the [Balkans]",
        "The [Balkans] had their wettest June. Herders in the [Balkans] said the wells were full.",
        "region Balkans",
    ),
    _article(
        "a sea",
        "",
        "Boats met on the [Mediterranean Sea]. Fishermen of the [Mediterranean Sea] told a [Turkish] captain where to "
        "cast.",
        "region Mediterranean Sea",
    ),
    _article(
        "several places of a division and its namesake",
        "",
        "Apples are late in [Groningen] and in [Delfzijl], and later in [Veendam]. [Delfzijl] and [Veendam] have no "
        "ice, [Groningen] has.",
        "country Netherlands", "division Groningen", "town Groningen", "town Delfzijl", "town Veendam",
    ),
    _article(
        "title over text",
        "[Nairobi] learns to dance",
        "Teachers came from [Dallas], and one from [Moscow]. The hall was full every night.",
        "country Kenya", "town Nairobi",
    ),
)  # fmt: skip
