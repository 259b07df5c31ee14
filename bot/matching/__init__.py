"""From a question to ranked entries with calibrated confidence. Knows the knowledge; knows nothing of any screen or platform."""
