"""The page in headless Chromium, against real servers; skipped where there is no Chromium."""

import json
import math
import re
from collections.abc import Iterator
from typing import Literal

import pytest

from support.page_window import CHROMIUM, DESK, Visit, open_window
from support.paths import ROOT
from support.tiny_world import build_tiny_gazetteer
from support.web_server import WebServer, whole_server

pytest.importorskip("playwright.sync_api")
BARE = f"""
import runpy, sys
sys.modules["trafilatura"] = None
runpy.run_path({str(ROOT / "tests/support/tiny_world.py")!r}, run_name="__main__")
"""
HOSTILE = '<script>window.stolen = 1</script><img src=x onerror="window.stolen = 1"> in Astana & <b>Paris</b> "&amp;" '
PAGE_OF_HTML = f"<html><body><article><h1>Rain</h1><p>{'Rain fell on Nairobi. ' * 9}</p></article></body></html>"
FEED = """<rss version="2.0"><channel><item><title>Flood in Oslo</title><description>Rain.</description></item>
<item><guid>2</guid></item></channel></rss>"""
FIGURES = 'async (values) => values.map((await import("./page/answer/words.js")).probability)'
INKS = """() => Object.fromEntries(
  ["paper", "ink", "soft", "place", "person", "organization", "alarm"].map((name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    const rgb = getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number);
    probe.remove();
    return [name, rgb.slice(0, 3)];
  }))"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[WebServer]:
    """A server with the shipped model."""
    with whole_server(drain_delay_seconds=0) as server:
        yield server


@pytest.fixture(scope="module")
def window() -> Iterator[Visit]:
    with open_window() as visit:
        yield visit


@pytest.fixture(scope="module")
def bare_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A server with the tiny world that wants a token and lacks the package that reads pages of HTML."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "tokens").write_text("sesame-sesame-sesame\n", encoding="ascii")
    gazetteer = build_tiny_gazetteer(folder / "tiny.db")
    settings = {"token_file": folder / "tokens", "max_request_bytes": 4096, "drain_delay_seconds": 0}
    with WebServer("-c", BARE, gazetteer=gazetteer, **settings) as server:
        yield server


@pytest.fixture
def arrival(window: Visit, server: WebServer) -> Iterator[Visit]:
    """The window before the page is open; it asks no other machine, and the browser has nothing to complain of."""
    window.complaints.clear()
    window.requests.clear()
    yield window
    assert {url for url in window.requests if not url.startswith((server.address, "about:", "blob:"))} == set()
    assert window.complaints == []


@pytest.fixture
def visit(arrival: Visit, server: WebServer) -> Visit:
    """The page."""
    arrival.open(server)
    return arrival


def test_text_map_and_index_light_each_other_up(visit: Visit) -> None:
    """An example shows nested names, and a place that is pointed at is lit wherever it is; a click opens its card."""
    visit.follow("#example=namesakes")
    page = visit.page
    page.wait_for_selector("#story mark mark")
    mark = page.locator("#story mark.place", has_text="Memphis").first
    entity = mark.get_attribute("data-entity")
    mark.hover()
    assert visit.count(f'#map .mark.lit[data-entity="{entity}"]') == 1
    assert visit.count(f'#index .lit[data-entity="{entity}"]') == 1
    page.locator(f'#map .mark[data-entity="{entity}"]').hover()
    assert (
        visit.count(f'#story mark.lit[data-entity="{entity}"]') == visit.count(f'#story [data-entity="{entity}"]') >= 1
    )
    mark.click()
    card = page.locator("#card")
    assert "Memphis, Tennessee, United States" in card.inner_text()
    assert visit.count("#card .bars li") >= 2
    assert visit.count("#card .reasons li") >= 1
    assert visit.count("#map .candidate[data-entity]") >= 2
    assert "candidates are on the map" in page.locator("#status").inner_text()
    page.keyboard.press("Escape")
    assert not card.is_visible()


def test_no_place_is_sure(visit: Visit) -> None:
    """Where no place is sure, the page says which country it lies in, and hatches that."""
    visit.follow("#example=bridge")
    page = visit.page
    page.wait_for_selector("#index .unsure")
    row = page.locator("#index .unsure", has_text="Springfield")
    assert "in United States" in row.inner_text()
    row.click()
    assert "No place is sure, but it lies in United States" in page.locator("#card").inner_text()
    assert visit.count("#map .outline.unsure.chosen") == 1
    assert visit.count("#story .unsure.chosen") >= 2
    assert visit.count("#index .organization li") >= 1


def test_a_name_without_candidates_lies_somewhere(visit: Visit) -> None:
    """Card, index and map say which country a name lies in that the gazetteer lacks, and how probably in two digits."""
    visit.annotate("A clinic in Qwertyville, Kenya, closed. Nairobi sent help.")
    page = visit.page
    row = page.locator("#index .unsure", has_text="Qwertyville")
    entity = row.get_attribute("data-entity")
    assert re.search(r"in Kenya, (\.\d\d|>\xa0\.99)", row.text_content() or "")
    assert visit.count(f'#map .outline.unsure[data-entity="{entity}"][d^="M"]') == 1
    assert visit.count(f'#map .mark.unsure[data-entity="{entity}"]') == 1
    unsure, nairobi = (
        page.locator(f"#map .mark.{kind}").evaluate("(mark) => [mark.getCTM().e, mark.getCTM().f]")
        for kind in ("unsure", "point")
    )
    assert math.dist(unsure, nairobi) > 12  # Neither hides the other.
    assert "Figures are probabilities" in page.locator("#index").inner_text()
    row.click()
    words = page.locator("#card").inner_text()
    assert re.search(r"The gazetteer knows no place of this name, but it lies in Kenya, (\.\d\d|>\xa0\.99)", words)
    assert "Figures are probabilities" in words
    figures = page.evaluate(FIGURES, [0, 0.0049, 0.005, 0.984, 0.9949, 0.9951, 1])
    assert figures == [".00", "<\xa0.01", ".01", ".98", ".99", ">\xa0.99", "1.00"]


def test_a_prefix_before_its_path(arrival: Visit, server: WebServer) -> None:
    """Behind a proxy that puts a path before the server's own, everything that the page asks for has it, too."""
    prefix = f"{server.address}newsroom/"
    page = arrival.page
    page.route(f"{prefix}**", lambda route: route.continue_(url=route.request.url.replace(prefix, server.address)))
    page.goto(f"{prefix}#text=The+talks+in+Astana+resumed.")
    page.wait_for_selector("#story mark")
    arrival.drop("note.txt", "Rain in Oslo.")
    page.locator("#story mark", has_text="Oslo").wait_for()
    assert [url for url in arrival.requests if not url.startswith(prefix)] == []
    page.unroute_all()


def test_what_the_article_is_about(visit: Visit) -> None:
    """Above the article stands where it was filed and what it is about; a name that nothing is known of says so."""
    visit.follow("#example=hamlets")
    page = visit.page
    page.wait_for_selector("#index .unsure")
    filed, about, _ = page.locator("#slug p").all_inner_texts()
    assert "ELDORET" in filed
    assert "Kenya" in about
    page.locator("#index .unsure", has_text="Tuiyobei").click()
    assert page.locator("#card h3").inner_text() == "Tuiyobei"


def test_a_river_is_a_line(visit: Visit) -> None:
    """A river is drawn as a wave, for its one point stands for all of it."""
    visit.follow("#example=river")
    visit.page.wait_for_selector("#map .mark.line")
    assert visit.count("#map .mark.point") >= 1


def test_markup_is_text(visit: Visit) -> None:
    """An article of 100 kB that is full of markup is shown as the characters that it is made of."""
    text = HOSTILE * (100_000 // len(HOSTILE))
    visit.annotate(text, title=HOSTILE)
    assert visit.page.locator("#story .running").evaluate("(node) => node.textContent") == text
    assert visit.count("#story :is(script, img, b), #index :is(script, img, b), #map :is(script, img)") == 0
    assert visit.page.evaluate("window.stolen") is None
    assert visit.count("#story mark") > 100


def test_offsets_of_astral_characters(visit: Visit) -> None:
    """Characters outside the basic plane, which JavaScript counts twice, move no mark; right-to-left text runs so."""
    visit.annotate("🏴󠁧󠁢󠁥󠁮󠁧󠁿 𐌰𐌱𐌲 👩‍👩‍👧 The talks in Astana resumed. 𐌸𐌴 envoys flew to Nairobi.", title="🛩️ From Astana")
    marks = visit.page.locator("#story mark").all_text_contents()
    assert marks.count("Astana") == 2
    assert marks.count("Nairobi") == 1
    visit.page.click("#edit")
    visit.annotate("وصل الوفد إلى دمشق يوم الثلاثاء")
    assert visit.page.locator("#story .running").evaluate("(node) => getComputedStyle(node).direction") == "rtl"


def test_a_refused_call_names_the_field(visit: Visit) -> None:
    """What the server refuses is told in words and at the field; the text stays, and works once that is mended."""
    page = visit.page
    page.click("#options summary")
    page.fill("#candidates", "5000")
    page.fill("#text", "The talks in Astana resumed.")
    page.click("#annotate")
    page.wait_for_selector("#failure:visible")
    assert "The number of candidates must be" in page.locator("#failure").inner_text()
    assert page.get_attribute("#candidates", "aria-invalid") == "true"
    assert page.input_value("#text") == "The talks in Astana resumed."
    page.fill("#candidates", "3")
    page.click("#annotate")
    page.wait_for_selector("#story mark")
    assert not page.locator("#failure").is_visible()
    assert page.get_attribute("#candidates", "aria-invalid") is None
    visit.complaints.clear()  # Chromium says that the call was refused.


def test_options_ask_again(visit: Visit) -> None:
    """An option that is changed beside an answer asks again, and is in the request for curl and Python."""
    visit.annotate("The Nairobi Police Department lent a stage in Memphis.")
    page = visit.page
    page.click("#options summary")
    page.click("#request summary")
    assert visit.count("#story mark mark") == 1
    with page.expect_response("**/AnnotateArticle") as answered:
        page.locator("#nested").uncheck()
    assert json.loads(answered.value.request.post_data or "")["options"]["nested"] is False
    page.wait_for_selector("#story:not(:has(mark mark))")
    curl, python = page.locator("#snippets pre").all_inner_texts()
    assert '"nested":false' in curl
    assert "nested=False" in python


def test_a_link_holds_the_article_and_sends_none(arrival: Visit, server: WebServer) -> None:
    """An article in the fragment is opened and annotated, and no address that is asked for holds any of it."""
    arrival.open(server, "#text=The+talks+in+Astana+resumed.&max_candidates=1&outlet=astanatimes.com")
    arrival.page.wait_for_selector("#story mark")
    assert arrival.page.input_value("#candidates") == "1"
    assert arrival.page.input_value("#outlet") == "astanatimes.com"
    assert [url for url in arrival.requests if "Astana" in url] == []


def test_keyboard_alone(visit: Visit) -> None:
    """An article is typed, annotated and read without a pointer: one stop each for text, map and index."""
    page = visit.page
    page.focus("#title")
    page.keyboard.type("From Nairobi")
    page.keyboard.press("Enter")
    page.keyboard.type("The talks in Astana resumed.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#story mark")
    assert page.locator("#story mark").first.evaluate("(mark) => mark === document.activeElement")
    page.keyboard.press("ArrowRight")
    assert visit.count("#map .mark.lit") == 1
    page.keyboard.press("Enter")
    assert page.locator("#card h3").inner_text() == "Astana"
    assert page.locator("#story mark[aria-current=true]").inner_text() == "Astana"
    page.keyboard.press("Escape")
    assert not page.locator("#card").is_visible()
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate("document.activeElement.closest('#story, #map svg, #index, #form, .controls')?.id ?? ''")
        )
    assert stops.count("story") == 0
    assert "index" in stops
    assert page.locator("#map .mark[tabindex='0']").count() == 1
    page.locator("#map .mark[tabindex='0']").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert page.locator("#card").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_by_day_and_night(visit: Visit, scheme: Literal["light", "dark"]) -> None:
    """At 400 px nothing scrolls sideways, and every ink stands out from its paper, by day and by night."""
    page = visit.page
    page.set_viewport_size({"width": 400, "height": 800})
    page.emulate_media(color_scheme=scheme)
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sideways) == 0
    for fold in ("#options", "#request"):
        page.click(f"{fold} summary")
    visit.annotate("The talks in Astana resumed. " + "x" * 300, title="y" * 200 + " Nairobi")
    page.click("#downloads summary")
    page.locator("#index button").first.click()
    assert page.evaluate(sideways) == 0
    inks = page.evaluate(INKS)
    paper = inks.pop("paper")
    assert (luminance(paper) < 0.1) == (scheme == "dark")
    assert {name for name, ink in inks.items() if contrast(ink, paper) < 4.5} == set()
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")


def test_files_are_dropped(visit: Visit) -> None:
    """A file is read wherever it is dropped, markup as a page under any name, and what was typed can be had back."""
    page = visit.page
    page.fill("#text", "Typed before.")
    visit.drop("note.txt", "The talks in Astana resumed.")
    page.wait_for_selector("#story mark")
    assert page.locator("#story").inner_text() == "The talks in Astana resumed."
    page.get_by_role("button", name="Take that back").click()
    assert page.input_value("#text") == "Typed before."
    visit.drop("rain.html", PAGE_OF_HTML)
    page.locator("#story mark", has_text="Nairobi").first.wait_for()
    assert "<p>" not in page.locator("#story").inner_text()
    visit.drop("markup.txt", "<p>Rain in Oslo.</p><p>Sun in Accra.</p>")
    page.locator("#story mark", has_text="Accra").wait_for()
    assert page.locator("#story").inner_text() == "Rain in Oslo.\nSun in Accra."


def test_what_cannot_be_read_stays_told(visit: Visit) -> None:
    """What of files could not be read is told while the rest is annotated, until it is closed or others are opened."""
    page = visit.page
    faults = page.locator("#faults")
    visit.drop("half.rss", FEED)
    page.locator("#story mark", has_text="Oslo").wait_for()
    assert faults.locator("p").inner_text() == "half.rss#2 has no text."
    assert not page.locator("#pile").is_visible()
    assert page.locator("#pile").text_content() == ""
    faults.get_by_role("button", name="Close").click()
    assert not faults.is_visible()
    for name, content, fault in (
        ("nothing.txt", "", "nothing.txt is empty."),
        ("blank.txt", " \n ", "blank.txt has no text."),
        ("lines.jsonl", '{"id": "a", "text": " "}\n{"id": "b", "text": " "}\n', "a has no text. b has no text."),
        ("names.csv", "id,text\n", "names.csv holds no articles."),
        ("paper.pdf", "%PDF-1.7", "paper.pdf is a PDF; save it as plain text or HTML."),
    ):
        visit.drop(name, content)
        page.get_by_text(fault, exact=True).wait_for()
    assert "Oslo" in page.locator("#story").inner_text()
    visit.drop("note.txt", "The talks in Astana resumed.")
    page.locator("#story mark", has_text="Astana").wait_for()
    assert not faults.is_visible()


def test_a_file_of_several_articles(visit: Visit) -> None:
    """Each of them can be chosen from a list."""
    page = visit.page
    visit.drop(
        "two.jsonl",
        '{"id": "a", "text": "Rain in Oslo."}\n{"id": "b", "title": "Sun", "text": "Sun in Nairobi."}\n',
    )
    page.locator("#story mark", has_text="Oslo").wait_for()
    page.locator("#pile").get_by_role("button", name="Sun").click()
    page.locator("#story mark", has_text="Nairobi").wait_for()


def test_downloads(visit: Visit) -> None:
    """The answer is saved in another format, under the article's name."""
    visit.annotate("The talks in Astana resumed.", title="Talks: a day’s delay")
    page = visit.page
    page.click("#downloads summary")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="GeoJSON").click()
    assert downloading.value.suggested_filename == "talks-a-day-s-delay.geojson"
    (feature,) = json.loads(downloading.value.path().read_text(encoding="utf-8"))["features"]
    assert feature["properties"]["place_name"] == "Astana"


def test_a_server_with_tokens(window: Visit, bare_server: WebServer) -> None:
    """The page asks for a token, again where it is wrong or can be none, and keeps it in memory alone."""
    page = window.page
    window.open(bare_server)
    page.fill("#text", "The talks in Astana resumed.")
    page.click("#annotate")
    for wrong, reason in (
        ("another-another-another", "The server does not know that token."),
        ("señor-señor-señor", "That is no token: it holds a space, or a character that is not ASCII."),
        ("sesame sesame sesame", "That is no token"),
    ):
        page.fill("#token-value", wrong)
        page.keyboard.press("Enter")
        page.locator("#token-help", has_text=reason).wait_for()
    page.fill("#token-value", "sesame-sesame-sesame")
    page.keyboard.press("Enter")
    page.wait_for_selector("#story mark")
    page.click("#request summary")
    page.get_by_text("Bearer $DATELINE_TOKEN").wait_for()
    assert "sesame" not in page.content()
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    page.reload()
    page.fill("#text", "The talks in Astana resumed.")
    page.click("#annotate")
    page.wait_for_selector("#token[open]")
    page.keyboard.press("Escape")
    page.get_by_text("The server wants a token.").wait_for()
    assert page.input_value("#text") == "The talks in Astana resumed."


def test_a_server_that_takes_few_files(window: Visit, bare_server: WebServer) -> None:
    """What a server says of a file that it lacks a package for, or that is too large for it, is shown."""
    page = window.page
    window.open(bare_server)
    window.drop("note.txt", "The talks in Astana resumed.")
    page.fill("#token-value", "sesame-sesame-sesame")
    page.keyboard.press("Enter")
    page.wait_for_selector("#story mark")
    window.drop("rain.html", PAGE_OF_HTML)
    page.locator("#faults", has_text="rain.html needs trafilatura, which is missing; to install it: pip").wait_for()
    window.drop("much.txt", "x" * 5000)
    page.get_by_text("much.txt has more than 4096 bytes.").wait_for()
    assert page.locator("#story").inner_text() == "The talks in Astana resumed."


def test_a_server_that_goes_away(visit: Visit, server: WebServer) -> None:
    """That a server is gone is told, and that it is back; the text is kept, and sent again."""
    page = visit.page
    page.clock.install()
    server.stop()
    page.fill("#text", "The talks in Astana resumed.")
    page.click("#annotate")
    page.get_by_text("The server does not answer. What you typed is still here.").wait_for()
    assert page.input_value("#text") == "The talks in Astana resumed."
    server.start()
    page.clock.run_for(1500)
    page.get_by_text("The server is back.").wait_for()
    page.clock.resume()
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector("#story mark")
    visit.complaints.clear()  # Chromium says that nobody answered.


def luminance(rgb: list[float]) -> float:
    """The relative luminance of WCAG 2.2."""
    channels = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in rgb]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(ink: list[float], paper: list[float]) -> float:
    """The contrast of WCAG 2.2, from 1 to 21."""
    dark, light = sorted((luminance(ink), luminance(paper)))
    return (light + 0.05) / (dark + 0.05)
