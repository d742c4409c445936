"""Thước Đo: the platform on which a province runs its administrative reform (cải cách hành chính)."""
