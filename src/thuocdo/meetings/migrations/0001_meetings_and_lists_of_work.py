"""Meetings with agenda, conclusions and papers; published lists of each person's work."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('chancery', '0008_a_refused_paper_is_sent_again'),
        ('directory', '0006_saved_views'),
        ('work', '0014_amendments_of_a_later_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('late', 'Việc quá hạn'), ('soon', 'Việc sắp đến hạn'), ('returned', 'Kết quả bị trả lại'), ('block', 'Vướng mắc'), ('extension', 'Đề nghị gia hạn'), ('conclusion', 'Kết luận kỳ trước'), ('words', 'Nội dung khác')], max_length=20)),
                ('text', models.TextField()),
                ('frozen', models.JSONField(blank=True, default=dict)),
                ('said', models.TextField(blank=True)),
                ('said_at', models.DateTimeField(blank=True, null=True)),
                ('said_by_name', models.TextField(blank=True)),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='work.block')),
                ('extension', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='work.extension')),
                ('occurrence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='work.occurrence')),
            ],
            options={
                'ordering': ['meeting', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Conclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('task', 'Giao nhiệm vụ mới'), ('step', 'Giao bước của việc đang làm'), ('extension', 'Quyết định đề nghị gia hạn'), ('waiver', 'Miễn kỳ hạn này'), ('words', 'Ghi nhận, không giao việc')], max_length=20)),
                ('text', models.TextField()),
                ('who', models.TextField(blank=True, help_text='Cơ quan, người được giao, như lúc kết luận')),
                ('due_on', models.DateField(blank=True, null=True)),
                ('output', models.TextField(blank=True, help_text='Sản phẩm phải có')),
                ('granted', models.BooleanField(blank=True, help_text='Đồng ý hay không đồng ý gia hạn', null=True)),
                ('state', models.CharField(choices=[('draft', 'Chưa thực hiện'), ('done', 'Đã giao, đã quyết định'), ('dropped', 'Đã bỏ')], default='draft', max_length=20)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('made_by_name', models.TextField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by_name', models.TextField(blank=True)),
                ('dropped_why', models.TextField(blank=True)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conclusions', to='meetings.agendaitem')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conclusions', to='directory.person')),
                ('step', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conclusion', to='work.step')),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conclusion', to='work.task')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conclusions', to='directory.unit')),
            ],
            options={
                'ordering': ['meeting', 'order', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='conclusion',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='meetings.conclusion'),
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('briefing', 'Giao ban'), ('agency', 'Họp cơ quan, đơn vị'), ('topic', 'Họp chuyên đề'), ('review', 'Sơ kết, tổng kết')], max_length=20)),
                ('title', models.TextField()),
                ('folded', models.TextField(editable=False)),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField(help_text='Dự kiến bao nhiêu phút')),
                ('place', models.TextField()),
                ('link', models.URLField(blank=True, help_text='Địa chỉ họp trực tuyến', max_length=500)),
                ('purpose', models.TextField(blank=True, help_text='Nội dung chính, yêu cầu chuẩn bị')),
                ('state', models.CharField(choices=[('planned', 'Đang chuẩn bị'), ('called', 'Đã mời'), ('under_way', 'Đang họp'), ('concluded', 'Đã kết luận'), ('cancelled', 'Đã hủy')], default='planned', max_length=20)),
                ('state_reason', models.TextField(blank=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('made_by_name', models.TextField()),
                ('called_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('concluded_at', models.DateTimeField(blank=True, null=True)),
                ('concluded_by_name', models.TextField(blank=True)),
                ('last_conclusions', models.JSONField(blank=True, default=list, help_text='Kết luận kỳ trước, như lúc khai mạc')),
                ('closing', models.TextField(blank=True, help_text='Ý kiến kết luận chung')),
                ('synthetic', models.BooleanField(default=False)),
                ('chair', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings_chaired', to='directory.person')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='meetings.meeting')),
                ('secretary', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings_kept', to='directory.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='directory.unit')),
            ],
            options={
                'ordering': ['-starts_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('name', models.TextField(help_text='Tên như lúc mời')),
                ('post', models.TextField(blank=True, help_text='Chức vụ như lúc mời')),
                ('attendance', models.CharField(choices=[('unknown', 'Chưa điểm danh'), ('present', 'Có mặt'), ('instead', 'Cử người dự thay'), ('excused', 'Vắng có lý do'), ('absent', 'Vắng không lý do')], default='unknown', max_length=20)),
                ('came_as', models.TextField(blank=True, help_text='Người dự của cơ quan, hoặc người dự thay')),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='directory.person')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='directory.unit')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitees', to='meetings.meeting')),
            ],
            options={
                'ordering': ['meeting', 'order', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='conclusion',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conclusions', to='meetings.meeting'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='meetings.meeting'),
        ),
        migrations.CreateModel(
            name='MeetingPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('giay_moi', 'Giấy mời'), ('bien_ban', 'Biên bản'), ('thong_bao', 'Thông báo kết luận')], max_length=20)),
                ('at', models.DateTimeField()),
                ('by_name', models.TextField()),
                ('draft', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_paper', to='chancery.draft')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='meetings.meeting')),
            ],
            options={
                'ordering': ['meeting', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MonthList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('version', models.PositiveSmallIntegerField()),
                ('as_at', models.DateField()),
                ('staff', models.PositiveIntegerField()),
                ('counts', models.JSONField(default=dict)),
                ('unassigned', models.JSONField(default=list, help_text='Việc của cơ quan chưa giao cho ai')),
                ('note', models.TextField(blank=True)),
                ('published_at', models.DateTimeField()),
                ('published_by_name', models.TextField()),
                ('synthetic', models.BooleanField(default=False)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='month_lists', to='directory.unit')),
            ],
            options={
                'ordering': ['-month', 'unit', '-version'],
            },
        ),
        migrations.CreateModel(
            name='MonthSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('name', models.TextField()),
                ('post', models.TextField(blank=True)),
                ('lines', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='month_sheets', to='directory.person')),
                ('published', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='meetings.monthlist')),
            ],
            options={
                'ordering': ['published', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MonthRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_measure', models.BooleanField(default=False)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('by_name', models.TextField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='meetings.monthsheet')),
            ],
            options={
                'ordering': ['sheet', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['unit', 'state', 'starts_at'], name='meetings_of_a_unit'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['starts_at'], name='meetings_by_time'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('place', ''), _negated=True)), name='meeting_says_what_and_where'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('minutes__lte', 1440)), name='meeting_lasts'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('previous', None), models.Q(('previous', models.F('id')), _negated=True), _connector='OR'), name='meeting_is_not_its_own_previous'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('concluded_at', None), ('opened_at', None), ('state', 'planned')), models.Q(('called_at__isnull', False), ('concluded_at', None), ('opened_at', None), ('state', 'called')), models.Q(('concluded_at', None), ('opened_at__isnull', False), ('state', 'under_way')), models.Q(('concluded_at__isnull', False), ('opened_at__isnull', False), ('state', 'concluded'), models.Q(('concluded_by_name', ''), _negated=True)), models.Q(('concluded_at', None), ('state', 'cancelled'), models.Q(('state_reason', ''), _negated=True)), _connector='OR'), name='meeting_state_has_its_facts'),
        ),
        migrations.AddConstraint(
            model_name='invitee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('unit', None)), models.Q(('person', None), ('unit__isnull', False)), _connector='OR'), name='invitee_is_a_person_or_a_unit'),
        ),
        migrations.AddConstraint(
            model_name='invitee',
            constraint=models.UniqueConstraint(fields=('meeting', 'person'), name='a_person_is_invited_once'),
        ),
        migrations.AddConstraint(
            model_name='invitee',
            constraint=models.UniqueConstraint(fields=('meeting', 'unit'), name='a_unit_is_invited_once'),
        ),
        migrations.AddConstraint(
            model_name='conclusion',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='conclusion_says_what'),
        ),
        migrations.AddConstraint(
            model_name='conclusion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('state', 'draft'), ('step', None), ('task', None)), models.Q(('done_at__isnull', False), ('state', 'done'), models.Q(('done_by_name', ''), _negated=True)), models.Q(('done_at', None), ('state', 'dropped'), models.Q(('dropped_why', ''), _negated=True)), _connector='OR'), name='conclusion_state_has_its_facts'),
        ),
        migrations.AddConstraint(
            model_name='conclusion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('kind', 'task'), ('task__isnull', False)), models.Q(('kind', 'step'), ('step__isnull', False)), models.Q(('item__isnull', False), ('kind__in', ['extension', 'waiver'])), ('kind', 'words'), _connector='OR'), name='conclusion_became_what_it_is'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='agenda_item_says_what'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['late', 'soon', 'returned']), ('occurrence__isnull', False)), models.Q(('block__isnull', False), ('kind', 'block')), models.Q(('extension__isnull', False), ('kind', 'extension')), models.Q(('conclusion__isnull', False), ('kind', 'conclusion')), models.Q(('block', None), ('conclusion', None), ('extension', None), ('kind', 'words'), ('occurrence', None)), _connector='OR'), name='agenda_item_is_about_its_kind'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'words'), _negated=True), fields=('meeting', 'kind', 'occurrence', 'extension', 'block', 'conclusion'), name='a_thing_stands_once_on_an_agenda', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='monthlist',
            constraint=models.UniqueConstraint(fields=('unit', 'month', 'version'), name='one_month_list_a_version'),
        ),
        migrations.AddConstraint(
            model_name='monthlist',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='month_list_begins_a_month'),
        ),
        migrations.AddConstraint(
            model_name='monthsheet',
            constraint=models.UniqueConstraint(fields=('published', 'person'), name='one_sheet_a_person'),
        ),
        migrations.AddConstraint(
            model_name='monthremark',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='remark_says_something'),
        ),
    ]
