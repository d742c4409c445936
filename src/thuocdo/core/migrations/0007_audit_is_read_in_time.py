"""Each question to the audit's list has an index in the order in which it is shown."""

from django.db import migrations, models

OLD = ["audit_of_an_actor", "audit_of_an_action", "audit_of_a_day", "audit_of_refusals"]
NEW = [
    models.Index(fields=["at", "seq"], name="audit_in_time"),
    models.Index(fields=["actor_key", "at", "seq"], name="audit_of_an_actor_in_time"),
    models.Index(fields=["action", "at", "seq"], name="audit_of_an_action_in_time"),
    models.Index(fields=["outcome", "at", "seq"], condition=~models.Q(outcome="done"), name="audit_of_refusals_in_time"),
    models.Index(fields=["address", "at", "seq"], condition=~models.Q(address=""), name="audit_of_an_address_in_time"),
    models.Index(fields=["request_id"], condition=~models.Q(request_id=""), name="audit_of_a_request"),
]


class Migration(migrations.Migration):
    dependencies = [("core", "0006_rules_about_personal_data")]

    operations = [
        *(migrations.RemoveIndex("auditrow", name) for name in OLD),
        *(migrations.AddIndex("auditrow", index) for index in NEW),
    ]
