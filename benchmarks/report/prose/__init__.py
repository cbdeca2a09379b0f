"""What the report says: plain sentences, for the page, Markdown and LaTeX alike."""
