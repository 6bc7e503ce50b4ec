"""Addresses of the desk, the inbox, notices, files and what everybody has."""

from django.urls import path

from bizdept.home.views import desk, files, health, notices, preferences, regulation, works

app_name = "home"
urlpatterns = [
    path("", desk.index, name="desk"),
    path("inbox/", desk.inbox, name="inbox"),
    path("notices/", notices.index, name="notices"),
    path("notices/read/", notices.all_read, name="notices_read"),
    path("notices/<int:pk>/", notices.follow, name="notice"),
    path("files/<int:pk>/", files.download, name="file"),
    path("search/", desk.search, name="search"),
    path("search/suggest/", desk.suggest, name="suggest"),
    path("regulation/", regulation.index, name="regulation"),
    path("preferences/language/", preferences.language, name="language"),
    path("preferences/theme/", preferences.theme, name="theme"),
    path("works/<int:pk>/", works.work, name="work"),
    path("works/<int:pk>/stop/", works.stop, name="stop_work"),
    path("works/<int:pk>/file/", works.file, name="work_file"),
    path("works/<int:pk>/decide/", works.decide, name="decide_work"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
