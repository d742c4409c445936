"""Words of the overview."""

from __future__ import annotations

from thuocdo.portal.web.overview import judged_words
from thuocdo.work.rules.standing import Counts


def test_shares_print_thousands_with_dots():
    assert judged_words(Counts({"accepted_on_time": 3311, "overdue": 712})) == "3.311 / 4.023"
