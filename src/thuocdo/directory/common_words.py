"""Common words of Vietnam are no passwords, whatever digits stand around them (mật khẩu dễ đoán)."""

from __future__ import annotations

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS
from thuocdo.directory.rules.passwords import is_common
from thuocdo.kernel.errors import Refused

FILE = PACKS / "national" / "common_passwords.yaml"


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """The reviewed words; none where the packs are not there, because no password may wait for them."""
    try:
        return frozenset(str(word) for word in read_yaml(FILE)["words"])
    except (Refused, LookupError, TypeError):
        return frozenset()


class CommonWordsValidator:
    """One of Django's checks of new passwords."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise `ValidationError` for a password that a guesser would try first."""
        if is_common(password, words()):
            raise ValidationError(
                _("Mật khẩu này gồm từ dễ đoán thêm vài số hoặc dấu, hoặc lặp lại vài ký tự."), code="common_words"
            )

    def get_help_text(self) -> str:
        """What is asked, in a sentence."""
        return _("Không dùng từ thông dụng, tên địa phương hay tên cơ quan thêm vài số.")
