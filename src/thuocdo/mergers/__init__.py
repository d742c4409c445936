"""Merger day (sắp xếp đơn vị): a mapping checked, simulated, approved by a named person, handed over with minutes."""
