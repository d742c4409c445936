from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "thuocdo.directory"
    label = "directory"
    verbose_name = "Danh bạ"
