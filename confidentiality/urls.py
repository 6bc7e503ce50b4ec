"""The addresses of chapter 8."""

from django.urls import path

from bizdept.web.lists.addresses import addresses
from confidentiality.listing import REQUESTS
from confidentiality.views import alerts, log, requests, taken

app_name = "confidentiality"
urlpatterns = [
    path("", requests.index, name="index"),
    path("new/", requests.new, name="new"),
    *addresses(REQUESTS),
    path("log/", log.index, name="log"),
    path("taken/", taken.index, name="taken"),
    path("alerts/", alerts.index, name="alerts"),
    path("alerts/<int:pk>/", alerts.detail, name="alert"),
    path("alerts/<int:pk>/lift/", alerts.lift, name="lift"),
    path("alerts/<int:pk>/<slug:name>/", alerts.move, name="alert_move"),
    path("<int:pk>/", requests.detail, name="detail"),
    path("<int:pk>/<slug:name>/", requests.move, name="move"),
]
