from enum import Enum

from aws_lambda_powertools.metrics.metrics import EphemeralMetrics as EphemeralMetrics
from aws_lambda_powertools.metrics.metrics import Metrics as Metrics

class MetricUnit(Enum):
    Seconds = "Seconds"
    Milliseconds = "Milliseconds"
    Count = "Count"
    Bytes = "Bytes"
    Percent = "Percent"
class MetricResolution(Enum):
    Standard = 60
    High = 1
def single_metric(*args, **kwargs): ...
