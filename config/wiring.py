"""What is plugged into what, as dotted paths and plain tables: greppable, and free of import cycles."""

from __future__ import annotations

from datetime import timedelta

from config.menu import NAVIGATION as NAVIGATION


def _(words: str) -> str:
    """Mark words for the catalogue; they are translated where they are shown, so that commands start without Django."""
    return words


# Rooms from the bottom up; the order in which their tables, packs and pages are set up.
ROOMS = [
    "core",
    "ui",
    "directory",
    "documents",
    "chancery",
    "work",
    "urging",
    "funding",
    "activities",
    "meetings",
    "mergers",
    "portal",
    "integrations",
]

# `thuocdo <name>`: module with HELP, add_arguments(parser), run(args); and whether it needs the database.
COMMANDS: dict[str, tuple[str, bool]] = {
    "read": ("thuocdo.documents.management.read", False),
    "compose": ("thuocdo.documents.management.compose", False),
    "sign": ("thuocdo.documents.management.sign", False),
    "verify": ("thuocdo.documents.management.verify", False),
    "deadlines": ("thuocdo.work.management.deadlines", False),
    "units": ("thuocdo.directory.management.units", True),
    "people": ("thuocdo.directory.management.people", True),
    "account": ("thuocdo.directory.management.account", True),
    "packs": ("thuocdo.core.management.packs", True),
    "audit": ("thuocdo.core.management.audit", True),
    "privacy": ("thuocdo.core.management.privacy", True),
    "demo": ("thuocdo.portal.management.demo", True),
    "documents": ("thuocdo.chancery.management.documents", True),
    "mergers": ("thuocdo.mergers.management.mergers", True),
    "handover": ("thuocdo.work.management.handover", True),
    "plans": ("thuocdo.work.management.plans", True),
    "urging": ("thuocdo.urging.management.urging", True),
    "check": ("thuocdo.core.management.check", False),
    "maintenance": ("thuocdo.core.management.maintenance", True),
    # These start the database themselves, because they must not change it before they have looked.
    "backup": ("thuocdo.core.management.backup", False),
    "restore": ("thuocdo.core.management.restore", False),
}

# Loaders of reviewed facts, in the order in which they depend on each other.
PACK_LOADERS = [
    "thuocdo.core.privacy_pack",
    "thuocdo.directory.packs.role_table",
    "thuocdo.directory.packs.loaders",
    "thuocdo.chancery.packs.numbering",
    "thuocdo.work.packs.loaders",
    "thuocdo.activities.packs.kinds",
    "thuocdo.documents.packs.trust",
]

# event name -> handlers that a worker calls after commit.
EVENT_HANDLERS: dict[str, list[str]] = {
    "work.attach_evidence": ["thuocdo.work.handlers.check_what_was_attached"],
    "work.attach_paper": ["thuocdo.work.handlers.check_what_was_attached"],
    "mergers.order_carry_out": ["thuocdo.mergers.handlers.carry_out_ordered"],
    "directory.fail_sign_in": ["thuocdo.directory.handlers.told_of_lock"],
    "directory.ask_recovery": ["thuocdo.directory.handlers.mail_recovery_link"],
    "documents.read_again": ["thuocdo.integrations.handlers.ask_language_model"],
    "documents.receive_document": [
        "thuocdo.documents.handlers.read_what_waits",
        "thuocdo.documents.handlers.check_what_is_signed",
        "thuocdo.integrations.handlers.ask_language_model",
    ],
    "documents.complete_line": [
        "thuocdo.documents.handlers.read_what_waits",
        "thuocdo.documents.handlers.check_what_is_signed",
    ],
    "chancery.order_import": ["thuocdo.chancery.handlers.carry_on_import"],
    "chancery.carry_on_import": ["thuocdo.chancery.handlers.carry_on_import"],
    "documents.confirm_document": ["thuocdo.chancery.handlers.take_answer"],
    "documents.add_relation": ["thuocdo.chancery.handlers.take_answer"],
    "documents.decide_relation": ["thuocdo.chancery.handlers.take_answer"],
    "chancery.issue_draft": ["thuocdo.chancery.handlers.take_answer"],
    "documents.withdraw": ["thuocdo.chancery.handlers.stop_withdrawn"],
    "chancery.send_document": ["thuocdo.chancery.handlers.mail_what_waits"],
    "chancery.retry_delivery": ["thuocdo.chancery.handlers.mail_what_waits"],
    "chancery.recall_delivery": ["thuocdo.chancery.handlers.mail_recall"],
}

# job name -> (dotted path of a callable without arguments, how often it must run at least).
SCHEDULES: dict[str, tuple[str, timedelta]] = {
    "mergers.carry_out": ("thuocdo.mergers.jobs.carry_out_due", timedelta(hours=1)),
    "work.fold_tallies": ("thuocdo.work.jobs.fold_tallies", timedelta(days=1)),
    "work.extend_occurrences": ("thuocdo.work.jobs.extend_occurrences", timedelta(days=1)),
    "work.put_in_force": ("thuocdo.work.jobs.put_in_force", timedelta(days=1)),
    "work.put_amendments_in_force": ("thuocdo.work.jobs.put_amendments_in_force", timedelta(days=1)),
    "documents.index_stale": ("thuocdo.documents.jobs.index_stale", timedelta(minutes=10)),
    "chancery.mail_waiting": ("thuocdo.chancery.jobs.mail_waiting", timedelta(minutes=10)),
    "chancery.take_answers": ("thuocdo.chancery.jobs.take_answers", timedelta(hours=1)),
    "integrations.exchange_papers": (
        "thuocdo.integrations.document_axis.exchange.exchange",
        timedelta(minutes=5),
    ),
    "chancery.urge_unread": ("thuocdo.chancery.jobs.urge_unread", timedelta(hours=1)),
    # Once a day, whoever asks; it is asked every half hour so that the hour of the ladder is kept.
    "urging.run": ("thuocdo.urging.jobs.run_daily", timedelta(minutes=30)),
    "urging.mail": ("thuocdo.urging.jobs.mail_waiting", timedelta(minutes=5)),
    "core.anchor_audit": ("thuocdo.core.anchors.anchor_daily", timedelta(days=1)),
    "core.verify_audit": ("thuocdo.core.anchors.verify_weekly", timedelta(days=7)),
    "core.apply_retention": ("thuocdo.core.retention.apply_retention", timedelta(days=1)),
    "core.watch": ("thuocdo.core.watch.watch", timedelta(minutes=5)),
    "core.mend_queue": ("thuocdo.core.upkeep.mend_queue", timedelta(hours=1)),
    "core.tidy": ("thuocdo.core.upkeep.tidy", timedelta(days=1)),
    "core.backup_daily": ("thuocdo.core.backup.make_daily", timedelta(days=1)),
    "core.backup_drill": ("thuocdo.core.restore.drill_weekly", timedelta(days=7)),
    "core.verify_files": ("thuocdo.core.files.verify_all", timedelta(days=7)),
}

# Unread notices of whoever asks: callable (request) -> number. E-mail of an actor: callable (actor_key) -> address.
NOTICES = "thuocdo.core.notify.unread_of"
MAIL_ADDRESS = "thuocdo.directory.queries.mail_address"

# What the read-only mode lets through: decisions by name, forms by patterns of the URL name (the door, cookies).
DECIDED_IN_MAINTENANCE = {
    "core.start_maintenance",
    "core.end_maintenance",
    "directory.sign_in",
    "directory.sign_out",
    "directory.fail_sign_in",
    "directory.fail_second_factor",
    "directory.note_used_code",
    "directory.note_stolen_session",
    "directory.refuse_identity",
}
FORMS_IN_MAINTENANCE = [
    "directory:login",
    "directory:logout",
    "directory:second_step",
    "directory:passkey_login",
    "directory:works_as",
    "integrations:*",
    "ui:display",
    "ui:language",
    # Ask for the sentence and the dates of a rule; nothing is written.
    "work:rules",
    "work:rule_preview",
]
# Scheduled jobs that only look and write what they saw into their own ledger.
RUN_IN_MAINTENANCE: set[str] = {
    "core.anchor_audit",
    "core.verify_audit",
    "core.watch",
    "core.backup_daily",
    "core.backup_drill",
    "core.verify_files",
}

# Who is told of troubles: a callable () -> recipients; and the page that shows them.
OPERATORS = "thuocdo.portal.queries.operators.operators"
HEALTH_PAGE = "portal:health"

# What rooms above look after besides the plumbing: modules with `checks()`, as those of `core.health`.
HEALTH_CHECKS = ["thuocdo.urging.health"]

# How old the data are: name -> (words, callable () -> moment of the newest, how old it may be before the page warns).
DATA_AGE: dict[str, tuple[str, str, timedelta | None]] = {
    "document": (_("Văn bản mới nhận"), "thuocdo.portal.queries.ages.newest_document", timedelta(days=30)),
    "progress": (_("Kết quả mới nộp"), "thuocdo.portal.queries.ages.newest_result", timedelta(days=45)),
    "decision": (_("Quyết định của người dùng"), "thuocdo.portal.queries.ages.last_decision", timedelta(days=7)),
    "sign_in": (_("Lần đăng nhập cuối"), "thuocdo.portal.queries.ages.last_sign_in", timedelta(days=7)),
}

# Whether who asks may read masked personal data of somebody: callable (request) -> bool.
READS_PERSONAL = "thuocdo.directory.queries.privacy.reads_personal"

# What starts the clock of a retention rule (packs/national/retention.yaml): its keeper, in the room that owns the rows.
RETENTION_CLOCKS = {
    "notice_read": "thuocdo.core.retention.NOTICES",
    "last_position_ended": "thuocdo.directory.retention.PEOPLE",
    "account_closed": "thuocdo.directory.retention.ACCOUNTS",
    "session_ended": "thuocdo.directory.retention.SESSIONS",
    "import_file_stored": "thuocdo.directory.retention.IMPORTS",
}

# What a merger moves: modules with KINDS, `foresee(passage)` and, where something must move, `carry_out(passage, by=,
# at=)`, in the order in which they carry out: people first, so that who is charged with a task goes along with it.
MERGER_EFFECTS = [
    "thuocdo.mergers.effects.people",
    "thuocdo.mergers.effects.obligations",
    "thuocdo.mergers.effects.papers",
]

# Settings whose change is a row of the audit: who gets in, and what the program lets happen; never a secret.
AUDITED_SETTINGS = [
    "THUOCDO_SECOND_FACTOR",
    "THUOCDO_OIDC.issuer",
    "THUOCDO_OIDC.create",
    "THUOCDO_AXIS.endpoint",
    "THUOCDO_AXIS.system_id",
    "THUOCDO_AXIS.folder",
    "THUOCDO_MODEL.address",
    "THUOCDO_MODEL.model",
    "THUOCDO_TRUST_SERVICES.stamps",
    "THUOCDO_TRUST_SERVICES.lists",
    "THUOCDO_TRUST_SERVICES.responders",
    "THUOCDO_REMOTE_SIGNING.address",
    "THUOCDO_IDLE_MINUTES",
    "SESSION_COOKIE_AGE",
    "SESSION_COOKIE_SECURE",
    "THUOCDO_PROXIES",
    "ALLOWED_HOSTS",
    "THUOCDO_MAX_UPLOAD",
    "THUOCDO_PROVINCE",
    "THUOCDO_DEMO",
    "DEBUG",
]

# What rooms above add to the page of a paper: callables (request, document) -> list of (template, context).
PAPER_PANELS = [
    "thuocdo.chancery.web.panels.of_document",
    "thuocdo.chancery.web.inbox.of_document",
    "thuocdo.chancery.web.draft_panels.of_document",
]

# What rooms above add to the pages of a plan, a task, an obligation, an agency: callables (request, thing) -> list of
# (template, context); an agency is given as its unit.
PLAN_PANELS: list[str] = [
    "thuocdo.work.web.derived_panels.of_plan",
    "thuocdo.work.web.panels.quality_of_plan",
]
TASK_PANELS: list[str] = [
    "thuocdo.work.web.plan_history.of_task",
    "thuocdo.work.web.calls.of_task",
    "thuocdo.funding.web.panels.of_task",
    "thuocdo.activities.web.panels.of_task",
    "thuocdo.meetings.web.panels.of_task",
]
OBLIGATION_PANELS: list[str] = ["thuocdo.urging.web.panels.of_obligation"]
AGENCY_PANELS: list[str] = [
    "thuocdo.urging.web.panels.of_unit",
    "thuocdo.work.web.panels.quality_of_agency",
    "thuocdo.funding.web.panels.of_unit",
    "thuocdo.activities.web.panels.of_unit",
]

# Who uses a paper: callables (document, person) -> list of `documents.queries.Use`, in rooms above the papers.
WHERE_USED = [
    "thuocdo.chancery.queries.uses.uses_of_document",
    "thuocdo.work.queries.uses_of_document",
]

# Who works by a paper and is told when it is withdrawn or opened again: callables (document) -> list of (person, link).
WHO_WORKS_BY_A_PAPER = ["thuocdo.work.queries.paper_people.people_of_document"]

# Who counts papers of state secrets, of which nothing else is kept: a module with `count_secrets`, `let_go_of_secret`.
STATE_SECRETS = "thuocdo.chancery.services"

# Servers that papers are signed and checked with: callables () -> something to ask, or nothing when none is named.
SIGNING_SERVICES = {
    "stamps": "thuocdo.integrations.trust_services.servers.stamps",
    "proofs": "thuocdo.integrations.trust_services.servers.proofs",
    "remote": "thuocdo.integrations.remote_signing.client.service",
    "long_term": "thuocdo.integrations.trust_services.servers.long_term",
}

# How a want of rights is said: a callable (by, name of the decision, thing) -> NotAllowed with rule and people to ask.
NOT_ALLOWED = "thuocdo.directory.queries.why.not_allowed"

# Where a thing stands, for each room whose verbs are asked of it: callables (thing) -> Place, or nothing.
PLACES = {
    "directory": "thuocdo.directory.permissions.place_of",
    "documents": "thuocdo.documents.permissions.place_of",
    "chancery": "thuocdo.chancery.permissions.place_of",
    "work": "thuocdo.work.permissions.place_of",
    "urging": "thuocdo.urging.permissions.place_of",
    "funding": "thuocdo.funding.permissions.place_of",
    "activities": "thuocdo.activities.permissions.place_of",
    "meetings": "thuocdo.meetings.permissions.place_of",
}

# What may refuse a decision although the right is there: callables (by, thing, name of the decision) that raise.
GUARDS = ["thuocdo.directory.permissions.refuse_own_entry"]

# Whether a request may open the address of a name: the menu offers nothing that the gate would refuse.
MAY_OPEN = "thuocdo.directory.permissions.may_open"

# Open work of a person: callables (person, day) -> list of `directory.queries.open_work.OpenWork`.
OPEN_WORK = [
    "thuocdo.work.queries.open_work.open_work_of",
    "thuocdo.work.queries.open_work.open_steps_of",
    "thuocdo.documents.queries.open_papers.open_papers_of",
    "thuocdo.chancery.queries.open_deliveries.open_deliveries_of",
    "thuocdo.chancery.queries.waiting.open_drafts_of",
    "thuocdo.funding.queries.waiting.open_estimates_of",
    "thuocdo.directory.queries.open_work.authority_lent",
]
# Kinds of open work that pass to another person, with who does it: callables (key, giver=, taker=, by=, at=).
HAND_OVER_WORK: dict[str, str] = {
    "work.obligation": "thuocdo.work.receipts.take_over",
    "work.step": "thuocdo.work.receipts.take_step",
}

# Saved filters of the page that a request opens: a callable (request) -> list of `ui.saved_views.Saved`.
SAVED_VIEWS = "thuocdo.directory.queries.saved_views.views_of"

# The history of things for their pages: a callable (things, limit) -> rows of the audit, newest first.
HISTORY = "thuocdo.core.audit.recent"
