"""The customers' addresses."""

from django.urls import include, path

from bizdept.web.lists.addresses import addresses
from customers import importing, views
from customers.listing import CUSTOMERS

app_name = "customers"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    *addresses(CUSTOMERS),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("import/", include(importing.addresses)),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/duplicates/", views.duplicates, name="other_duplicates"),
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/readers/", views.readers, name="readers"),
    path("<int:pk>/contacts/new/", views.contact, name="add_contact"),
    path("<int:pk>/contacts/<int:contact>/", views.contact, name="contact"),
    path("<int:pk>/contacts/<int:contact>/left/", views.leave_contact, name="leave_contact"),
    path("<int:pk>/contacts/<int:contact>/unmask/", views.unmask, name="unmask"),
    path("<int:pk>/files/new/", views.add_file, name="add_file"),
    path("<int:pk>/files/<int:file>/remove/", views.remove_file, name="remove_file"),
    path("<int:pk>/<slug:name>/", views.move, name="move"),
]
