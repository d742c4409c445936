"""Rows written before keep the form in which everything was hashed together; they stay valid as they are."""

from django.db import migrations, models

WHOLE, SPLIT = 1, 2


class Migration(migrations.Migration):
    dependencies = [("core", "0004_anchors_are_append_only")]

    operations = [
        migrations.AddField("auditrow", "details_hash", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("auditrow", "salt", models.CharField(blank=True, default="", max_length=32)),
        # The default of the column is filled in by PostgreSQL without touching a row, so that the rule that none may be
        # changed stays in force.
        migrations.AddField("auditrow", "form", models.PositiveSmallIntegerField(default=WHOLE)),
        migrations.AlterField("auditrow", "form", models.PositiveSmallIntegerField(default=SPLIT)),
        migrations.AddIndex("auditrow", models.Index(fields=["action", "seq"], name="audit_of_an_action")),
        migrations.AddIndex("auditrow", models.Index(fields=["at"], name="audit_of_a_day")),
        migrations.AddIndex(
            "auditrow",
            models.Index(fields=["outcome", "seq"], condition=~models.Q(outcome="done"), name="audit_of_refusals"),
        ),
    ]
