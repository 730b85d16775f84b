"""Addresses of this floor's doors for programs, below api/v1/; each may end with a slash or not."""

from django.urls import re_path

from rectification.api import ahead, owed, photos, story, views

urlpatterns = [
    re_path(r"^tickets/?$", views.TicketsDoor.as_view(), name="api_tickets"),
    re_path(r"^tickets/preview/?$", ahead.PreviewDoor.as_view(), name="api_preview"),
    re_path(r"^tickets/(?P<entry>[^/]+)/?$", views.OneDoor.as_view(), name="api_ticket"),
    re_path(r"^tickets/(?P<entry>[^/]+)/events/?$", story.StoryDoor.as_view(), name="api_story"),
    re_path(r"^tickets/(?P<entry>[^/]+)/photos/(?P<photo>[^/]+)/?$", photos.PhotoDoor.as_view(), name="api_photo"),
    re_path(r"^tickets/(?P<entry>[^/]+)/steps/(?P<action>[^/]+)/?$", views.StepDoor.as_view(), name="api_step"),
    re_path(r"^events/?$", story.EventsDoor.as_view(), name="api_events"),
    re_path(r"^duties/?$", owed.DutiesDoor.as_view(), name="api_duties"),
]
