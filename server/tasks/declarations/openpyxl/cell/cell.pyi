from typing import Any
class Cell:
    row: int
    column: int
    column_letter: str
    coordinate: str
    value: Any
    number_format: str
    is_date: bool
    def __getattr__(self, name): ...
