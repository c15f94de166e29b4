from aws_lambda_powertools.logging.logger import Logger as Logger
