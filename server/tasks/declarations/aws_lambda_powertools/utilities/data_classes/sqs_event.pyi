from aws_lambda_powertools.utilities.data_classes import SQSEvent as SQSEvent
from aws_lambda_powertools.utilities.data_classes import SQSRecord as SQSRecord
