from thuocdo.directory.tests.facts import facts, national_facts  # noqa: F401
