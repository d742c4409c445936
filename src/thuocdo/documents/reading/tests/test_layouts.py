"""The same letter in every layout reads the same."""

import pytest

from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.tests import layouts


@pytest.mark.parametrize("layout", layouts.ALL, ids=lambda name: name.replace(" ", "-"))
def test_a_letter_reads_the_same_in_every_layout(layout):
    metadata = read_text(layouts.ALL[layout]).metadata
    assert {name: metadata[name] for name in layouts.LETTER} == layouts.LETTER
    assert metadata["date"]["value"] == layouts.LETTER_DATE
    assert metadata["signing_role"] == layouts.LETTER_ROLE


@pytest.mark.parametrize("layout", layouts.ALL, ids=lambda name: name.replace(" ", "-"))
def test_the_body_is_the_same_in_every_layout(layout):
    reading = read_text(layouts.ALL[layout])
    paths = [block.path for block in reading.structure.main.blocks if block.kind == "item"]
    assert paths == ["1", "2"]
    assert [(cited.number, cited.date, cited.issuer, cited.role) for cited in reading.citations] == [
        ("15/BNV-CCHC", "2025-03-03", "Bộ Nội vụ", "basis")
    ]
