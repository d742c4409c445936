from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0010_troubles_are_told_once")]

    operations = [
        migrations.CreateModel(
            name="TypedForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_key", models.TextField()),
                ("place", models.TextField()),
                ("fields", models.JSONField(default=dict)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner_key", "place"), name="one_typing_of_a_form")],
            },
        )
    ]
