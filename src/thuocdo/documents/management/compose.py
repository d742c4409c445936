"""`thuocdo compose`: an official paper from data, as Word or PDF."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from thuocdo.kernel.errors import Refused

HELP = """Soạn văn bản đúng thể thức Nghị định 30/2020/NĐ-CP từ dữ liệu JSON, ra .docx hoặc .pdf.

Không cần cơ sở dữ liệu. Loại: cong_van, quyet_dinh, nghi_quyet, chi_thi, ke_hoach, bao_cao, thong_bao, to_trinh,
huong_dan, giay_moi, bien_ban, phieu, phieu_gui, phieu_chuyen, phieu_bao.

Ví dụ: thuocdo compose cong_van --data cong-van.json --out cong-van.docx"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="loại văn bản")
    parser.add_argument("--data", type=Path, required=True, metavar="FILE.json", help="dữ liệu của văn bản")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="tệp kết quả, .docx hoặc .pdf")


def run(args: argparse.Namespace) -> int:
    """Write the file and print its path. Refused with the place of what is wrong in the data."""
    from thuocdo.documents.composing import compose, compose_pdf
    from thuocdo.documents.composing.kinds import from_data
    from thuocdo.documents.reading.loading import LIMIT, read_bytes_of

    writers = {".docx": compose, ".pdf": compose_pdf}
    ending = args.out.suffix.lower()
    if ending not in writers:
        raise Refused("composing.unknown_format", f"Không soạn được ra “{ending}”.", "Dùng .docx hoặc .pdf.")
    try:
        data = json.loads(read_bytes_of(args.data, LIMIT))
    except (ValueError, RecursionError) as error:
        raise Refused(
            "composing.not_json", f"Tệp “{args.data.name}” không phải JSON ({error}).", "Kiểm tra dấu phẩy, ngoặc."
        ) from error
    args.out.write_bytes(writers[ending](from_data(args.kind, data)))
    print(args.out)
    return 0
