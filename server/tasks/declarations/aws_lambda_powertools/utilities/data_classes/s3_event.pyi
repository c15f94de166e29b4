from aws_lambda_powertools.utilities.data_classes import S3Event as S3Event
