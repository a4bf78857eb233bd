"""What the formats have in common."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

NEXT: Any = Field(description="接着往下读的游标；读完以后留着，下次从这里继续")
MORE: Any = Field(description="后面是否还有")
Word = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\u0000]*$")]
"""A text that can be stored."""
