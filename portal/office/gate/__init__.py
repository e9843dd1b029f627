"""The door of the Prefect UI: who may read it, who may run its forms, and where its pages are."""
