from jose import jwt as jwt
from jose.exceptions import ExpiredSignatureError as ExpiredSignatureError, JOSEError as JOSEError, JWTError as JWTError, JWSError as JWSError
