"""Addresses of the desk, the inbox, notices, files and what everybody has."""

from django.urls import path

from bizdept.home.views import preferences

app_name = "home"
urlpatterns = [
    path("preferences/language/", preferences.language, name="language"),
    path("preferences/theme/", preferences.theme, name="theme"),
]
