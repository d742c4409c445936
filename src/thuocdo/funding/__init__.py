"""Money of tasks: estimates, appraisal, allocation, spending (kinh phí cải cách hành chính)."""
