"""What the stage `report` is made of: its input, its figures, its provenance, its pages."""
