import io
import re
from dataclasses import replace
from html import unescape

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.export import notebook_html, write_html
from dateline.export.world_map import MapPoint, world_map
from dateline.values import Annotation, Article, ArticleLanguage, Entity, EntityType, Mention, MentionKind, Span
from support import arabic
from support.annotated import ANNOTATIONS, FLOODS, NOTHING, TEXT, TITLE
from support.wild_text import wild_text

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


def page(annotations=ANNOTATIONS, **options):
    file = io.BytesIO()
    write_html(annotations, file, **options)
    return file.getvalue().decode()


def parsed(content):
    """The page as a strict parser of the standard sees it, which stops at the first error."""
    return html5lib.HTMLParser(strict=True).parse(content)


def text_of(element):
    """What a reader reads, without the numbers of rows."""
    rows = {link for link in element.iter(f"{NAMESPACE}a") if link.get("class") == "row"}
    pieces = [element.text or ""]
    for child in element:
        pieces += ["" if child in rows else text_of(child), child.tail or ""]
    return "".join(pieces)


def wild(text, *, title=""):
    """An annotation of a wild text, whose halves are a person and a place."""
    half = len(text) // 2
    spans = [(0, half, EntityType.PERSON), (half, len(text), EntityType.PLACE)]
    entities = tuple(
        Entity(
            f"e{number}", kind, text[start:end],
            (Mention(f"m{number}", Span(start, end, text[start:end]), kind, MentionKind.NAME, "", 1.0),), 0.5,
        )
        for number, (start, end, kind) in enumerate(spans)
        if start < end
    )  # fmt: skip
    return Annotation(text, "", entities, (), None, (), text, Article(text, text, title, outlet=text))


def test_text_is_marked_as_its_mentions_nest():
    """The words are those of the article, and a place in an organisation's name is marked in it."""
    tree = parsed(page())
    (text, empty) = (each for each in tree.iter(f"{NAMESPACE}div") if each.get("class") == "text")
    assert text_of(text) == TEXT.replace("\r\n", "\n")
    assert text_of(empty) == " "
    (police,) = (each for each in text.iter(f"{NAMESPACE}mark") if each.get("class") == "organization")
    assert [inner.get("class") for inner in police.iter(f"{NAMESPACE}mark")] == ["organization", "place"]
    (heading,) = (each for each in tree.iter(f"{NAMESPACE}h2") if "Floods" in text_of(each))
    assert text_of(heading) == TITLE


def test_text_map_and_tables_lead_to_each_other():
    """Every link is to an element of the page, and each place has its row, its point and its mentions."""
    tree = parsed(page())
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    links = [each.get("href") for each in tree.iter() if each.tag.endswith(("}a", "}use"))]
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert {link for link in links if re.fullmatch(r"#a1-e\d", link)} == {f"#a1-e{number}" for number in range(1, 6)}
    circles = {each.get("class"): each[0].text for each in tree.iter(f"{SVG}circle")}
    assert circles["area"] == "PLACE: Kiamaiko, in Nairobi County"
    assert [each.get("class") for each in tree.iter(f"{SVG}circle")].count("point") == 2


def test_rows_say_where_and_why():
    """A place has its point and its candidates, one that is not sure its area."""
    content = page()
    assert "<td>Łódź, Łódź Voivodeship</td><td>Poland</td><td>51.7706</td><td>19.4739</td><td>0.97</td>" in content
    assert "<li>Łódź Voivodeship, Poland (geonames:3337493) 0.02</li>" in content
    assert "near &lt;Warsaw&gt;" in content
    assert "<td>in Nairobi County</td><td>Kenya</td><td></td><td></td><td>0.61</td>" in content
    assert "Filed in NAIROBI (Nairobi)" in content
    assert "1 name was not asked for" in content
    assert "2026-11-28 06:30 UTC" in content


def test_right_to_left_text_runs_so_and_its_marks_nest():
    """The text has its language and finds its direction, the numbers behind names stand for themselves."""
    tree = parsed(page([arabic.ANNOTATION]))
    (text,) = (each for each in tree.iter(f"{NAMESPACE}div") if each.get("class") == "text")
    assert (text.get("dir"), text.get("lang"), text_of(text)) == ("auto", "ar", arabic.TEXT)
    (university,) = (each for each in text.iter(f"{NAMESPACE}mark") if each.get("class") == "organization")
    (damascus,) = university.iterfind(f"{NAMESPACE}mark")
    assert (text_of(university), text_of(damascus)) == (arabic.UNIVERSITY, arabic.DAMASCUS)
    (heading,) = tree.iter(f"{NAMESPACE}h2")
    assert (heading.get("dir"), heading.get("lang"), text_of(heading)) == ("auto", "ar", arabic.TITLE)


def test_the_language_that_was_told_is_the_texts():
    """Where nobody named a language, the one that the text told is in the attributes and in a line of its own."""
    language = ArticleLanguage("ar", 0.98, is_given=False)
    told = replace(arabic.ANNOTATION, article=replace(arabic.ARTICLE, language_code=""), language=language)
    content = page([told])
    assert content.replace('<p class="fact" dir="auto">In Arabic, told from the text, 0.98</p>\n', "") == page(
        [arabic.ANNOTATION]
    )


def test_right_to_left_names_keep_to_themselves():
    """In tables, lines of facts and what is read of a point, no such name changes the order of what is around it."""
    content = page([arabic.ANNOTATION])
    tree = parsed(content)
    names = [each.text for each in tree.iter(f"{NAMESPACE}bdi") if each.get("lang") == "ar"]
    assert sorted(set(names)) == sorted({arabic.DAMASCUS, arabic.UNIVERSITY, arabic.ALEPPO, arabic.HOMS})
    assert len(names) == 2 + len(arabic.MENTIONS), "the names of known places are the gazetteer's, not the text's"
    assert "Filed in \u2068دمشق\u2069 (\u2068دمشق\u2069)" in content
    assert "About \u2068دمشق\u2069 (town) 0.50" in content
    assert f"<li>\u2068دمشق\u2069, \u2068{arabic.SYRIA}\u2069 (geonames:170654) 0.90</li>" in content
    assert "PLACE: \u2068حمص\u2069, in Syria" in content
    fragment = notebook_html(arabic.ANNOTATION)
    assert fragment.count('dir="auto" lang="ar"') == 2
    assert fragment.count('<span dir="ltr"') == len(arabic.MENTIONS)


def test_the_page_loads_nothing_and_runs_nothing():
    """No script, no handler, no address but of itself, and a policy that allows none."""
    for content in (page(), page([wild("<script>alert(1)</script>", title='"><img src=x onerror=alert(1)>')])):
        tree = parsed(content)
        assert not {each.tag.rpartition("}")[2] for each in tree.iter()} & {"script", "img", "iframe", "link", "object"}
        for element in tree.iter():
            assert not any(name.startswith("on") for name in element.keys())  # noqa: SIM118 - no dict
            for name in ("href", "src"):
                assert element.get(name, "#").startswith("#")
        assert "default-src 'none'; style-src 'unsafe-inline'" in content
        assert "url(" not in content
        assert "@import" not in content


@given(wild_text | st.text())
def test_wild_text_stays_text(text):
    """Whatever an article holds, the page is valid, and reads as the article but for what is no character."""
    annotation = wild(text, title=text)
    tree = parsed(page([annotation]))
    (read,) = (each for each in tree.iter(f"{NAMESPACE}div") if each.get("class") == "text")
    readable = "".join("\ufffd" if _is_no_character(each) else each for each in text.replace("\r", ""))
    assert text_of(read).removeprefix("\n") == readable.removeprefix("\n")
    fragment = html5lib.HTMLParser(strict=True).parseFragment(notebook_html(annotation))
    assert {each.tag.rpartition("}")[2] for each in fragment.iter()} <= {
        "DOCUMENT_FRAGMENT", "div", "span", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip


def _is_no_character(character):
    code = ord(character)
    return (
        (code < 0x20 and character not in "\n\t")
        or 0x7F <= code < 0xA0
        or 0xD800 <= code < 0xE000
        or 0xFDD0 <= code < 0xFDF0
        or code & 0xFFFE == 0xFFFE
    )


def test_a_notebook_gets_styles_within_elements():
    """No style sheet, no script and no SVG, which notebooks that are not trusted drop; the plain form has no text."""
    shown = FLOODS._repr_html_()
    assert "<style" not in shown
    assert "<svg" not in shown
    assert "class=" not in shown
    assert "background: #b7e4c7; color: #14213d" in shown
    assert "in Nairobi County" in shown
    assert "&lt;b&gt;said&lt;/b&gt;" in shown
    assert "said" in unescape(re.sub("<[^>]*>", "", shown))
    assert TEXT not in repr(FLOODS)
    assert "<table" not in NOTHING._repr_html_()


@pytest.mark.parametrize(
    ("longitudes", "middle", "worlds"),
    [((-0.1, 2.3), 1.1, 1), ((178.0, -172.0), 183.0, 2), ((-74.0, 101.0), 13.5, 1), ((-170.0, 170.0), 180.0, 2)],
    ids=["near", "across the date line", "half the world", "date line again"],
)
def test_the_map_shows_all_points_the_short_way_round(longitudes, middle, worlds):
    """The frame lies around the points, and the outline is drawn again where the frame leaves it."""
    points = [MapPoint(10.0, longitude, "x", "x", "x") for longitude in longitudes]
    svg = world_map(points)
    x, y, width, height = (float(side) for side in re.findall(r'viewBox="([^"]+)"', svg)[0].split())
    stretch = float(re.findall(r"scale\(([\d.]+) 1\)", svg)[0])
    assert (x + width / 2) / stretch / 10 == pytest.approx(middle, abs=0.1)
    assert svg.count('href="#land"') == worlds
    centres = re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', svg)
    assert all(x <= float(cx) <= x + width and y <= float(cy) <= y + height for cx, cy in centres)


def test_labels_of_neighbours_do_not_overlap():
    """Of places close to each other the first has its name on the map, the others theirs when pointed at."""
    points = [MapPoint(10 + number / 100, 10.0, f"Place {number}", f"Place {number}", "x") for number in range(5)]
    svg = world_map(points)
    assert svg.count("<text") == 1
    assert svg.count("<title>") == 5
    assert svg.rindex("Place 0") > svg.rindex("Place 4"), "the first is on top"
