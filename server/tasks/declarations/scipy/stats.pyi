from numpy import float64
class LinregressResult(tuple):
    slope: float64
    intercept: float64
    rvalue: float64
    pvalue: float64
    stderr: float64
    intercept_stderr: float64
class _Test(tuple):
    statistic: float64
    pvalue: float64
def linregress(x, y=..., *args, **kwargs) -> LinregressResult: ...
