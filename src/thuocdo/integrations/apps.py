from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "thuocdo.integrations"
    label = "integrations"
