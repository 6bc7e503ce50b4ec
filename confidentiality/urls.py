"""The addresses of chapter 8."""

from django.urls import include, path

from bizdept.web.lists.addresses import addresses
from confidentiality.listing import INCIDENTS, RECTIFICATIONS, REQUESTS
from confidentiality.views import incidents, rectifications, requests

app_name = "confidentiality"
INCIDENT_ADDRESSES = [
    path("", incidents.index, name="index"),
    path("new/", incidents.new, name="new"),
    path("unnamed/", incidents.unnamed, name="unnamed"),
    path("follow/", incidents.follow, name="follow"),
    path("mine/", incidents.mine, name="mine"),
    path("mine/<int:pk>/", incidents.own, name="own"),
    *addresses(INCIDENTS),
    path("<int:pk>/", incidents.detail, name="detail"),
    path("<int:pk>/add-word/", incidents.add_word, name="add_word"),
    path("<int:pk>/add-involved/", incidents.add_involved, name="add_involved"),
    path("<int:pk>/add-measure/", incidents.add_measure, name="add_measure"),
    path("<int:pk>/add-sanction/", incidents.add_sanction, name="add_sanction"),
    path("<int:pk>/add-file/", incidents.add_file, name="add_file"),
    path("<int:pk>/printed/", incidents.printed, name="printed"),
    path("<int:pk>/<slug:name>/", incidents.move, name="move"),
]
RECTIFICATION_ADDRESSES = [
    path("", rectifications.index, name="index"),
    *addresses(RECTIFICATIONS),
    path("<int:pk>/", rectifications.detail, name="detail"),
    path("<int:pk>/add-file/", rectifications.add_file, name="add_file"),
    path("<int:pk>/printed/", rectifications.printed, name="printed"),
    path("<int:pk>/<slug:name>/", rectifications.move, name="move"),
]
urlpatterns = [
    path("", requests.index, name="index"),
    path("new/", requests.new, name="new"),
    path("incidents/", include((INCIDENT_ADDRESSES, "incidents"))),
    path("rectifications/", include((RECTIFICATION_ADDRESSES, "rectifications"))),
    *addresses(REQUESTS),
    path("<int:pk>/", requests.detail, name="detail"),
    path("<int:pk>/<slug:name>/", requests.move, name="move"),
]
