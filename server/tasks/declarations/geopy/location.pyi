from typing import Any
class Location:
    address: str
    latitude: float
    longitude: float
    altitude: float
    raw: Any
