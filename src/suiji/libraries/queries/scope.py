"""Which objects lie in a region."""


def stem(region: str) -> str:
    """The digits all codes inside a region share: 410500 is everything that begins with 4105."""
    return region.removesuffix("00").removesuffix("00") if len(region) == 6 else region
