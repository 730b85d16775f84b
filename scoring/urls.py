"""Addresses of the figures; the first page is one of them."""

from django.urls import path

from scoring.board import views as board
from scoring.views import home, rankings, schemes

urlpatterns = [
    path("", home.home, name="home"),
    path("board/", board.show, name="board"),
    path("board/wall/", board.wall, name="board_wall"),
    path("board/now/", board.now, name="board_now"),
    path("rankings/", rankings.index, name="rankings"),
    path("rankings/begin/", rankings.begin, name="ranking_begin"),
    path("rankings/<uuid:pk>/", rankings.show, name="ranking"),
    path("rankings/<uuid:pk>/workbook/", rankings.take_out, name="ranking_workbook"),
    path("rankings/<uuid:pk>/<slug:action>/", rankings.step, name="ranking_step"),
    path("office/schemes/", schemes.show, name="office_schemes"),
    path("office/schemes/<slug:of>/", schemes.edit, name="office_scheme_edit"),
    path("office/schemes/drafts/<uuid:pk>/", schemes.draft, name="office_scheme_draft"),
    path("office/schemes/drafts/<uuid:pk>/try/", schemes.again, name="office_scheme_try"),
]
