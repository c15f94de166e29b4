# What handlers use of Powertools for AWS Lambda (Python).
from aws_lambda_powertools.logging import Logger as Logger
from aws_lambda_powertools.metrics import Metrics as Metrics
from aws_lambda_powertools.metrics import single_metric as single_metric
from aws_lambda_powertools.tracing import Tracer as Tracer
