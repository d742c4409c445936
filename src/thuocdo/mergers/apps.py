from django.apps import AppConfig


class MergersConfig(AppConfig):
    name = "thuocdo.mergers"
    label = "mergers"
    verbose_name = "Sắp xếp đơn vị"
