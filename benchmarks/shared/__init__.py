"""What several stages share. A change here makes every stage stale; what one stage needs is a module beside it."""
