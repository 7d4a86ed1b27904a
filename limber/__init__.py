"""Limber: a chatbot about stretching the upper glutes and lower back."""
