from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "thuocdo.funding"
    label = "funding"
    verbose_name = "Kinh phí"
