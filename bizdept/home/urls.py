"""Addresses of the desk, the inbox, notices, files and what everybody has."""

app_name = "home"
urlpatterns: list = []
