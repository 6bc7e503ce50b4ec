"""The addresses of chapter 8."""

from django.urls import include, path

from bizdept.web.lists.addresses import addresses
from bizdept.web.readers import pages as readers
from confidentiality import importing
from confidentiality.listing import (
    HAND_OVERS,
    INCIDENTS,
    INSPECTIONS,
    LIBRARY,
    NDAS,
    PAPERS,
    PERSONAL,
    READINGS,
    RECTIFICATIONS,
    REGISTER,
    REQUESTS,
    ROUNDS,
    STOCKTAKINGS,
    SUPERVISION,
)
from confidentiality.views import (
    alerts,
    grants,
    hand_overs,
    incidents,
    inspections,
    levels,
    log,
    materials,
    nda_texts,
    ndas,
    own_nda,
    papers,
    personal,
    readings,
    rectifications,
    reports,
    requests,
    taken,
)

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
of_incidents = [
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
of_inspections = [
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
of_library = [
    path("", materials.index, name="index"),
    path("new/", materials.new, name="new"),
    *addresses(LIBRARY),
    path("versions/<int:pk>/", materials.version, name="version"),
    path("<int:pk>/", materials.detail, name="detail"),
    *readers.addresses(materials.fetch),
    path("<int:pk>/new-version/", materials.new_version, name="new_version"),
    path("<int:pk>/edit/", materials.edit, name="edit"),
    path("<int:pk>/add-file/", materials.add_file, name="add_file"),
    path("<int:pk>/files/<int:file>/remove/", materials.remove_file, name="remove_file"),
    path("<int:pk>/<slug:name>/", materials.move, name="move"),
]
of_readings = [
    path("", readings.index, name="index"),
    *addresses(READINGS),
    path("<int:pk>/", readings.detail, name="detail"),
    path("<int:pk>/<slug:name>/", readings.move, name="move"),
]
of_rounds = [
    path("", readings.rounds, name="index"),
    *addresses(ROUNDS),
    path("<int:pk>/", readings.one_round, name="detail"),
    path("<int:pk>/printed/", readings.printed, name="printed"),
]
of_papers = [
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
of_register = [
    path("", papers.register, name="index"),
    *addresses(REGISTER),
    path("<int:pk>/", papers.entry, name="detail"),
]
of_personal = [
    path("", personal.index, name="index"),
    path("new/<int:customer>/", personal.new, name="new"),
    *addresses(PERSONAL),
    path("<int:pk>/", personal.detail, name="detail"),
    path("<int:pk>/copy/", personal.copy, name="copy"),
    path("<int:pk>/<slug:name>/", personal.move, name="move"),
]
of_levels = [
    path("<int:kind>/<int:pk>/", levels.of_record, name="record"),
    path("<int:pk>/", levels.detail, name="detail"),
    path("<int:pk>/<slug:name>/", levels.move, name="move"),
]
of_stocktakings = [
    path("", papers.counts, name="index"),
    path("new/", papers.new_count, name="new"),
    *addresses(STOCKTAKINGS),
    path("<int:pk>/", papers.count, name="detail"),
    path("<int:pk>/fill-in/", papers.fill_in, name="fill_in"),
    path("<int:pk>/<slug:name>/", papers.move_count, name="move"),
]
of_rectifications = [
    path("", rectifications.index, name="index"),
    *addresses(RECTIFICATIONS),
    path("<int:pk>/", rectifications.detail, name="detail"),
    path("<int:pk>/add-file/", rectifications.add_file, name="add_file"),
    path("<int:pk>/printed/", rectifications.printed, name="printed"),
    path("<int:pk>/<slug:name>/", rectifications.move, name="move"),
]
of_supervision = [
    path("", reports.index, name="index"),
    *addresses(SUPERVISION),
    path("<int:pk>/", reports.detail, name="detail"),
    path("<int:pk>/printed/", reports.printed, name="printed"),
    path("<int:pk>/<slug:name>/", reports.move, name="move"),
]
urlpatterns = [
    path("hand-overs/", include((of_hand_overs, "hand_overs"))),
    path("ndas/", include((of_ndas, "ndas"))),
    path("", requests.index, name="index"),
    path("new/", requests.new, name="new"),
    path("incidents/", include((of_incidents, "incidents"))),
    path("inspections/", include((of_inspections, "inspections"))),
    path("library/", include((of_library, "library"))),
    path("readings/", include((of_readings, "readings"))),
    path("rounds/", include((of_rounds, "rounds"))),
    path("papers/", include((of_papers, "papers"))),
    path("personal/", include((of_personal, "personal"))),
    path("notice/", personal.notice, name="notice"),
    path("levels/", include((of_levels, "levels"))),
    path("register/", include((of_register, "register"))),
    path("stocktakings/", include((of_stocktakings, "stocktakings"))),
    path("supervision/", include((of_supervision, "supervision"))),
    path("rectifications/", include((of_rectifications, "rectifications"))),
    *addresses(REQUESTS),
    path("log/", log.index, name="log"),
    path("taken/", taken.index, name="taken"),
    path("grants/", grants.index, name="grants"),
    path("grants/<int:kind>/<int:pk>/end/", grants.end, name="end_grant"),
    path("grants/people/<int:pk>/", grants.person, name="person"),
    path("grants/reviews/<int:pk>/", grants.review, name="review"),
    path("grants/reviews/<int:pk>/grants/<int:kind>/<int:grant>/", grants.confirm, name="confirm_grant"),
    path("grants/reviews/<int:pk>/<slug:name>/", grants.review_move, name="review_move"),
    path("alerts/", alerts.index, name="alerts"),
    path("alerts/<int:pk>/", alerts.detail, name="alert"),
    path("alerts/<int:pk>/lift/", alerts.lift, name="lift"),
    path("alerts/<int:pk>/<slug:name>/", alerts.move, name="alert_move"),
    path("<int:pk>/", requests.detail, name="detail"),
    path("<int:pk>/<slug:name>/", requests.move, name="move"),
]
