"""What the lounge shows on Discord: replies, checklists, the guide and reviews as Components V2 layouts."""
