from django.apps import AppConfig


class UrgingConfig(AppConfig):
    name = "thuocdo.urging"
    label = "urging"
    verbose_name = "Đôn đốc"
