from itertools import islice

import pytest

from dateline.annotation import Annotator
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.resolution.context.country_words import country_shares
from dateline.values import Article
from training.ranker.reports import write_country_word_reports

pytestmark = pytest.mark.slow


def test_the_words_of_a_report_tell_the_country_of_its_town() -> None:
    """Of no other country do they tell more, and the town has a better known namesake."""
    with Gazetteer(ensure()) as gazetteer:
        for report in islice(write_country_word_reports(Annotator(), count=20), 20):
            shares = country_shares(Article("a", report.text))
            places = [gazetteer.get(mention.place_id or "") for mention in report.mentions]
            assert max(shares, key=lambda code: shares[code]) in {place.country_code for place in places if place}
