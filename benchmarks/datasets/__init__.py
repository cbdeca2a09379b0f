"""The datasets: a card each, `datasets/<name>.yaml`, with sources, licence, citation and columns.

`card.py` says what a card can say, `cards.py` finds one, `reading.py` reads what it describes.
"""
