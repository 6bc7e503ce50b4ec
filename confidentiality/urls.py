"""The addresses of chapter 8."""

from django.urls import include, path

from bizdept.web.lists.addresses import addresses
from confidentiality.listing import (
    INCIDENTS,
    INSPECTIONS,
    PAPERS,
    RECTIFICATIONS,
    REGISTER,
    REQUESTS,
    STOCKTAKINGS,
    SUPERVISION,
)
from confidentiality.views import incidents, inspections, papers, rectifications, reports, requests

app_name = "confidentiality"
INCIDENT_ADDRESSES = [
    path("", incidents.index, name="index"),
    path("new/", incidents.new, name="new"),
    path("unnamed/", incidents.unnamed, name="unnamed"),
    path("follow/", incidents.follow, name="follow"),
    path("mine/", incidents.mine, name="mine"),
    path("mine/<int:pk>/", incidents.own, name="own"),
    *addresses(INCIDENTS),
    path("<int:pk>/", incidents.detail, name="detail"),
    path("<int:pk>/add-word/", incidents.add_word, name="add_word"),
    path("<int:pk>/add-involved/", incidents.add_involved, name="add_involved"),
    path("<int:pk>/add-measure/", incidents.add_measure, name="add_measure"),
    path("<int:pk>/add-sanction/", incidents.add_sanction, name="add_sanction"),
    path("<int:pk>/add-file/", incidents.add_file, name="add_file"),
    path("<int:pk>/printed/", incidents.printed, name="printed"),
    path("<int:pk>/<slug:name>/", incidents.move, name="move"),
]
INSPECTION_ADDRESSES = [
    path("", inspections.index, name="index"),
    path("new/", inspections.new, name="new"),
    path("plan/", inspections.plan, name="plan"),
    path("plan/add/", inspections.add_rhythm, name="add_rhythm"),
    path("plan/<int:pk>/end/", inspections.end_rhythm, name="end_rhythm"),
    path("checklists/<slug:area>/", inspections.checklist, name="checklist"),
    *addresses(INSPECTIONS),
    path("<int:pk>/", inspections.detail, name="detail"),
    path("<int:pk>/fill-in/", inspections.fill_in, name="fill_in"),
    path("<int:pk>/add-finding/", inspections.add_finding, name="add_finding"),
    path("<int:pk>/add-file/", inspections.add_file, name="add_file"),
    path("<int:pk>/printed/", inspections.printed, name="printed"),
    path("<int:pk>/<slug:name>/", inspections.move, name="move"),
]
PAPER_ADDRESSES = [
    path("", papers.index, name="index"),
    path("new/", papers.new, name="new"),
    *addresses(PAPERS),
    path("<int:pk>/", papers.detail, name="detail"),
    path("<int:pk>/put-elsewhere/", papers.put_elsewhere, name="put_elsewhere"),
    path("<int:pk>/add-file/", papers.add_file, name="add_file"),
    path("<int:pk>/loan-slip/", papers.loan_slip, name="loan_slip"),
    path("<int:pk>/destruction-form/", papers.destruction_form, name="destruction_form"),
    path("<int:pk>/<slug:name>/", papers.move, name="move"),
]
REGISTER_ADDRESSES = [
    path("", papers.register, name="index"),
    *addresses(REGISTER),
    path("<int:pk>/", papers.entry, name="detail"),
]
COUNT_ADDRESSES = [
    path("", papers.counts, name="index"),
    path("new/", papers.new_count, name="new"),
    *addresses(STOCKTAKINGS),
    path("<int:pk>/", papers.count, name="detail"),
    path("<int:pk>/fill-in/", papers.fill_in, name="fill_in"),
    path("<int:pk>/<slug:name>/", papers.move_count, name="move"),
]
RECTIFICATION_ADDRESSES = [
    path("", rectifications.index, name="index"),
    *addresses(RECTIFICATIONS),
    path("<int:pk>/", rectifications.detail, name="detail"),
    path("<int:pk>/add-file/", rectifications.add_file, name="add_file"),
    path("<int:pk>/printed/", rectifications.printed, name="printed"),
    path("<int:pk>/<slug:name>/", rectifications.move, name="move"),
]
REPORT_ADDRESSES = [
    path("", reports.index, name="index"),
    *addresses(SUPERVISION),
    path("<int:pk>/", reports.detail, name="detail"),
    path("<int:pk>/printed/", reports.printed, name="printed"),
    path("<int:pk>/<slug:name>/", reports.move, name="move"),
]
urlpatterns = [
    path("", requests.index, name="index"),
    path("new/", requests.new, name="new"),
    path("incidents/", include((INCIDENT_ADDRESSES, "incidents"))),
    path("inspections/", include((INSPECTION_ADDRESSES, "inspections"))),
    path("papers/", include((PAPER_ADDRESSES, "papers"))),
    path("register/", include((REGISTER_ADDRESSES, "register"))),
    path("stocktakings/", include((COUNT_ADDRESSES, "stocktakings"))),
    path("supervision/", include((REPORT_ADDRESSES, "supervision"))),
    path("rectifications/", include((RECTIFICATION_ADDRESSES, "rectifications"))),
    *addresses(REQUESTS),
    path("<int:pk>/", requests.detail, name="detail"),
    path("<int:pk>/<slug:name>/", requests.move, name="move"),
]
