"""Tasks of a table (biểu phân công nhiệm vụ): one row, one task. Columns are known by their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from thuocdo.documents.reading.agencies import EDGE, Body, head_kind, split_bodies
from thuocdo.documents.reading.blocks import TABLE, Block, Cell, Row, Structured, Table
from thuocdo.documents.reading.fields import field_of
from thuocdo.documents.reading.formats.loaded import Notice
from thuocdo.documents.reading.found import FoundTask, Json
from thuocdo.documents.reading.outputs import split_outputs
from thuocdo.documents.reading.times import deadlines_of
from thuocdo.documents.reading.zones import topic_in
from thuocdo.kernel.deadlines.phrases import DeadlinePhrase

# The first rule that fits a heading names its column.
COLUMNS = (
    ("coordinating", re.compile(r"(?i:^(?!.*chủ trì).*phối hợp)")),
    ("deadline", re.compile(r"(?i:thời gian|thời hạn|tiến độ|thời điểm|^hoàn thành|mốc)")),
    (
        "lead",
        re.compile(
            r"(?i:chủ trì|(?:cơ quan|đơn vị|bộ phận|người|phòng|đầu mối)[^,;]{0,20}(?:thực hiện|"
            r"tham mưu|phụ trách)|trách nhiệm|phân công|đầu mối)"
        ),
    ),
    ("lead", re.compile(r"(?i:^(?:cơ quan|đơn vị)(?: \(.*\))?$)")),
    ("output", re.compile(r"(?i:sản phẩm|kết quả|đầu ra)")),
    ("number", re.compile(r"(?i:^(?:stt|tt|số tt|số thứ tự|số)\.?$)")),
    ("note", re.compile(r"(?i:ghi chú|căn cứ|kinh phí|lý do)")),
    ("task", re.compile(r"(?i:nhiệm vụ|nội dung|công việc|hoạt động|giải pháp|tên đề án|chỉ tiêu)")),
)
BEGINNING = re.compile(r"(?i:bắt đầu|khởi công)")
# "Thủ tục cần rà soát", "Tên văn bản": what is to be worked on, where a table says who leads and by when.
REVIEWED = re.compile(r"(?i:thủ tục|tthc|văn bản|lĩnh vực)")
LED = re.compile(r"(?i:chủ trì)")
# Tables that list steps or procedures look alike and order nothing.
OTHER_TABLES = re.compile(
    r"(?i:\bbước\b|trình tự|mã số|mã tthc|tên thủ tục|tên tthc|lệ phí|biểu mẫu|số trang|"
    r"họ và tên|điểm tối đa|điểm chuẩn)"
)
WORK_TITLE = re.compile(r"(?i:nhiệm vụ|công việc)")
PROCEDURE_TITLE = re.compile(r"(?i:quy trình (?:nội bộ|điện tử|giải quyết)|danh mục (?:và )?(?:thủ tục|tthc))")
# "Chủ trì: Sở Nội vụ; Phối hợp: các Sở" in one cell
ROLE_LABEL = re.compile(r"(?i:(?:cơ quan |đơn vị )?(?:chủ trì|thực hiện)\s*:\s*)")
HELP_LABEL = re.compile(r"(?i:(?:cơ quan |đơn vị )?phối hợp(?: thực hiện)?\s*:\s*)")
# The first word of the next column that slipped into this one: "... ở các cấp Sở" | "Thông tin và Truyền thông"
SLIPPED = re.compile(r"(?<=\w) (?P<head>Sở|Bộ|Ban|Phòng|Cục|Chi cục|Trung tâm|UBND|Ủy ban|Văn phòng|Công an|Đài|Hội)$")


@dataclass
class Bodies:
    """The two agency columns of a row as read, with what is doubtful about them."""

    leads: list[Body] = field(default_factory=list)
    helpers: list[Body] = field(default_factory=list)
    doubts: list[tuple[str, str, float]] = field(default_factory=list)
    more: Json = field(default_factory=dict)

    def doubt(self, code: str, message: str, confidence: float) -> None:
        if all(known != code for known, _, _ in self.doubts):
            self.doubts.append((code, message, confidence))


def columns_of(table: Table) -> dict[str, int]:
    """Which column holds what, by the words of the header; a role that two headings fit goes to the first."""
    found: dict[str, int] = {}
    for place, heading in enumerate(table.header):
        title = " ".join(heading.text.split())
        role = next((role for role, pattern in COLUMNS if pattern.search(title)), None)
        if role and not (role == "deadline" and BEGINNING.search(title)):
            found.setdefault(role, place)
    if "task" not in found and {"lead", "deadline"} <= found.keys():
        subject = [place for place, heading in enumerate(table.header) if REVIEWED.search(heading.text)]
        found |= {"task": subject[0]} if subject else {}
    return found


def is_task_table(block: Block) -> bool:
    """Whether a table hands out work: it has a column of tasks and says who, by when or what comes of it."""
    table = block.table
    if table is None or not table.header:
        return False
    titles = " | ".join(heading.text for heading in table.header)
    above = block.part.title.text if block.part and block.part.title else ""
    columns = columns_of(table)
    if (OTHER_TABLES.search(titles) and not (LED.search(titles) and "deadline" in columns)) or PROCEDURE_TITLE.search(
        above
    ):
        return False
    if "task" not in columns:
        return False
    named = WORK_TITLE.search(titles) and columns.keys() & {"deadline", "output", "coordinating"}
    return bool("lead" in columns or {"deadline", "output"} <= columns.keys() or named)


def missing_columns(columns: dict[str, int]) -> list[str]:
    names = {"lead": "cơ quan chủ trì", "output": "sản phẩm", "deadline": "thời gian hoàn thành"}
    return [name for role, name in names.items() if role not in columns]


def table_notices(doc: Structured) -> list[Notice]:
    """One notice for each table of tasks that lacks a column: its tasks are read without that part."""
    found = []
    for block in doc.of_kind(TABLE):
        lacking = missing_columns(columns_of(block.table)) if block.table and is_task_table(block) else []
        if lacking:
            message = f"Bảng nhiệm vụ thiếu cột {', '.join(lacking)}; phần tương ứng của các nhiệm vụ để trống."
            remedy = "Bổ sung khi xác nhận từng nhiệm vụ, hoặc xem lại bảng trong văn bản gốc."
            found.append(Notice("documents.table_column_missing", message, remedy, {"span": block.passage.span()}))
    return found


def table_tasks(doc: Structured, block: Block) -> list[FoundTask]:
    """The tasks of a table; a column it lacks leaves that part of each task empty and is recorded."""
    if block.kind != TABLE or block.table is None or not is_task_table(block):
        return []
    columns = columns_of(block.table)
    lacking = missing_columns(columns)
    if lacking:
        doc.decide(
            "tasks", f"bảng thiếu cột: {', '.join(lacking)}", "phần tương ứng của nhiệm vụ để trống", block.passage
        )
    found, heading = [], ""
    for row in block.table.rows:
        if row.kind == "section":
            heading = row.title.text if row.title else ""
            continue
        task = row_task(doc, row, columns, heading)
        if task:
            found.append(task)
    return found


def row_task(doc: Structured, row: Row, columns: dict[str, int], heading: str) -> FoundTask | None:
    """The task of one row, None if the row prints no task."""
    named = row.cell(columns.get("task"))
    if named is None:
        return None
    task = FoundTask(id=row.path or row.number, section=row.section or None, confidence=0.95)
    task.place(named.passage)
    task.text = task.text.rstrip(" ;")
    if row.number.isdigit():
        task.more["row"] = int(row.number)
    give_bodies(task, read_bodies(row.cell(columns.get("lead")), row.cell(columns.get("coordinating"))))
    if not task.lead_agencies:
        task.doubt("lead_missing", "Bảng không nêu cơ quan chủ trì nhiệm vụ này.", 0.6)
    output = row.cell(columns.get("output"))
    task.outputs = [part.text for part in split_outputs(output.passage, output.entries)] if output else []
    give_deadlines(task, row.cell(columns.get("deadline")), doc)
    topic = topic_in(doc)
    task.field = field_of(task.text, headings=[heading] if heading else [], topic=topic)
    return task


def give_bodies(task: FoundTask, bodies: Bodies) -> None:
    """Put the bodies of a row into its task, with riders and doubts."""
    task.lead_agencies = distinct(bodies.leads)
    task.coordinating_agencies = distinct(bodies.helpers)
    riders = {body.name: body.rider for body in [*bodies.leads, *bodies.helpers] if body.rider}
    if riders:
        task.more["agency_notes"] = riders
    task.more |= bodies.more
    for code, message, confidence in bodies.doubts:
        task.doubt(code, message, confidence)


def distinct(bodies: list[Body]) -> list[str]:
    return list(dict.fromkeys(body.name for body in bodies))


def give_deadlines(task: FoundTask, cell: Cell | None, doc: Structured) -> None:
    """Put the deadlines of a cell into a task, entry by entry; what the phrase reader doubts, the task doubts."""
    if cell is None:
        return
    phrases: list[DeadlinePhrase] = []
    for entry in cell.entries or [cell.passage]:
        phrases += deadlines_of(doc, entry.text, cell=True)
    task.deadlines = [phrase.to_json() for phrase in phrases]
    for phrase in phrases:
        for doubt in phrase.doubts:
            task.doubt(doubt.code, doubt.message, min(phrase.confidence, 0.6))
    if not phrases:
        task.doubt("deadline_unread", f"Chưa hiểu thời hạn ghi là “{cell.text}”.", 0.6)


def cell_bodies(cell: Cell | None, role: str = "lead") -> list[Body]:
    """The bodies of a cell, list entries one by one."""
    if cell is None:
        return []
    return [body for entry in cell.entries or [cell.passage] for body in labelled(entry.text, role)]


def labelled(text: str, role: str) -> list[Body]:
    """Bodies of a cell in which the roles may be written out: "Chủ trì: Sở Nội vụ. Phối hợp: các Sở"."""
    label = HELP_LABEL.search(text)
    if label:
        leads = split_bodies(text, skip_label(text), label.start(), role=role)
        return leads + split_bodies(text, label.end(), role="coordinating")
    return split_bodies(text, skip_label(text), role=role)


def skip_label(text: str) -> int:
    label = ROLE_LABEL.match(text)
    return label.end() if label else 0


def read_bodies(lead: Cell | None, helper: Cell | None) -> Bodies:
    """Who leads and who helps, by the two columns; what stands in the wrong column is mended and told."""
    bodies = Bodies()
    leads, helpers = cell_bodies(lead), cell_bodies(helper, "coordinating")
    leads, helpers = slipped(bodies, leads, helpers, lead, helper)
    for body in leads:
        (bodies.helpers if body.role == "coordinating" else bodies.leads).append(body)
    if bodies.helpers:
        names = ", ".join(body.name for body in bodies.helpers)
        message = f"Cột chủ trì ghi “phối hợp”; đề xuất hiểu {names} là cơ quan phối hợp."
        bodies.doubt("coordinating_in_lead", message, 0.6)
    for body in helpers:
        place_helper(bodies, body, lead, helper)
    for body in [*bodies.leads, *bodies.helpers]:
        doubt_body(bodies, body)
    return bodies


def place_helper(bodies: Bodies, body: Body, lead: Cell | None, helper: Cell | None) -> None:
    """A body of the coordinating column; one that "chủ trì" there leads."""
    if not body.rider.startswith("chủ trì"):
        bodies.helpers.append(body)
        return
    bodies.leads.append(replace(body, role="lead"))
    bodies.more |= {"columns_shifted": True, "as_printed": printed(lead, helper)}
    message = f"Cột phối hợp ghi {body.name} “chủ trì”; đề xuất hiểu đây là cơ quan cùng chủ trì."
    bodies.doubt("lead_in_coordinating", message, 0.5)


def printed(lead: Cell | None, helper: Cell | None) -> Json:
    return {"lead": lead.text if lead else "", "coordinating": helper.text if helper else ""}


def slipped(
    bodies: Bodies, leads: list[Body], helpers: list[Body], lead: Cell | None, helper: Cell | None
) -> tuple[list[Body], list[Body]]:
    """Move back a word that slipped out of the coordinating column: the head of a body at the end of the lead."""
    tail = SLIPPED.search(leads[-1].name) if leads else None
    if not tail or not helpers or head_kind(helpers[0].name):
        return leads, helpers
    head = tail["head"]
    kept = leads[-1].name[: tail.start()].rstrip(EDGE)
    mended = f"{head} {helpers[0].name}"
    bodies.more |= {"columns_shifted": True, "as_printed": printed(lead, helper)}
    message = f"Chữ “{head}” của cột phối hợp lọt sang cột chủ trì; đề xuất đọc: chủ trì “{kept}”, phối hợp “{mended}”."
    bodies.doubt("columns_shifted", message, 0.5)
    return [*leads[:-1], replace(leads[-1], name=kept)], [replace(helpers[0], name=mended), *helpers[1:]]


MESSAGES = {
    "agency_spread": ("Một cụm gọi chung nhiều cơ quan cùng loại được tách thành từng cơ quan; cần đối chiếu.", 0.8),
    "agency_glued": ("Hai cơ quan in liền nhau, thiếu dấu phẩy; đề xuất tách làm hai.", 0.6),
}


def doubt_body(bodies: Bodies, body: Body) -> None:
    """Tell what is doubtful about one body: spread, glued, or not like the name of a body at all."""
    for code in body.doubts:
        bodies.doubt(code, *MESSAGES[code])
    if not head_kind(body.name):
        bodies.doubt("agency_unknown", f"“{body.name}” không giống tên cơ quan, đơn vị.", 0.7)
