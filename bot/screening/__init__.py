"""The screen that runs before anything else sees a text: distress, patients' identifiers, individual medical advice."""
