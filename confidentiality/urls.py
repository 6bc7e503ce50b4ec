"""The addresses of chapter 8."""

from django.urls import path

from bizdept.web.lists.addresses import addresses
from confidentiality import views
from confidentiality.listing import REQUESTS

app_name = "confidentiality"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    *addresses(REQUESTS),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/<slug:name>/", views.move, name="move"),
]
