"""Addresses of the figures; the first page is one of them."""

from django.urls import path

from scoring.board import views as board
from scoring.views import appeals, home, rankings, schemes, score

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
