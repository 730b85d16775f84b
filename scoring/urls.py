"""Addresses of the figures; the first page is one of them."""

from django.urls import path

from scoring.board import views as board
from scoring.views import home

urlpatterns = [
    path("", home.home, name="home"),
    path("board/", board.show, name="board"),
    path("board/wall/", board.wall, name="board_wall"),
    path("board/now/", board.now, name="board_now"),
]
