from aws_lambda_powertools.event_handler import content_types as content_types
from aws_lambda_powertools.event_handler.api_gateway import ALBResolver as ALBResolver
from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver as APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.api_gateway import ApiGatewayResolver as ApiGatewayResolver
from aws_lambda_powertools.event_handler.api_gateway import APIGatewayRestResolver as APIGatewayRestResolver
from aws_lambda_powertools.event_handler.api_gateway import CORSConfig as CORSConfig
from aws_lambda_powertools.event_handler.api_gateway import LambdaFunctionUrlResolver as LambdaFunctionUrlResolver
from aws_lambda_powertools.event_handler.api_gateway import Response as Response
from aws_lambda_powertools.event_handler.api_gateway import VPCLatticeResolver as VPCLatticeResolver
from aws_lambda_powertools.event_handler.api_gateway import VPCLatticeV2Resolver as VPCLatticeV2Resolver
from aws_lambda_powertools.event_handler.appsync import AppSyncResolver as AppSyncResolver

class BedrockAgentResolver:
    def __init__(self, *args, **kwargs) -> None: ...
class AppSyncEventsResolver:
    def __init__(self, *args, **kwargs) -> None: ...
