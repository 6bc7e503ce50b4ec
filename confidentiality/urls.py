"""The addresses of chapter 8."""

from django.urls import include, path

from bizdept.web.lists.addresses import addresses
from confidentiality.listing import HAND_OVERS, REQUESTS
from confidentiality.views import hand_overs, requests

app_name = "confidentiality"
HAND_OVER_ADDRESSES = [
    path("", hand_overs.index, name="index"),
    path("new/", hand_overs.new, name="new"),
    *addresses(HAND_OVERS),
    path("<int:pk>/", hand_overs.detail, name="detail"),
    path("<int:pk>/successors/", hand_overs.successors, name="successors"),
    path("<int:pk>/kept/<slug:kind>/", hand_overs.rows, name="rows"),
    path("<int:pk>/went/", hand_overs.went, name="went"),
    path("<int:pk>/checks/", hand_overs.checks, name="checks"),
    path("<int:pk>/paper/", hand_overs.paper, name="paper"),
    path("<int:pk>/<slug:name>/", hand_overs.move, name="move"),
]
urlpatterns = [
    path("", requests.index, name="index"),
    path("new/", requests.new, name="new"),
    path("hand-overs/", include((HAND_OVER_ADDRESSES, "hand_overs"))),
    *addresses(REQUESTS),
    path("<int:pk>/", requests.detail, name="detail"),
    path("<int:pk>/<slug:name>/", requests.move, name="move"),
]
