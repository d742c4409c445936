"""Conclusions of meetings are a kind of plan, one a unit and year; a task may come from one about another task."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("work", "0012_one_key_for_four")]

    operations = [
        migrations.AlterField(
            model_name="plan",
            name="kind",
            field=models.CharField(
                choices=[
                    ("programme", "Chương trình"), ("plan", "Kế hoạch"), ("directive", "Văn bản chỉ đạo"),
                    ("conclusion", "Kết luận cuộc họp"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="tasklink",
            name="kind",
            field=models.CharField(
                choices=[
                    ("derived", "Cụ thể hóa nhiệm vụ của cấp trên"), ("copied", "Sao từ kế hoạch trước"),
                    ("changed", "Sửa đổi"), ("split", "Tách ra từ"), ("merged", "Gộp từ"),
                    ("succeeded", "Kế thừa khi sắp xếp đơn vị"), ("remedy", "Khắc phục tồn tại, hạn chế"),
                    ("concluded", "Kết luận cuộc họp về nhiệm vụ"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "conclusion"), ("state", "in_force")),
                fields=("issuer", "year"),
                name="one_plan_of_conclusions_a_year",
            ),
        ),
    ]  # fmt: skip
