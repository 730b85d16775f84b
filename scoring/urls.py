"""Addresses of the figures; the first page is one of them."""

from django.urls import path

from scoring.board import views as board
from scoring.views import appeals, appraisal, consequences, funds, home, rankings, schemes, score

urlpatterns = [
    path("", home.home, name="home"),
    path("rankings/<uuid:pk>/appeal/", appeals.new, name="appeal_new"),
    path("appeals/", appeals.index, name="appeals"),
    path("appeals/<uuid:pk>/", appeals.show, name="appeal"),
    path("appeals/<uuid:pk>/<slug:action>/", appeals.step, name="appeal_step"),
    path("board/", board.show, name="board"),
    path("board/wall/", board.wall, name="board_wall"),
    path("board/now/", board.now, name="board_now"),
    path("rankings/", rankings.index, name="rankings"),
    path("rankings/begin/", rankings.begin, name="ranking_begin"),
    path("rankings/<uuid:pk>/", rankings.show, name="ranking"),
    path("rankings/<uuid:pk>/workbook/", rankings.take_out, name="ranking_workbook"),
    path("rankings/consequences/", consequences.waiting, name="consequences_waiting"),
    path("rankings/appraisal/<str:year>/", appraisal.show, name="ranking_appraisal"),
    path("rankings/appraisal/<str:year>/workbook/", appraisal.take_out, name="ranking_appraisal_workbook"),
    path("rankings/<uuid:pk>/consequences/", consequences.of_ranking, name="consequences"),
    path("rankings/<uuid:pk>/consequences/<uuid:row>/", consequences.one, name="consequence"),
    path("rankings/<uuid:pk>/consequences/<uuid:row>/<str:decision>/", consequences.step, name="consequence_step"),
    path("rankings/<uuid:pk>/fund/", funds.of_ranking, name="ranking_funds"),
    path("rankings/<uuid:pk>/fund/keep/", funds.keep, name="ranking_fund_keep"),
    path("rankings/<uuid:pk>/fund/<uuid:row>/", funds.one, name="ranking_fund"),
    path("rankings/<uuid:pk>/fund/<uuid:row>/workbook/", funds.take_out, name="ranking_fund_workbook"),
    path("rankings/<uuid:pk>/fund/<uuid:row>/<str:decision>/", funds.step, name="ranking_fund_step"),
    path("rankings/<uuid:pk>/<slug:action>/", rankings.step, name="ranking_step"),
    path("rankings/now/", score.now, name="rankings_now"),
    path("rankings/now/<str:subject>/<uuid:key>/", score.score_now, name="score_now"),
    path("rankings/<uuid:pk>/<str:subject>/<uuid:key>/", score.show, name="score"),
    path("office/schemes/", schemes.show, name="office_schemes"),
    path("office/schemes/<slug:of>/", schemes.edit, name="office_scheme_edit"),
    path("office/schemes/drafts/<uuid:pk>/", schemes.draft, name="office_scheme_draft"),
    path("office/schemes/drafts/<uuid:pk>/try/", schemes.again, name="office_scheme_try"),
    path("board/lead/<str:number>/", board.confirm, name="board_lead"),
]
