"""Plumbing, a closed list: clock, decision, audit, outbox, files, jobs ledger, packs, embedded database."""
