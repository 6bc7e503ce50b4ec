"""The addresses of chapter 8."""

from django.urls import path

from bizdept.web.lists.addresses import addresses
from confidentiality.listing import REQUESTS
from confidentiality.views import alerts, grants, log, requests, taken

app_name = "confidentiality"
urlpatterns = [
    path("", requests.index, name="index"),
    path("new/", requests.new, name="new"),
    *addresses(REQUESTS),
    path("log/", log.index, name="log"),
    path("taken/", taken.index, name="taken"),
    path("grants/", grants.index, name="grants"),
    path("grants/<int:kind>/<int:pk>/end/", grants.end, name="end_grant"),
    path("grants/people/<int:pk>/", grants.person, name="person"),
    path("grants/reviews/<int:pk>/", grants.review, name="review"),
    path("grants/reviews/<int:pk>/grants/<int:kind>/<int:grant>/", grants.confirm, name="confirm_grant"),
    path("grants/reviews/<int:pk>/<slug:name>/", grants.review_move, name="review_move"),
    path("alerts/", alerts.index, name="alerts"),
    path("alerts/<int:pk>/", alerts.detail, name="alert"),
    path("alerts/<int:pk>/lift/", alerts.lift, name="lift"),
    path("alerts/<int:pk>/<slug:name>/", alerts.move, name="alert_move"),
    path("<int:pk>/", requests.detail, name="detail"),
    path("<int:pk>/<slug:name>/", requests.move, name="move"),
]
