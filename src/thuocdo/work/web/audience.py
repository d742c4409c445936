"""Who may open the pages of work: whoever sees work somewhere; whose work, `work.permissions` says."""

from thuocdo.core.audience import having
from thuocdo.work.web import derived_audience, inside_urls, planning_audience, rule_urls, sheets_urls
from thuocdo.work.web.acts import ACTS

SEE = "work.view"

AUDIENCES = {
    "plans": having(SEE),
    "plan": having(SEE, about="plan"),
    "plan_xlsx": having(SEE, about="plan"),
    "plan_targets": having(SEE, about="plan"),
    **{f"plan_{way}": having(SEE, about="plan") for way in ("calendar", "timeline", "board", "heat", "burn_up")},
    **{
        f"board_{act.name}": having(SEE, about="occurrence", acts=(f"work.{act.verb}",))
        for act in ACTS
        if act.name in ("submit", "note", "accept", "return")
    },
    **derived_audience.AUDIENCES,
    **planning_audience.AUDIENCES,
    **inside_urls.AUDIENCES,
    "plan_unclear": having(SEE, about="plan"),
    "choose_units": having(SEE, about="party", acts=("work.choose_units", "work.set_aside_party")),
    "adopt": having(SEE, about="document", acts=("work.adopt_document",)),
    "task": having(SEE, about="task"),
    "obligation": having(SEE, about="obligation"),
    "name_officer": having(SEE, about="obligation", acts=("work.name_officer",)),
    "occurrences": having(SEE),
    "accept_many": having(SEE, acts=("work.accept_occurrence",)),
    "occurrences_xlsx": having(SEE),
    **{f"occurrence_{act.name}": having(SEE, about="occurrence", acts=(f"work.{act.verb}",)) for act in ACTS},
    **rule_urls.AUDIENCES,
    **sheets_urls.AUDIENCES,
    "extension_decide": having(SEE, about="extension", acts=("work.decide_extension",)),
    "evidence": having(SEE, about="evidence"),
}
THINGS = {
    **planning_audience.THINGS, **sheets_urls.THINGS,
    "plan": "work.Plan", "party": "work.TaskParty", "task": "work.Task", "obligation": "work.Obligation",
    "occurrence": "work.Occurrence", "extension": "work.Extension", "evidence": "work.Evidence",
    "deadline": "work.TaskDeadline", **inside_urls.THINGS,
}  # fmt: skip
