"""Old office files (.doc, .rtf, .odt, .wps): turned into .docx by LibreOffice where it is installed.

The converter runs apart: an empty profile that forbids macros and links, an empty home, no network where the system
allows to take it away, limits of time and memory. Nothing of the file is run and nothing it points at is fetched.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from thuocdo.documents.reading.formats import docx
from thuocdo.documents.reading.formats.loaded import MEGABYTE, Extracted, Notice, refused
from thuocdo.documents.reading.formats.packages import Package

SECONDS = 90
MEMORY = 3000 * MEGABYTE
LARGEST = 200 * MEGABYTE
PROGRAMS = ("soffice", "libreoffice")
# Words by which an RTF has its template or a linked object fetched as soon as it is opened.
RTF_FETCHES = re.compile(rb"(?i)\\(objupdate|objautlink|template(?=\s*(?:https?:|ftp:|[/\\]{2})))\b")
# A user profile in which macros never run and links to other places are never followed.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
 <item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
  <prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
  <prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
  <prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
 </item>
 <item oor:path="/org.openoffice.Office.Writer/Content/Update">
  <prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
 </item>
</oor:items>
"""


def program() -> str:
    """Where LibreOffice is; empty when the machine has none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), "")


@cache
def without_network() -> tuple[str, ...]:
    """The words that start a program without any network, where this system has them."""
    unshare = shutil.which("unshare")
    if not unshare:
        return ()
    words = (unshare, "--net", "--map-root-user")
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried.returncode == 0 else ()


def extract(data: bytes, suffix: str) -> Extracted:
    """The text of an old office file, with a notice that it was converted."""
    parts = looked_over(data, suffix)
    read = docx.extract(converted(data, suffix, "docx"))
    notice = Notice(
        "documents.converted",
        f"Tệp {suffix} đã được chuyển sang .docx bằng LibreOffice để đọc.",
        "Đối chiếu bảng biểu và số thứ tự tự động với bản gốc.",
    )
    return Extracted(read.pages, (notice, *read.notices, *parts))


def looked_over(data: bytes, suffix: str) -> tuple[Notice, ...]:
    """What the file points at, before a converter sees it. Refused when it would fetch or run something."""
    if suffix == ".odt":
        return Package(data, suffix).found.notices()
    if suffix == ".rtf" and (wanted := RTF_FETCHES.search(data)):
        raise refused(
            "remote_content",
            f"Tệp .rtf đòi lấy hoặc tự cập nhật nội dung từ nơi khác ({wanted.group(1).decode('ascii')}): không mở.",
            "Mở trên máy riêng, bỏ liên kết ngoài rồi lưu lại dạng .docx; hỏi nơi gửi nếu thấy lạ.",
        )
    return ()


def converted(data: bytes, suffix: str, wanted: str) -> bytes:
    """The same file in another format. Refused when the machine has no LibreOffice or it gives up."""
    office = program()
    if not office:
        raise refused(
            "no_converter",
            f"Máy chủ chưa cài LibreOffice nên chưa đọc được tệp {suffix}.",
            "Mở bằng phần mềm soạn thảo rồi lưu lại dạng .docx; hoặc nhờ quản trị cài LibreOffice.",
        )
    with tempfile.TemporaryDirectory(prefix="thuocdo-office-") as folder:
        home = Path(folder)
        (home / "profile" / "user").mkdir(parents=True)
        (home / "profile" / "user" / "registrymodifications.xcu").write_text(PROFILE)
        source = home / f"source{suffix}"
        source.write_bytes(data)
        run(office, home, source, wanted)
        result = home / "out" / f"source.{wanted}"
        if not result.exists() or result.stat().st_size > LARGEST:
            raise broken(suffix)
        return result.read_bytes()


def run(office: str, home: Path, source: Path, wanted: str) -> None:
    """Run the converter in its own folder, or refuse when it takes too long."""
    command = [
        *without_network(), office, "--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault",
        f"-env:UserInstallation={(home / 'profile').as_uri()}",
        "--convert-to", wanted, "--outdir", str(home / "out"), str(source),
    ]  # fmt: skip
    environment = {"HOME": str(home), "TMPDIR": str(home), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    try:
        subprocess.run(
            command, cwd=home, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=SECONDS, preexec_fn=limits, start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise refused(
            "conversion_too_long",
            f"Chuyển đổi tệp {source.suffix} quá {SECONDS} giây nên đã dừng.",
            "Mở bằng phần mềm soạn thảo rồi lưu lại dạng .docx.",
        ) from error


def limits() -> None:
    """What the converter may use at most: memory, seconds of processor, size of a file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))


def broken(suffix: str) -> Exception:
    return refused(
        "truncated",
        f"Tệp {suffix} bị hỏng hoặc có mật khẩu: LibreOffice không đọc được.",
        "Mở bằng phần mềm soạn thảo, bỏ mật khẩu nếu có, rồi lưu lại dạng .docx.",
    )
