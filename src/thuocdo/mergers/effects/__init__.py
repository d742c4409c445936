"""What a merger moves, room by room: each module words its kinds, foresees, and carries out where something must move.

A room that comes later writes one such module of its own and adds its dotted path to MERGER_EFFECTS of the wiring.
"""
