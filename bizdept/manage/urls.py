"""Addresses of accounts, posts, departments and delegations."""

app_name = "manage"
urlpatterns: list = []
