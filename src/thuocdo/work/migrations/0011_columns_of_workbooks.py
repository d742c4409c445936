from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0010_calls_events_and_policies_of_a_province"),
    ]

    operations = [
        migrations.AddField(
            model_name="sheetimport",
            name="columns",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
