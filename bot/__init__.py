"""Doctors' Lounge: curated answers to clinicians' questions about conduct on social media."""
