"""Addresses for people without an account."""

from django.urls import path

from bizdept.public import views

app_name = "public"
urlpatterns = [
    path("verify/", views.ask, name="ask"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
