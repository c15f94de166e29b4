class Distance:
    def __init__(self, *args, **kwargs) -> None: ...
    km: float
    kilometers: float
    m: float
    meters: float
    mi: float
    miles: float
    ft: float
    feet: float
    nm: float
    nautical: float
class geodesic(Distance): ...
class great_circle(Distance): ...
distance = geodesic
GeodesicDistance = geodesic
GreatCircleDistance = great_circle
