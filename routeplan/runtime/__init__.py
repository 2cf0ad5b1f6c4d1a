"""What a process needs: files written whole or not at all, progress, signals."""
