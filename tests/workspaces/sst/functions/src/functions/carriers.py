def name_of(carrier):
    return carrier.title()
