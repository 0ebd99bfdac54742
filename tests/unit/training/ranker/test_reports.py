import re
from itertools import islice

import pytest

from dateline.annotation import Annotator
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.resolution.context.country_words import country_shares
from dateline.values import Article
from training.ranker.report_sentences import LOCAL_SENTENCES
from training.ranker.reports import write_country_word_reports

pytestmark = pytest.mark.slow


def test_words_tell_the_country_of_a_town_that_has_better_known_namesakes() -> None:
    """Of no other country do they tell anything, but for every third report, whose other places tell."""
    with Gazetteer(ensure()) as gazetteer:
        for number, report in enumerate(islice(write_country_word_reports(Annotator(), count=30), 30)):
            if number % 3 == 0:
                continue
            (country_code,) = country_shares(Article("a", report.text))
            places = [gazetteer.get(mention.place_id or "") for mention in report.mentions]
            towns = [place for place in places if place and place.country_code == country_code]
            best_known = [max(gazetteer.lookup(town.name), key=lambda match: match.prominence) for town in towns]
            assert any(match.place.country_code != country_code for match in best_known)


def test_local_sentences_name_three_places_and_none_of_elsewhere() -> None:
    """A capital, a country or a far city would tell where the report is from."""
    assert LOCAL_SENTENCES
    for sentence in LOCAL_SENTENCES:
        assert not {"{capital}", "{country}", "{far}", "{far_country}"} & set(re.findall(r"\{\w+\}", sentence))
        assert len(set(re.findall(r"\{\w+\}", sentence)) - {"{demonym}"}) >= 3
