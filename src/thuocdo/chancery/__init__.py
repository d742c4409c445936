"""chancery: registers, numbers, drafts, issuing and delivery of official papers (văn thư)."""
