"""A minimal Django project around django-oscar: a real shop that nothing of journeys knows."""
