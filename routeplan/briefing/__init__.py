"""The briefing in one file: question, answer, and every number that it rests on."""
