from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "thuocdo.meetings"
    label = "meetings"
    verbose_name = "Họp, giao ban"
