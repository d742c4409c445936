"""A pytest plug-in, loaded before the settings: starts the embedded PostgreSQL that all tests share."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

os.environ.setdefault("THUOCDO_SECRET_KEY", "tests-only-key-that-guards-nothing-at-all-0123456789")
OUTSIDE = ("THUOCDO_OIDC", "THUOCDO_TSA", "THUOCDO_CRL", "THUOCDO_OCSP", "THUOCDO_SIGN", "THUOCDO_MODEL")
for name in ("THUOCDO_CLOCK", "THUOCDO_DEMO", "THUOCDO_DEBUG", "THUOCDO_MAIL"):
    os.environ.pop(name, None)
for name in [name for name in os.environ if name.startswith(OUTSIDE)]:
    os.environ.pop(name)
# Tests sign people of every role in with one step; those of the second step switch it on.
os.environ["THUOCDO_SECOND_FACTOR"] = "optional"

# The controller starts the server once; workers of pytest-xdist inherit its address.
if not os.environ.get("DATABASE_URL"):
    from thuocdo.core.postgres import embedded_url

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = os.environ.get("THUOCDO_TEST_VAR", str(Path(__file__).resolve().parent.parent / "var"))
        os.environ["DATABASE_URL"] = embedded_url(Path(folder) / "test-postgres")
