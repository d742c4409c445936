from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "thuocdo.activities"
    label = "activities"
    verbose_name = "Hoạt động"
