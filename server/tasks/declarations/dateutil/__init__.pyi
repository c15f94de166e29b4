# What handlers use of python-dateutil.
