import sys

import pytest

from dateline.annotation.batch_annotator import BatchAnnotator
from dateline.errors import InvalidInputError
from dateline.settings import Settings
from dateline.values import AnnotateOptions, Annotation, AnnotationWarning, Article, Limits, WarningReason


class Echo(BatchAnnotator):
    """An annotator that finds nothing, and notes the ids of each batch."""

    def __init__(self):
        self.batches = []

    def _check(self, options):
        assert isinstance(options, AnnotateOptions)
        return Limits.of(Settings())

    def _annotate_batch(self, articles, options):
        del options
        self.batches.append([article.id for article in articles])
        for article in articles:
            warnings = () if article.text else (AnnotationWarning(WarningReason.NO_TEXT, "no text"),)
            yield Annotation(article.id, "", (), (), None, warnings, "r", article)


@pytest.fixture
def echo():
    return Echo()


def ids(outcomes):
    return [each.article_id if isinstance(each, Annotation) else each.violations[0].field for each in outcomes]


def test_an_article_alone_is_answered_alone(echo):
    """So is a string, which is an article without an id."""
    assert echo.annotate(Article("a", "Astana")).article_id == "a"
    assert echo.annotate("Astana").article == Article("", "Astana")
    assert [each.article.text for each in echo.iter_annotations("Astana")] == ["Astana"], "and not its letters"


@pytest.mark.parametrize("kind", [list, tuple, iter, lambda articles: (article for article in articles)])
def test_several_are_answered_as_a_tuple(echo, kind):
    """Lists, iterators and generators alike, of articles and strings, in their order."""
    articles = kind([Article("a", "Astana"), "Paris", Article("c", "Texas")])
    annotations = echo.annotate(articles)
    assert isinstance(annotations, tuple)
    assert [each.article.text for each in annotations] == ["Astana", "Paris", "Texas"]


def test_no_articles_are_no_annotations(echo):
    """An empty list is answered by an empty tuple."""
    assert echo.annotate([]) == echo.annotate(iter(())) == ()


def test_an_article_without_text_is_no_error(echo):
    """It has a warning, and the others of its call are annotated."""
    first, empty, last = echo.annotate(["Astana", "", "Paris"])
    assert [warning.reason for warning in empty.warnings] == [WarningReason.NO_TEXT]
    assert first.warnings == last.warnings == ()


def test_a_long_generator_is_worked_through_in_batches(echo):
    """No more articles are taken than are in work, so that a million fit the memory."""
    taken = []

    def articles():
        for number in range(100):
            taken.append(number)
            yield Article(str(number), "x")

    annotations = echo.iter_annotations(articles())
    assert next(annotations).article_id == "0"
    assert len(taken) == 32
    assert ids(annotations) == [str(number) for number in range(1, 100)]
    assert [len(batch) for batch in echo.batches] == [32, 32, 32, 4]


def test_long_articles_make_short_batches(echo):
    """A batch ends where it has enough characters, too."""
    echo.annotate([Article(str(number), "x" * 150_000) for number in range(5)])
    assert echo.batches == [["0", "1"], ["2", "3"], ["4"]]


BAD = Article("b", "Paris", language_code="!")


def test_the_first_error_is_raised(echo):
    """Of a list before any work begins, naming the article by its number."""
    with pytest.raises(InvalidInputError) as refused:
        echo.annotate([Article(str(number), "x") for number in range(40)] + [BAD])
    assert refused.value.violations[0].field == "articles[40].language_code"
    assert not echo.batches
    with pytest.raises(InvalidInputError) as refused:
        echo.annotate(BAD)
    assert refused.value.violations[0].field == "article.language_code"


def test_of_an_iterator_what_came_before_the_error_is_yielded(echo):
    """Batches before that of the wrong article are done by then."""
    annotations = echo.iter_annotations(iter([*(Article(str(number), "x") for number in range(32)), BAD]))
    assert [next(annotations).article_id for _ in range(32)] == [str(number) for number in range(32)]
    with pytest.raises(InvalidInputError, match=r"articles\[32\]"):
        next(annotations)


def test_errors_may_take_the_place_of_annotations(echo):
    """The others are annotated, and what is no article at all is such an error, too."""
    outcomes = echo.annotate([Article("a", "x"), BAD, None, Article("d", "\ud800"), "x"], errors="return")
    assert ids(outcomes) == ["a", "articles[1].language_code", "articles[2]", "articles[3].text", ""]
    assert str(outcomes[2]) == "articles[2]: must be an Article or a string"
    assert isinstance(echo.annotate(BAD, errors="return"), InvalidInputError)
    assert ids(echo.iter_annotations([BAD], errors="return")) == ["articles[0].language_code"]


@pytest.mark.parametrize("articles", [None, 7, {"text": "Astana"}, b"Astana"], ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("method", ["annotate", "iter_annotations"])
def test_what_holds_no_articles_is_refused_at_once(echo, method, articles):
    """The argument is named, and the keys of a dict are not taken for texts."""
    with pytest.raises(InvalidInputError, match=f"^articles: must be an Article, .* and is {type(articles).__name__}$"):
        getattr(echo, method)(articles)
    assert not echo.batches


@pytest.mark.parametrize("method", ["annotate", "iter_annotations"])
def test_errors_has_two_choices(echo, method):
    """Any other word would quietly mean one of them."""
    with pytest.raises(ValueError, match=r"^errors: must be 'raise' or 'return'$"):
        getattr(echo, method)(["Astana"], errors="nope")


def test_an_article_alone_may_be_iterated_over(echo):
    """As a text alone may."""
    assert ids(echo.iter_annotations(Article("a", "Astana"))) == ["a"]


def test_progress_is_told_to_a_function(echo):
    """It is called with the number of articles done so far, failed ones among them."""
    told: list[int] = []
    echo.annotate(["x", BAD, "y"], errors="return", progress=told.append)
    assert told == [1, 2, 3]


def test_no_bar_is_made_where_none_is_wanted(echo, monkeypatch):
    """Even one that shows nothing would take a semaphore."""
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert len(echo.annotate(["x", "y"])) == 2


def test_progress_may_be_a_bar(echo, capsys):
    """It is on standard error, knows how many there are of a list, and is off unless asked for."""
    echo.annotate(["x", "y"], progress=True)
    assert "2/2" in capsys.readouterr().err
    echo.annotate(["x", "y"])
    echo.annotate(iter(["x", "y"]), progress=True)
    shown = capsys.readouterr()
    assert "2 articles" in shown.err
    assert shown.out == ""


def test_whoever_stops_early_does_no_more_work(echo):
    """An iterator that is closed takes no further articles."""
    annotations = echo.iter_annotations(Article(str(number), "x") for number in range(1000))
    next(annotations)
    annotations.close()
    assert len(echo.batches) == 1
