"""Languages on the page, in headless Chromium against a real server; skipped where there is no Chromium."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.export import write_html
from dateline.values import LANGUAGE_CODES
from support import arabic
from support.page_window import CHROMIUM, Visit, open_window
from support.web_server import WebServer, tiny_server

pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium"),
]

GERMAN = "Der Bürgermeister der Stadt sagte am Dienstag, die Brücke bleibe wegen des Hochwassers noch gesperrt."
BOX = """(host, words) => {
  const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
  const ends = [];
  for (let at = 0; walker.nextNode(); at += walker.currentNode.data.length) ends.push({ at, node: walker.currentNode });
  const start = host.textContent.indexOf(words);
  const point = (offset, isEnd) => {
    const { at, node } = ends.findLast(({ at }) => (isEnd ? at < offset : at <= offset));
    return [node, offset - at];
  };
  const range = document.createRange();
  range.setStart(...point(start, false));
  range.setEnd(...point(start + words.length, true));
  const { left, right, width } = range.getBoundingClientRect();
  return { left, right, width };
}"""
"""Where the words are in an element of text, whatever elements they lie in."""
PLAIN = """(marked) => {
  const plain = marked.cloneNode();
  plain.textContent = marked.textContent;
  plain.id = "plain";
  marked.after(plain);
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A server with the places of the Arabic article, and no model."""
    gazetteer = arabic.build_syrian_gazetteer(tmp_path_factory.mktemp("syria") / "syria.db")
    with tiny_server(gazetteer, drain_delay_seconds=0) as server:
        yield server


@pytest.fixture(scope="module")
def window() -> Iterator[Visit]:
    with open_window() as visit:
        yield visit


@pytest.fixture
def visit(window: Visit, server: WebServer) -> Iterator[Visit]:
    """The page; the browser has nothing to complain of."""
    window.complaints.clear()
    window.open(server)
    yield window
    assert window.complaints == []


@pytest.fixture
def reading(visit: Visit) -> Visit:
    """The page with the Arabic article marked."""
    visit.drop("rain.jsonl", arabic.JSONL)
    visit.page.wait_for_selector("#story mark mark")
    return visit


def test_the_language_is_told_from_the_text(visit: Visit) -> None:
    """What was told stands above the article, is said to screen readers, and is the language of the text's element."""
    visit.annotate(GERMAN)
    page = visit.page
    line = page.locator("#slug p", has_text="Language").inner_text()
    assert re.search(r"German, told from the text, (>\xa0\.99|\.9\d|1\.00)$", line)
    assert "It was read as German." in page.locator("#status").inner_text()
    assert page.get_attribute("#story .running", "lang") == "de"


def test_the_language_is_chosen(visit: Visit) -> None:
    """The list has the languages by their English and own names; the choice goes before what the text tells."""
    page = visit.page
    chooser = page.get_by_label("Language of the article")
    names = chooser.locator("option").all_text_contents()
    assert names[:3] == ["told from the text", "Arabic – العربية", "Chinese – 中文"]
    assert len(names) == 1 + len(LANGUAGE_CODES)
    visit.annotate(GERMAN)
    page.click("#options summary")
    chooser.focus()
    with page.expect_response("**/AnnotateArticle") as answered:
        page.keyboard.type("Finn")
    assert json.loads(answered.value.request.post_data or "")["article"]["language_code"] == "fi"
    page.locator("#slug p", has_text="Finnish, as given").wait_for()
    assert page.get_attribute("#story .running", "lang") == "fi"


def test_the_language_of_the_names_of_places_is_chosen(visit: Visit) -> None:
    """It is asked for at once, stands in the request for Python and in the link, and English is what it is without."""
    visit.annotate(GERMAN)
    page = visit.page
    page.click("#options summary")
    page.click("#request summary")
    chooser = page.get_by_label("Names of places in the answer")
    assert chooser.locator("option").all_text_contents()[:2] == ["English", "Arabic – العربية"]
    with page.expect_response("**/AnnotateArticle") as answered:
        chooser.select_option("pl")
    assert answered.value.ok
    assert json.loads(answered.value.request.post_data or "")["options"]["display_language"] == "pl"
    assert 'display_language="pl"' in page.locator("#snippets pre").last.inner_text()
    visit.follow("#text=Der+Zug+kam+gestern.&display_language=sv")
    page.locator("#story", has_text="Der Zug").wait_for()
    assert chooser.input_value() == "sv"


def test_a_language_that_a_file_or_a_link_names_is_chosen(visit: Visit) -> None:
    """It may be one that is not in the list, which has it from then on, with its region."""
    page = visit.page
    visit.drop("nota.jsonl", json.dumps({"text": "A ponte fechou.", "language_code": "pt-BR"}))
    page.locator("#slug p", has_text="Portuguese, as given").wait_for()
    chosen = "(chooser) => [chooser.value, chooser.selectedOptions[0].text]"
    assert page.locator("#language").evaluate(chosen) == ["pt-BR", "Brazilian Portuguese – português (Brasil)"]
    assert page.get_attribute("#story .running", "lang") == "pt-BR"
    visit.follow("#text=Der+Zug+kam.&language_code=de")
    page.locator("#slug p", has_text="German, as given").wait_for()
    assert page.locator("#language").evaluate(chosen) == ["de", "German – Deutsch"]


def box(visit: Visit, selector: str, words: str) -> dict[str, float]:
    return dict(visit.page.locator(selector).evaluate(f"(host) => ({BOX})(host, {words!r})"))


def test_right_to_left_text_is_as_it_was_written(reading: Visit) -> None:
    """A name in a name stands at its end, on the left, and marks move no word and cut no letters apart."""
    page = reading.page
    running = page.locator("#story .running")
    assert running.evaluate("(node) => [getComputedStyle(node).direction, node.lang]") == ["rtl", "ar"]
    outer, inner = (
        page.locator(f"#story .running {selector}").evaluate(
            "(mark) => [mark.getBoundingClientRect().left, mark.getBoundingClientRect().right]"
        )
        for selector in ("mark:has(mark)", "mark mark")
    )
    assert inner[0] == pytest.approx(outer[0], abs=1)
    assert inner[1] < outer[1] - 10
    running.evaluate(PLAIN)
    for words in (arabic.UNIVERSITY, f"ب{arabic.DAMASCUS}", f"توقفت ب{arabic.DAMASCUS}، وإن 40"):
        marked, plain = box(reading, "#story .running:not(#plain)", words), box(reading, "#plain", words)
        assert marked == pytest.approx(plain, abs=0.5)
    assert (
        box(reading, "#plain", "The road")["left"]
        < box(reading, "#plain", arabic.HOMS)["left"]
        < box(reading, "#plain", "BBC")["left"]
    )


def test_right_to_left_names_keep_to_themselves(reading: Visit) -> None:
    """Above the article, in the index, the card and on the map, a figure stands behind such a name, not before it."""
    page = reading.page
    about = page.locator("#slug p", has_text="About")
    about.evaluate("(line) => { line.id = 'about'; }")
    figure = (about.text_content() or "").split(f"{arabic.DAMASCUS}\u00a0")[1][:3]
    assert box(reading, "#about", arabic.DAMASCUS)["right"] <= box(reading, "#about", figure)["left"] + 1
    page.locator("#index button", has_text=arabic.UNIVERSITY).click()
    assert page.locator("#card h3 bdi").get_attribute("lang") == "ar"
    page.locator("#index .place button", has_text=arabic.DAMASCUS).click()
    assert page.locator("#card h3").inner_text() == arabic.DAMASCUS
    assert page.locator("#card h3 bdi").get_attribute("lang") is None, "it is the gazetteer's name"
    label = page.locator("#map .labels .candidate").first
    assert (label.text_content() or "").startswith(f"\u2068{arabic.SYRIA}\u2069 ")
    ends = "(text) => [1, text.textContent.length - 1].map((at) => text.getExtentOfChar(at).x)"
    of_name, of_figure = label.evaluate(ends)
    assert of_name < of_figure
    assert f"\u2068{arabic.DAMASCUS}\u2069: " in (page.locator("#status").text_content() or "")


def test_arrow_keys_go_the_way_the_text_runs(reading: Visit) -> None:
    """The next name is to the left where the text runs so."""
    page = reading.page
    marks = page.locator("#story .running mark")
    marks.first.focus()
    at = "(marks) => marks.indexOf(document.activeElement)"
    for key, place in (("ArrowLeft", 1), ("ArrowLeft", 2), ("ArrowRight", 1), ("ArrowDown", 2)):
        page.keyboard.press(key)
        assert marks.evaluate_all(at) == place


def test_right_to_left_text_in_the_file_of_html(window: Visit, tmp_path: Path) -> None:
    """There, too, letters are joined across marks, and the number behind a name stands at its left."""
    path = tmp_path / "page.html"
    with path.open("wb") as file:
        write_html([arabic.ANNOTATION], file)
    page = window.page
    page.goto(path.as_uri())
    page.locator(".text").evaluate(PLAIN)
    marked, plain = (box(window, selector, f"ب{arabic.DAMASCUS}") for selector in (".text:not(#plain)", "#plain"))
    assert marked["width"] == pytest.approx(plain["width"], abs=0.5)
    inner = page.locator(".text:not(#plain) mark mark")
    rights = "(mark) => [mark, mark.firstElementChild].map((part) => part.getBoundingClientRect().right)"
    right_of_mark, right_of_number = inner.evaluate(rights)
    assert right_of_number < right_of_mark - 5
