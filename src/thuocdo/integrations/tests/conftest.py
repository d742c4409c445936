from thuocdo.directory.tests.facts import facts, national_facts, passwords_cost_little  # noqa: F401
