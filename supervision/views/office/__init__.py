"""The office keeps its own city: people, units, teams, sites, kinds of problem, the calendar, the city's profile."""
