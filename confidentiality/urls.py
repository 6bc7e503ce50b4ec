"""The addresses of chapter 8."""

from django.urls import path

from bizdept.web.lists.addresses import addresses
from confidentiality.listing import REQUESTS
from confidentiality.views import log, requests, taken

app_name = "confidentiality"
urlpatterns = [
    path("", requests.index, name="index"),
    path("new/", requests.new, name="new"),
    *addresses(REQUESTS),
    path("log/", log.index, name="log"),
    path("taken/", taken.index, name="taken"),
    path("<int:pk>/", requests.detail, name="detail"),
    path("<int:pk>/<slug:name>/", requests.move, name="move"),
]
