import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('full_name', models.TextField()),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('folded', models.TextField(db_index=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['full_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4)),
            ],
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('nature', models.CharField(choices=[('territory', 'Địa giới hành chính'), ('agency', 'Cơ quan, đơn vị')], max_length=10)),
                ('province_key', models.CharField(db_index=True, max_length=10)),
            ],
            options={
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='UnitGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, unique=True)),
                ('code', models.CharField(max_length=40)),
                ('province_key', models.CharField(max_length=10)),
                ('expression', models.TextField()),
                ('confidence', models.DecimalField(decimal_places=2, max_digits=3)),
                ('union_of', models.JSONField(blank=True, default=list)),
                ('alternative', models.CharField(blank=True, max_length=40)),
                ('succeeded_by', models.CharField(blank=True, max_length=40)),
                ('member_rule', models.TextField(blank=True)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('provenance', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=150, unique=True)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('person', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='account', to='directory.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('username', django.db.models.functions.text.Lower('username'))), name='username_in_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('extent', models.CharField(choices=[('whole', 'toàn bộ'), ('part', 'một phần'), ('part_area', 'một phần diện tích'), ('part_area_all_population', 'một phần diện tích, toàn bộ dân số'), ('part_population', 'một phần dân số'), ('function', 'chuyển chức năng'), ('unknown', 'chưa rõ')], max_length=30)),
                ('weight', models.DecimalField(decimal_places=6, max_digits=7, null=True)),
                ('effective_on', models.DateField()),
                ('legal_basis', models.TextField(blank=True)),
                ('note', models.TextField(blank=True)),
                ('provenance', models.TextField(blank=True)),
                ('pack', models.CharField(blank=True, max_length=80)),
                ('from_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_out', to='directory.unit')),
                ('to_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successions_in', to='directory.unit')),
            ],
            options={
                'ordering': ['effective_on', 'pk'],
                'indexes': [models.Index(fields=['effective_on'], name='successions_on')],
                'constraints': [models.UniqueConstraint(fields=('from_unit', 'to_unit', 'effective_on', 'kind'), name='succession_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('weight', None), ('weight__range', (0, 1)), _connector='OR'), name='succession_weight_is_a_share')],
            },
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.TextField()),
                ('role', models.CharField(max_length=30)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('is_head', models.BooleanField(default=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='directory.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='directory.unit')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [django.contrib.postgres.indexes.GistIndex(fields=['valid'], name='positions_at_a_date')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_head', True)), expressions=[(models.Func(models.F('unit'), models.F('unit'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), ('valid', '&&')], name='one_head_at_a_time'), models.CheckConstraint(condition=models.Q(('valid__isempty', False)), name='position_lasts_a_day')],
            },
        ),
        migrations.CreateModel(
            name='UnitAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('folded', models.TextField(db_index=True)),
                ('pack', models.CharField(blank=True, max_length=80)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='directory.unit')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'text'), name='alias_once_per_unit')],
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('pack', models.CharField(blank=True, max_length=80)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='directory.unit')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='directory.unitgroup')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('group'), models.F('group'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('unit'), models.F('unit'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), ('valid', '&&')], name='member_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='GroupAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('folded', models.TextField()),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='directory.unitgroup')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('group', 'text'), name='alias_once_per_group')],
            },
        ),
        migrations.CreateModel(
            name='UnitVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('name', models.TextField()),
                ('full_name', models.TextField()),
                ('bare_name', models.TextField(blank=True)),
                ('kind', models.CharField(max_length=20)),
                ('level', models.CharField(blank=True, max_length=10)),
                ('code', models.CharField(blank=True, max_length=10)),
                ('symbol', models.TextField(blank=True)),
                ('sector', models.TextField(blank=True)),
                ('edoc_code', models.CharField(blank=True, max_length=30)),
                ('edoc_status', models.TextField(blank=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('folded', models.TextField()),
                ('legal_basis', models.TextField(blank=True)),
                ('note', models.TextField(blank=True)),
                ('provenance', models.TextField(blank=True)),
                ('pack', models.CharField(blank=True, max_length=80)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='child_versions', to='directory.unit')),
                ('territory', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agency_versions', to='directory.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='directory.unit')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'indexes': [django.contrib.postgres.indexes.GistIndex(fields=['valid'], name='versions_at_a_date'), models.Index(fields=['parent', 'position'], name='versions_below')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('unit'), models.F('unit'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), ('valid', '&&')], name='one_version_at_a_time'), models.CheckConstraint(condition=models.Q(('parent', models.F('unit')), _negated=True), name='version_is_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('valid__isempty', False)), name='version_lasts_a_day')],
            },
        ),
    ]
