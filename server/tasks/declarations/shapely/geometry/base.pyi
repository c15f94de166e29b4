from typing import Any
from shapely.geometry import Point
class CoordinateSequence:
    def __len__(self) -> int: ...
    def __iter__(self): ...
    def __getitem__(self, key): ...
class BaseGeometry:
    area: float
    length: float
    bounds: tuple[float, float, float, float]
    centroid: Point
    boundary: BaseGeometry
    envelope: BaseGeometry
    convex_hull: BaseGeometry
    coords: CoordinateSequence
    wkt: str
    wkb: bytes
    geom_type: str
    is_empty: bool
    is_valid: bool
    __geo_interface__: dict[str, Any]
    def __init__(self, *args, **kwargs) -> None: ...
    def buffer(self, *args, **kwargs) -> BaseGeometry: ...
    def simplify(self, *args, **kwargs) -> BaseGeometry: ...
    def __getattr__(self, name): ...
