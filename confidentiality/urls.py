"""The addresses of chapter 8."""

from django.urls import include, path

from bizdept.web.lists.addresses import addresses
from confidentiality import importing
from confidentiality.listing import HAND_OVERS, NDAS, REQUESTS
from confidentiality.views import hand_overs, nda_texts, ndas, own_nda, requests

app_name = "confidentiality"
of_hand_overs = [
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
    path("hand-overs/", include((of_hand_overs, "hand_overs"))),
    path("ndas/", include((of_ndas, "ndas"))),
    path("", requests.index, name="index"),
    path("new/", requests.new, name="new"),
    *addresses(REQUESTS),
    path("<int:pk>/", requests.detail, name="detail"),
    path("<int:pk>/<slug:name>/", requests.move, name="move"),
]
