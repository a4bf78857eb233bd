"""The demonstration's organs: every department that leads or joins a check, two counties, offices, supervisors."""

from dataclasses import dataclass, field
from datetime import date

from suiji.ledger import Actor
from suiji.organs.models import Department, Grant, Kind, Level, Person, Region
from suiji.organs.queries import actor_of
from suiji.organs.roles import Role

JOINED = date(2020, 1, 1)
PROVINCE, CITY = "410000", "410500"
COUNTIES = ("410581", "410523")

LINES: dict[str, tuple[str, str, str]] = {
    "市场监管": ("scjg", "市场监督管理局", "市监"),
    "教育": ("jy", "教育局", "教"),
    "公安": ("ga", "公安局", "公"),
    "民政": ("mz", "民政局", "民"),
    "人社": ("rs", "人力资源和社会保障局", "人社"),
    "生态环境": ("sthj", "生态环境局", "环"),
    "住建": ("zj", "住房和城乡建设局", "建"),
    "交通": ("jt", "交通运输局", "交"),
    "农业农村": ("ny", "农业农村局", "农"),
    "商务": ("sw", "商务局", "商"),
    "文旅": ("wl", "文化广电体育旅游局", "文"),
    "卫健": ("wj", "卫生健康委员会", "卫"),
    "应急": ("yj", "应急管理局", "应急"),
    "发改": ("fg", "发展和改革委员会（粮食和物资储备局）", "发改"),
    "医保": ("yb", "医疗保障局", "医保"),
    "宣传": ("xc", "委宣传部（新闻出版局）", "宣"),
    "消防": ("xf", "消防救援支队", "消"),
    "税务": ("sf", "税务局", "税"),
    "烟草": ("yc", "烟草专卖局", "烟"),
    "邮政": ("yz", "邮政管理局", "邮"),
}
"""Line → log-in prefix, name after the region's, character of its documents."""
COUNTY_LINES = ("市场监管", "公安", "卫健", "应急", "住建")

POSTS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("jb", (Role.CLERK,)),
    ("fg", (Role.DEPUTY_HEAD,)),
    ("zy", (Role.PRINCIPAL_HEAD,)),
    ("ku", (Role.LIBRARIAN,)),
    ("sh", (Role.REVIEWER,)),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "明", "芳", "伟", "敏", "静", "强", "磊", "洋", "艳",
    "勇", "娟", "杰", "涛", "霞", "平", "刚", "桂英", "志远",
    "晓东", "文博", "雅婷", "建华", "思源", "海燕", "国栋", "立新",
)  # fmt: skip


@dataclass(slots=True)
class Cast:
    """Everybody in the story."""

    departments: dict[str, Department] = field(default_factory=dict)
    """Line → the city's department; county ones under ``line@region``."""
    people: dict[str, Person] = field(default_factory=dict)
    """Log-in → person."""
    on: date = JOINED

    def actor(self, username: str) -> Actor:
        """The person in office on the story's day."""
        actor = actor_of(self.people[username], today=self.on)
        if actor is None:
            raise LookupError(username)
        return actor

    def prefix_of(self, department: Department) -> str:
        """The beginning of the log-ins of a department's people."""
        return next(_prefix(key) for key, found in self.departments.items() if found.pk == department.pk)

    def holder(self, department: Department, post: str) -> Actor:
        """A department's holder of a post."""
        return self.actor(f"{self.prefix_of(department)}.{post}")

    def clerk_of(self, department: Department) -> Actor:
        """A department's clerk."""
        return self.holder(department, "jb")

    def of(self, line: str, post: str) -> Actor:
        """The city department's holder of a post (``jb``, ``fg``, ``zy``, ``ku``, ``sh``)."""
        return self.actor(f"{LINES[line][0]}.{post}")


def personal_name(number: int) -> str:
    """A common, made-up name; different for different small numbers."""
    return SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[(number * 11 + number // 40) % len(GIVEN)]


def gather(encoded: str) -> Cast:
    """Create departments and everybody who is not an inspector; ``encoded`` is the hash of everybody's password."""
    cast = Cast()
    for line in LINES:
        _department(cast, line, CITY)
    for region in COUNTIES:
        for line in COUNTY_LINES:
            _department(cast, line, region)
    for key, department in cast.departments.items():
        for post, roles in POSTS:
            _person(cast, f"{_prefix(key)}.{post}", department, roles, encoded)
    for region, code in ((CITY, "bgs"), (COUNTIES[0], "lz.bgs"), (COUNTIES[1], "ty.bgs")):
        office = _organ(
            region, "“双随机、一公开”监管工作联席会议办公室", "双随机办", Kind.OFFICE, f"{region}-BGS"
        )
        _person(cast, code, office, (Role.OFFICE,), encoded)
    supervisor = _organ(CITY, "纪律检查委员会监察委员会", "纪委监委", Kind.SUPERVISOR, f"{CITY}-JW")
    _person(cast, "jw", supervisor, (Role.AUDITOR,), encoded)
    notary = _organ(CITY, "公证处", "公证处", Kind.NOTARY, f"{CITY}-GZ")
    platform = _organ(CITY, "“双随机、一公开”平台运行中心", "运行中心", Kind.PLATFORM, f"{CITY}-YX")
    for code, role in (("xt", Role.SYSTEM_ADMIN), ("aq", Role.SECURITY_ADMIN), ("sj", Role.AUDIT_ADMIN)):
        _person(cast, code, platform, (role,), encoded)
    _person(cast, "gz", notary, (Role.NOTARY,), encoded)
    _over(cast, encoded)
    return cast


def _over(cast: Cast, encoded: str) -> None:
    """Who guides a line from above (Art. 28), and who supervises enforcement by law."""
    province = Region.objects.get(pk=PROVINCE)
    upper = Department.objects.create(
        code=f"{PROVINCE}-SCJG",
        name=f"{province.name}市场监督管理局",
        short_name="省市场监管局",
        sign="豫市监",
        line="市场监管",
        level=Level.PROVINCE,
        kind=Kind.SUPERVISOR,
        region=province,
        joined_on=JOINED,
    )
    _person(cast, "sheng", upper, (Role.UPPER,), encoded)
    justice = _organ(CITY, "司法局", "司法", Kind.SUPERVISOR, f"{CITY}-SFJ")
    _person(cast, "sfj", justice, (Role.AUDITOR,), encoded)


def key_of(line: str, region: str) -> str:
    """How the cast names a department."""
    return line if region == CITY else f"{line}@{region}"


def _prefix(key: str) -> str:
    line, _, region = key.partition("@")
    return {"": "", COUNTIES[0]: "lz.", COUNTIES[1]: "ty."}[region] + LINES[line][0]


def _department(cast: Cast, line: str, region: str) -> None:
    code, suffix, sign = LINES[line]
    place = Region.objects.get(pk=region)
    short = "安" if region == CITY else place.name[0]
    cast.departments[key_of(line, region)] = Department.objects.create(
        code=f"{region}-{code.upper()}",
        name=place.name + suffix,
        short_name=line,
        sign=short + sign,
        line=line,
        level=Level.CITY if region == CITY else Level.COUNTY,
        region=place,
        joined_on=JOINED,
    )


def _organ(region: str, suffix: str, short: str, kind: Kind, code: str) -> Department:
    place = Region.objects.get(pk=region)
    return Department.objects.create(
        code=code,
        name=place.name + suffix,
        short_name=short,
        sign="安双随机办" if kind is Kind.OFFICE and region == CITY else place.name[:1] + short,
        line=short,
        level=Level.CITY if region == CITY else Level.COUNTY,
        kind=kind,
        region=place,
        joined_on=JOINED,
    )


def _person(
    cast: Cast, username: str, department: Department, roles: tuple[Role, ...], encoded: str
) -> Person:
    person = Person(
        username=username, name=personal_name(len(cast.people)), department=department, password=encoded
    )
    person.save()
    Grant.objects.bulk_create(Grant(person=person, role=role, from_on=JOINED) for role in roles)
    cast.people[username] = person
    return person
