"""Vietnamese syllables (âm tiết): whether a word could be Vietnamese, for telling encodings and misreadings apart."""

from __future__ import annotations

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"
TONELESS = {ord(tone): None for tone in TONES}
INITIALS = "ngh ng nh gh gi ch kh ph th tr qu b c d đ g h k l m n p r s t v x"
RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu y yêm yên yêng yêt yêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet
oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uên uênh
ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh uyt uyu
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
"""
SYLLABLE = re.compile(
    rf"(?:{'|'.join(INITIALS.split())})?(?:{'|'.join(sorted(RIMES.split(), key=len, reverse=True))})|g[iì]n?h?"
)


def is_syllable(word: str) -> bool:
    """Whether the word has the shape of one Vietnamese syllable with at most one tone.

    >>> [is_syllable(word) for word in ("Nghiệp", "quyết", "Đề", "strength", "tµi")]
    [True, True, True, False, False]
    """
    letters = unicodedata.normalize("NFD", word.lower())
    if sum(letters.count(tone) for tone in TONES) > 1:
        return False
    return bool(SYLLABLE.fullmatch(unicodedata.normalize("NFC", letters.translate(TONELESS))))
