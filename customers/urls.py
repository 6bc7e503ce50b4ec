"""The customers' addresses."""

from django.urls import include, path

from bizdept.web.lists.addresses import addresses
from bizdept.web.readers import pages as readers
from customers import importing
from customers.listing import CUSTOMERS
from customers.views import communications, records

app_name = "customers"
urlpatterns = [
    path("", records.index, name="index"),
    path("new/", records.new, name="new"),
    *addresses(CUSTOMERS),
    path("duplicates/", records.duplicates, name="duplicates"),
    path("import/contacts/", include(importing.contacts)),
    path("import/communications/", include(importing.communications)),
    path("import/", include(importing.addresses)),
    path("<int:pk>/", records.detail, name="detail"),
    path("<int:pk>/edit/", records.edit, name="edit"),
    path("<int:pk>/duplicates/", records.duplicates, name="other_duplicates"),
    path("<int:pk>/unmask/<slug:field>/", records.unmask_field, name="unmask_field"),
    path("<int:pk>/history/", records.history, name="history"),
    *readers.addresses(records.fetch),
    path("<int:pk>/contacts/new/", records.contact, name="add_contact"),
    path("<int:pk>/contacts/<int:contact>/", records.contact, name="contact"),
    path("<int:pk>/contacts/<int:contact>/left/", records.leave_contact, name="leave_contact"),
    path("<int:pk>/contacts/<int:contact>/unmask/", records.unmask, name="unmask"),
    path("<int:pk>/communications/", communications.index, name="communications"),
    path("<int:pk>/communications/new/", communications.new, name="add_communication"),
    path("<int:pk>/communications/<int:communication>/", communications.detail, name="communication"),
    path("<int:pk>/communications/<int:communication>/edit/", communications.edit, name="edit_communication"),
    path("<int:pk>/files/new/", records.add_file, name="add_file"),
    path("<int:pk>/files/<int:file>/remove/", records.remove_file, name="remove_file"),
    path("<int:pk>/<slug:name>/", records.move, name="move"),
]
