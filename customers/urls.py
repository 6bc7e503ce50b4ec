"""The customers' addresses."""

app_name = "customers"
urlpatterns: list = []
