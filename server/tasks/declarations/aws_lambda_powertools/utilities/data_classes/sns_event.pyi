from aws_lambda_powertools.utilities.data_classes import SNSEvent as SNSEvent
