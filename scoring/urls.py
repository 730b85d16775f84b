"""Addresses of the figures; the first page is one of them."""

from django.urls import path

from scoring.board import views as board
from scoring.views import appeals, home

urlpatterns = [
    path("", home.home, name="home"),
    path("rankings/<uuid:pk>/appeal/", appeals.new, name="appeal_new"),
    path("appeals/", appeals.index, name="appeals"),
    path("appeals/<uuid:pk>/", appeals.show, name="appeal"),
    path("appeals/<uuid:pk>/<slug:action>/", appeals.step, name="appeal_step"),
    path("board/", board.show, name="board"),
    path("board/wall/", board.wall, name="board_wall"),
    path("board/now/", board.now, name="board_now"),
]
