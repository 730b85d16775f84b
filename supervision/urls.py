"""Addresses of a person's own affairs and of pictures."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from supervision.views import (
    answers,
    holder,
    importing,
    jobs,
    map_print,
    nights,
    notice_ways,
    notices,
    people,
    photos,
    second_factor,
    tokens,
)
from supervision.views.office import addresses, contracts

pictures = [
    path("photos/<str:token>", photos.photo, name="photo"),
    path("uploads", photos.stage_upload, name="stage_upload"),
]

urlpatterns = [
    path("sign-in/", people.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("activate/", people.activate, name="activate"),
    path("password/", people.ChangePassword.as_view(), name="change_password"),
    path("second-factor/", second_factor.set_up, name="second_factor"),
    path("second-step/", second_factor.second_step, name="second_step"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("tokens/reference/", tokens.reference, name="api_reference"),
    path("post/", people.post_switch, name="post_switch"),
    path("language/", people.set_language, name="set_language"),
    path("unit/nights/", nights.nights, name="nights"),
    path("unit/nights/plan/", nights.nights_plan, name="nights_plan"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/count/", notices.notices_count, name="notices_count"),
    path("notices/ways/", notice_ways.ways, name="notice_ways"),
    path("notices/<uuid:pk>/", notices.notice, name="notice"),
    path("holder/<uuid:pk>/", holder.holder, name="whose_ground"),
    path("map/print/", map_print.map_print, name="map_print"),
    path("who/", answers.who, name="who"),
    path("who/<uuid:pk>/", answers.answers, name="answers"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<uuid:pk>/", jobs.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<uuid:pk>/file/", jobs.job_file, name="job_file"),
    path("office/import/", importing.import_city, name="import_city"),
    path("office/import/template/", importing.import_template, name="import_template"),
    path("office/import/<uuid:pk>/", importing.import_one, name="import_one"),
    path("office/import/<uuid:pk>/apply/", importing.import_apply, name="import_apply"),
    path("office/import/<uuid:pk>/undo/", importing.import_undo, name="import_undo"),
    path("office/import/<uuid:pk>/marked/", importing.import_marked, name="import_marked"),
    path("office/import/<uuid:pk>/slips/", importing.import_slips, name="import_slips"),
    path("contracts/<uuid:pk>/", contracts.contract, name="contract"),
    path("office/", include(addresses)),
    path("", include((pictures, "supervision"))),
]
