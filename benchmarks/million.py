"""A register of a million papers: words of real documents put together anew, spread over the agencies of two provinces.

Three in ten have a text of some hundred words, the others are lines of a register, as an imported register has them.
Rows go in by COPY; the words of the index are put together from parts that `IndexWords` has made.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks.measure import ROOT

WITH_TEXT, CONFIRMED = 0.3, 0.6
BODIES, SUBJECTS, SENTENCES = 3000, 20_000, (6, 26)
FIRST_DAY, DAYS = date(2015, 1, 1), 3848
KINDS = {
    "công văn": ("", 45), "quyết định": ("QĐ", 20), "kế hoạch": ("KH", 9), "báo cáo": ("BC", 9), "thông báo": ("TB", 6),
    "giấy mời": ("GM", 5), "tờ trình": ("TTr", 4), "chỉ thị": ("CT", 1), "nghị quyết": ("NQ", 1),
}  # fmt: skip
ACTS = (
    "V/v triển khai {}", "Ban hành Kế hoạch {}", "Phê duyệt phương án {}", "Báo cáo kết quả {}", "V/v đôn đốc {}",
    "Thông báo kết luận về {}", "Tăng cường {}", "V/v báo cáo tình hình {}", "Kiện toàn Ban Chỉ đạo {}", "Hướng dẫn {}",
)  # fmt: skip
TOPICS = (
    "cải cách hành chính", "kiểm soát thủ tục hành chính", "chuyển đổi số", "phòng cháy, chữa cháy rừng",
    "giải ngân vốn đầu tư công", "tuyển dụng viên chức", "chuyển nhượng quyền sử dụng đất", "xây dựng nông thôn mới",
    "phòng, chống dịch bệnh động vật", "an toàn thực phẩm", "hỗ trợ doanh nghiệp nhỏ và vừa",
    "bồi thường, giải phóng mặt bằng",
    "thi hành án dân sự", "tiếp công dân, giải quyết khiếu nại, tố cáo", "phổ cập giáo dục, xóa mù chữ",
    "quản lý khoáng sản làm vật liệu xây dựng", "bảo hiểm y tế học sinh, sinh viên", "phần mềm VNPT iOffice",
    "phòng, chống thiên tai và tìm kiếm cứu nạn", "dịch vụ công trực tuyến toàn trình",
)  # fmt: skip
PAPER = (
    "number_symbol, number_key, doc_type, subject, issuer_name, issued_on, issued_value, date_precision, signer_name,"
    " folded, text, file_name, state, received_at, received_unit_id, province_id, file_id, sha256, confirmed_at,"
    " confirmed_by_id"
)
FIXED = (
    "key, signing_role, addressees, recipients, archive, urgency, circulation, source, source_key, pages, reading,"
    " reader, withdrawn_why"
)
FIXED_VALUES = "gen_random_uuid(), '{}', '[]', '[]', '', '', '', '', '', '[]', '{}', '', ''"

# What the database's own function keeps for each paper, for all of them at once.
INDEXED = """
INSERT INTO documents_documentindex (document_id, words, scope, region, day, received_at, number_key, issuer_name,
                                     doc_type, year, stale)
SELECT c.id, c.words, array_remove(ARRAY['u' || c.received_unit_id, 'p' || p.province_key, 'r' || p.province_key,
       CASE WHEN c.state = 'confirmed' THEN 'c' || p.province_key END, 't:' || c.doc_type, 's:' || c.state,
       'y:' || left(c.issued_value, 4), 'f:con'], NULL), p.province_key, c.issued_on, c.received_at, c.number_key,
       c.issuer_name, c.doc_type, left(c.issued_value, 4), false
  FROM coming c JOIN directory_unit p ON p.id = c.province_id
"""


def build(count: int) -> None:
    """Fill the register; some minutes for a million."""
    from django.db import connection

    papers = _Papers(count)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE documents_document DISABLE TRIGGER USER")
        cursor.execute("DROP INDEX papers_by_words_and_scope")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("CREATE UNLOGGED TABLE IF NOT EXISTS coming AS SELECT " + PAPER + ", ''::tsvector AS words"
                       " FROM documents_document LIMIT 0")  # fmt: skip
        with cursor.copy(f"COPY coming ({PAPER}, words) FROM STDIN") as copy:
            for row in papers.rows():
                copy.write_row(row)
        cursor.execute("ALTER TABLE coming ADD COLUMN id bigint")
        cursor.execute("UPDATE coming SET id = nextval(pg_get_serial_sequence('documents_document', 'id'))")
        cursor.execute(f"INSERT INTO documents_document (id, {PAPER}, {FIXED})"
                       f" SELECT id, {PAPER}, {FIXED_VALUES} FROM coming")  # fmt: skip
        cursor.execute(INDEXED)
        cursor.execute("DROP TABLE coming")
        cursor.execute("ALTER TABLE documents_document ENABLE TRIGGER USER")
        cursor.execute("CREATE INDEX papers_by_words_and_scope ON documents_documentindex USING gin (words, scope)"
                       " WITH (fastupdate = off)")  # fmt: skip
    connection.connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE documents_documentindex")
        cursor.execute("VACUUM ANALYZE documents_document")


class _Papers:
    """Makes rows, the same for the same count."""

    def __init__(self, count: int) -> None:
        from thuocdo.directory.models import Person, Unit, UnitVersion
        from thuocdo.documents.models import Document

        self.random = random.Random(20_250_715)
        self.count = count
        units = Unit.objects.filter(nature="agency", province_key__in=["P40", "P38"]).values_list("pk", "province_key")
        names = dict(UnitVersion.objects.filter(unit__in=[pk for pk, _ in units]).values_list("unit", "full_name"))
        provinces = {key: Unit.objects.get(key=key).pk for key in ("P40", "P38")}
        self.units = [(pk, names.get(pk, ""), provinces[key]) for pk, key in units if pk in names]
        self.file = Document.objects.exclude(file=None).values_list("file", flat=True)[0]
        self.person = Person.objects.values_list("pk", flat=True)[0]
        texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples" / "seeds").glob("*.txt"))]
        self.sentences = [one.strip() for text in texts for one in re.split(r"[.;]\s", text) if 40 < len(one) < 400]
        self.bodies = [self._body() for _ in range(BODIES)]
        self.subjects = [self._subject() for _ in range(SUBJECTS)]
        self.issuers: dict[str, str] = {}

    def _body(self) -> tuple[str, str]:
        picked = self.random.sample(self.sentences, self.random.randint(*SENTENCES))
        odd = "".join(self.random.choices("bcdghklmnpqrstvx", k=3)) + self.random.choice("aeiouy")
        text = ".\n".join([*picked, f"Mã hồ sơ {odd}{self.random.randint(100, 999)}"])
        return text, self._words(text, at=400)

    def _subject(self) -> tuple[str, str]:
        topic = self.random.choice(TOPICS)
        where = self.random.choice(self.units)[1]
        subject = f"{self.random.choice(ACTS).format(topic)} {self.random.choice(('tại', 'của', 'cho'))} {where}"
        return subject, self._words(subject, "subject", at=40)

    @staticmethod
    def _words(text: str, field: str = "", *, at: int = 0, number: str = "") -> str:
        from thuocdo.documents.packs.spellings import speller
        from thuocdo.documents.rules.index_words import IndexWords

        words = IndexWords(speller())
        words._at = at
        words.own_number(number)
        words.add(text, field)
        return words.text()

    def rows(self) -> Iterator[list[Any]]:
        kinds, weights = list(KINDS), [weight for _mark, weight in KINDS.values()]
        for number in range(self.count):
            kind = self.random.choices(kinds, weights)[0]
            yield self._row(number, kind)

    def _row(self, number: int, kind: str) -> list[Any]:
        from thuocdo.documents.rules.numbers import number_key

        unit, _name, province = self.random.choice(self.units)
        issuer = self.random.choice(self.units)[1]
        day = FIRST_DAY + timedelta(days=number * DAYS // self.count)
        mark = KINDS[kind][0]
        letters = "".join(word[0] for word in issuer.split()).upper()
        symbol = f"{self.random.randint(1, 4999)}/{mark}{'-' if mark else ''}{letters}"
        subject, subject_words = self.random.choice(self.subjects)
        text, text_words = self.random.choice(self.bodies) if self.random.random() < WITH_TEXT else ("", "")
        if issuer not in self.issuers:
            self.issuers[issuer] = self._words(issuer, "issuer", at=200)
        words = " ".join((self._words(symbol, number=symbol), subject_words, self.issuers[issuer], text_words))
        done = bool(text) and self.random.random() < CONFIRMED
        state = "registered" if not text else "confirmed" if done else "confirming"
        received = f"{day + timedelta(days=self.random.randint(0, 9))} 08:00+07"
        return [
            symbol, number_key(symbol), kind, subject, issuer, day, day.isoformat(), "day", "Nguyễn Văn An", "", text,
            "", state, received, unit, province, self.file if text else None, f"{number:064x}" if text else None,
            received if done else None, self.person if done else None, words,
        ]  # fmt: skip
