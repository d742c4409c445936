"""Which axis is asked, and as whom; or the folder through which packages go by hand. From the environment, pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from thuocdo.integrations.addresses import usable
from thuocdo.kernel.errors import Refused


@dataclass(frozen=True)
class Configuration:
    """An endpoint with system id and secret, or a folder; neither: nothing is exchanged."""

    endpoint: str = ""
    system_id: str = ""
    secret: str = field(default="", repr=False)
    folder: str = ""

    @property
    def on(self) -> bool:
        """Whether anything is exchanged at all."""
        return bool(self.endpoint or self.folder)


def read(environment: Mapping[str, str]) -> Configuration:
    """The axis that the environment names (`THUOCDO_AXIS_URL` with `THUOCDO_AXIS_SYSTEM` and `THUOCDO_AXIS_SECRET`), or
    the folder (`THUOCDO_AXIS_FOLDER`).

    >>> read({}).on
    False
    >>> read({"THUOCDO_AXIS_FOLDER": "/srv/truc"}).folder
    '/srv/truc'

    Raises `Refused` when something is missing or both are named.
    """
    endpoint = environment.get("THUOCDO_AXIS_URL", "").strip().rstrip("/")
    folder = environment.get("THUOCDO_AXIS_FOLDER", "").strip()
    if endpoint and folder:
        raise Refused(
            "axis.two_ways", "Chỉ chọn một cách nối trục liên thông: THUOCDO_AXIS_URL hoặc THUOCDO_AXIS_FOLDER.",
            "Bỏ một trong hai.",
        )  # fmt: skip
    if folder and not Path(folder).is_absolute():
        raise Refused("axis.bad_folder", "THUOCDO_AXIS_FOLDER phải là đường dẫn tuyệt đối.", "Ghi lại đường dẫn.")
    if not endpoint:
        return Configuration(folder=folder)
    system, secret = environment.get("THUOCDO_AXIS_SYSTEM", "").strip(), environment.get("THUOCDO_AXIS_SECRET", "")
    if not (system and secret):
        raise Refused(
            "axis.no_key", "Nối trục liên thông cần THUOCDO_AXIS_SYSTEM và THUOCDO_AXIS_SECRET.",
            "Ghi mã hệ thống và khóa mà nơi quản lý trục đã cấp.",
        )  # fmt: skip
    return Configuration(usable(endpoint, "THUOCDO_AXIS_URL"), system, secret)
