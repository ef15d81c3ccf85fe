"""Text to speech. ``registry.speak`` gives audio with word times and mouth shapes, or None for text alone."""
