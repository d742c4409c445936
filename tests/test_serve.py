from __future__ import annotations

import argparse

import pytest

from config import serve
from thuocdo.kernel.errors import Refused


@pytest.mark.parametrize("port", [99999, 0, -1])
def test_a_port_that_cannot_be_is_refused_in_words(port: int) -> None:
    with pytest.raises(Refused, match=f"Không có cổng {port}"):
        serve.run(argparse.Namespace(host="127.0.0.1", port=port, workers=1, demo=False))
