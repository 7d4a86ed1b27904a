"""The one sentence encoder and the one speller, loaded once a process; no Rasa import."""
