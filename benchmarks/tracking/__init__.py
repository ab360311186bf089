"""mlflow's server as an application under test: its JSON API and its single-page application."""
