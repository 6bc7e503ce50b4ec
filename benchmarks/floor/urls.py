"""The floor's three addresses."""

from django.contrib.auth.views import LoginView
from django.urls import path

from benchmarks.floor import views

urlpatterns = [
    path("", views.index),
    path("empty/", views.empty),
    path("accounts/login/", LoginView.as_view(template_name="floor/login.html", next_page="/")),
]
