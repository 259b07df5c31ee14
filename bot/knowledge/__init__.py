"""The curated knowledge: its model, how it is read from YAML, and the rules it must keep."""
