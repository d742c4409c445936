"""No version of a draft was ever a file of its own: tables of workbooks become part of its data."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("chancery", "0008_a_refused_paper_is_sent_again")]

    operations = [migrations.RemoveField("draftversion", "file")]
