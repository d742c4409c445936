"""Lists of the audit are in the order of the chain; only those of some days are in the order of time."""

from django.db import migrations, models

OLD = [
    "audit_of_an_actor_in_time", "audit_of_an_action_in_time", "audit_of_refusals_in_time", "audit_of_an_address_in_time",
]
NEW = [
    models.Index(fields=["actor_key", "seq"], name="audit_of_an_actor"),
    models.Index(fields=["action", "seq"], name="audit_of_an_action"),
    models.Index(fields=["outcome", "seq"], condition=~models.Q(outcome="done"), name="audit_of_refusals"),
    models.Index(fields=["address", "seq"], condition=~models.Q(address=""), name="audit_of_an_address"),
]


class Migration(migrations.Migration):
    dependencies = [("core", "0008_audit_names_have_a_search_form")]

    operations = [
        *(migrations.RemoveIndex("auditrow", name) for name in OLD),
        *(migrations.AddIndex("auditrow", index) for index in NEW),
    ]
