"""Words of papers go into their index some papers at a time: one entry is then written once for all of them."""

import django.contrib.postgres.indexes
from django.db import migrations

NAME = "papers_by_words_and_scope"
FIELDS = ["words", "scope"]
# The index itself stays as it is: only how it is written to changes, at once, however large it has become.
GATHERED = f"ALTER INDEX {NAME} SET (fastupdate = on, gin_pending_list_limit = 1024)"
AT_ONCE = f"ALTER INDEX {NAME} SET (fastupdate = off); ALTER INDEX {NAME} RESET (gin_pending_list_limit);"


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_the_index_knows_force_and_urgency")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(GATHERED, AT_ONCE)],
            state_operations=[
                migrations.RemoveIndex("documentindex", NAME),
                migrations.AddIndex(
                    "documentindex",
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=FIELDS, gin_pending_list_limit=1024, name=NAME
                    ),
                ),
            ],
        )
    ]
