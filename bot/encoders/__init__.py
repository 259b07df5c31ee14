"""Making, fetching and choosing sentence encoders. Nothing here runs while a question is answered."""
