from botocore.exceptions import ClientError as ClientError

class ClientExceptions:
    pass
