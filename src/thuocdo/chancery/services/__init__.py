"""Decisions of the chancery."""

from thuocdo.chancery.services.axis import (
    answer_change,
    note_handed,
    note_unhanded,
    return_package,
    take_message,
    take_package,
    tell_status,
)
from thuocdo.chancery.services.following import hand_over_package, recall_delivery, retry_delivery, urge_delivery
from thuocdo.chancery.services.importing import (
    Export,
    carry_on_import,
    check_import,
    discard_import,
    map_columns,
    order_import,
)
from thuocdo.chancery.services.lines import Line
from thuocdo.chancery.services.mailing import mail_delivery, mail_recall
from thuocdo.chancery.services.numbers import strike_out, take_number
from thuocdo.chancery.services.receiving import act_on_delivery, note_read, receive_delivery, refuse_delivery
from thuocdo.chancery.services.registering import amend_line, enter
from thuocdo.chancery.services.secrets import count_secrets, let_go_of_secret
from thuocdo.chancery.services.sending import Addressee, send_document

__all__ = [
    "Addressee",
    "Export",
    "Line",
    "act_on_delivery",
    "amend_line",
    "answer_change",
    "carry_on_import",
    "check_import",
    "count_secrets",
    "discard_import",
    "enter",
    "hand_over_package",
    "let_go_of_secret",
    "mail_delivery",
    "mail_recall",
    "map_columns",
    "note_handed",
    "note_read",
    "note_unhanded",
    "order_import",
    "recall_delivery",
    "receive_delivery",
    "refuse_delivery",
    "retry_delivery",
    "return_package",
    "send_document",
    "strike_out",
    "take_message",
    "take_number",
    "take_package",
    "tell_status",
    "urge_delivery",
]
