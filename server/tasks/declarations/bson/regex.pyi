class Regex:
    pattern: str
