"""Taking part: processes, comments, consultations."""
