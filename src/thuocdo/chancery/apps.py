from django.apps import AppConfig


class ChanceryConfig(AppConfig):
    name = "thuocdo.chancery"
    label = "chancery"
    verbose_name = "Văn thư"
