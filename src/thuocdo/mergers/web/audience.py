"""Who may open the pages of mergers: whoever sees mergers somewhere; which, `mergers.permissions` says."""

from thuocdo.core.audience import having

SEE = "mergers.view"

AUDIENCES = {
    "list": having(SEE),
    "list_xlsx": having(SEE),
    "new": having("mergers.open_merger"),
    "template_csv": having("mergers.open_merger"),
    "template_xlsx": having("mergers.open_merger"),
    "merger": having(SEE, about="merger"),
    "replace": having("mergers.replace_mapping", about="merger"),
    "mapping_csv": having(SEE, about="merger"),
    "mapping_xlsx": having(SEE, about="merger"),
    "checks_xlsx": having(SEE, about="merger"),
    "minutes_xlsx": having(SEE, about="merger"),
    "simulate": having("mergers.simulate_merger", about="merger"),
    "simulation_xlsx": having(SEE, about="merger"),
    "approve": having("mergers.approve_merger", about="merger"),
    "withdraw": having("mergers.withdraw_merger", about="merger"),
    "carry_out": having("mergers.carry_out_merger", about="merger"),
    "minutes_zip": having(SEE, about="merger"),
    "minute": having(SEE, about="merger"),
    "minute_docx": having(SEE, about="merger"),
    # The last head of a unit may have another role by now: the service says whose side a person is on.
    "confirm": having(SEE, about="merger"),
}
THINGS = {"merger": "mergers.Merger"}
