"""The addresses of chapter 8."""

from django.urls import include, path

from bizdept.web.lists.addresses import addresses
from confidentiality import importing
from confidentiality.listing import NDAS, REQUESTS
from confidentiality.views import nda_texts, ndas, own_nda, requests

app_name = "confidentiality"
of_ndas = [
    path("", ndas.index, name="index"),
    path("new/", ndas.register, name="register"),
    path("draw-up/", ndas.draw_up, name="draw_up"),
    path("receipts/", ndas.receipts, name="receipts"),
    path("mine/", own_nda.mine, name="mine"),
    path("mine/paper/", own_nda.paper, name="paper"),
    path("mine/pdf/", own_nda.pdf, name="own_pdf"),
    path("texts/", nda_texts.index, name="texts"),
    path("texts/new/", nda_texts.new, name="new_text"),
    path("texts/<int:pk>/", nda_texts.detail, name="text"),
    path("texts/<int:pk>/edit/", nda_texts.edit, name="edit_text"),
    path("texts/<int:pk>/<slug:name>/", nda_texts.move, name="move_text"),
    path("import/", include(importing.addresses)),
    *addresses(NDAS),
    path("<int:pk>/", ndas.detail, name="detail"),
    path("<int:pk>/pdf/", ndas.pdf, name="pdf"),
    path("<int:pk>/<slug:name>/", ndas.move, name="move"),
]
urlpatterns = [
    path("ndas/", include((of_ndas, "ndas"))),
    path("", requests.index, name="index"),
    path("new/", requests.new, name="new"),
    *addresses(REQUESTS),
    path("<int:pk>/", requests.detail, name="detail"),
    path("<int:pk>/<slug:name>/", requests.move, name="move"),
]
