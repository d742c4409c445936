"""The head of an official appendix, for pages; it is made in `work.letterheads`."""

from thuocdo.work.letterheads import basis_of, issuer_lines, official_head

__all__ = ["basis_of", "issuer_lines", "official_head"]
