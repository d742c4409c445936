from thuocdo.directory.tests.facts import passwords_cost_little  # noqa: F401
