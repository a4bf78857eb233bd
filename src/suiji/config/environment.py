"""What the surroundings decide: read once, from environment variables, checked by pydantic."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT = Path(__file__).resolve().parents[3]


def _split(value: object) -> object:
    """``a, b`` → two words; what is a list already stays one."""
    return value.replace(",", " ").split() if isinstance(value, str) else value


Words = Annotated[list[str], NoDecode, BeforeValidator(_split)]
"""A list that stands in a variable as words with commas or spaces between them."""


class Environment(BaseSettings):
    """Every setting of an installation. Names below are prefixed ``SUIJI_``; ``DATABASE_URL`` is not."""

    model_config = SettingsConfigDict(env_prefix="SUIJI_", populate_by_name=True, extra="ignore")

    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    """The web role's connection (``postgresql://…``). Empty only while a command does not need a database."""
    public_database_url: str = ""
    """The public role's connection to the same database: what the portal reads (see ``suiji.portal.window``)."""
    replica_database_url: str = ""
    """The public role's connection to a streaming replica: what strangers read (decision 0091); empty: the primary."""
    replica_lag: int = Field(default=10, ge=1)
    """Seconds that the replica may be behind; further behind, strangers read the primary."""
    pooler: Literal["none", "transaction"] = "none"
    """``transaction`` where the addresses lead to PgBouncer in transaction mode: nothing is kept on a connection."""
    owner_database_url: str = ""
    """The owner role's connection; migrations, grants and the demonstration's first step use it."""
    as_owner: bool = False
    """True in the few commands that migrate: the default connection is then the owner's."""
    database_pool: bool = True
    """Pooled connections (six times the request rate); tests switch it off."""
    secret_key: str = "only-for-commands-without-a-server"  # noqa: S105 — the server sets its own
    """Django's key: sessions and signed links; from ``secrets.json`` if unset."""
    ledger_key: str = "00" * 32
    """Ed25519 seed of the transparency log, 64 hex digits; never in the database."""
    field_key: str = "00" * 32
    """First key of the encrypted fields, 64 hex digits; never in the database."""
    field_cipher: Literal["AES-256-GCM", "SM4-GCM"] = "AES-256-GCM"
    """What fields are sealed with from now on; values sealed with the other still open."""
    keychain: Path | None = None
    """The file of further field keys (``suiji keys rotate`` writes it); ``keychain.json`` among the data if unset."""
    log_origin: str = "suiji.example/anyang"
    """The log's C2SP origin and key name, before a demonstration's mark (see ``origin``)."""
    witnesses: Words = []
    """Verifier keys of the log's witnesses (C2SP ``tlog-cosignature``): whose cosignatures are taken and shown."""
    data_dir: Path = PROJECT / "var"
    """Everything the house keeps outside the database: evidence, keys, the embedded database's own files."""
    files_bucket: str = ""
    """The bucket of an S3-compatible store that keeps evidence and other files, sealed by us (decision 0092); empty:
    they lie in ``evidence`` among the data."""
    files_endpoint: str = ""
    """The store's address (``https://…``)."""
    files_key: str = ""
    """The access key, which needs to read, write, delete and list in this bucket alone."""
    files_secret: str = ""
    """Its secret."""
    files_region: str = "us-east-1"
    """The store's region; most private ones ignore it."""
    backup_dir: Path | None = None
    """Where backups of data and evidence are put; ``backups`` among the data if unset (better: another disk)."""
    backup_keys_dir: Path | None = None
    """Where the sealed copies of the keys are put, apart from the data; ``backups-keys`` among the data if unset."""
    backup_public: str = ""
    """The public key backups are sealed to; if unset, what ``suiji backup key`` wrote beside the data."""
    backup_keep: int = Field(default=30, ge=1)
    """How many backups stay; older ones go once a newer one was verified."""
    journal_dir: Path | None = None
    """Where the embedded database's journal is put, sealed, for going back to any moment (``suiji restore --at``);
    unset: only whole backups. On another disk, or a folder that leaves this machine."""
    hosts: Words = ["localhost", "127.0.0.1", "[::1]", "testserver"]
    """The names and addresses under which the house may be asked for; any other host is refused."""
    proxies: Words = []
    """Addresses or networks of the proxies in front, whose ``X-Forwarded-For`` is believed; empty: nobody's is."""
    site: str = "http://localhost:8000"
    """The address printed on papers and in QR codes; ``suiji up`` prints the one it serves where this is unset."""
    second_factor: Literal["required", "offered"] = "required"
    """Whether approvers and administrators must have a second factor (a demonstration only offers it)."""
    single_session: bool = False
    """True where a new log-in ends the person's other sessions."""
    oidc_issuer: str = ""
    """The city's identity provider (OpenID Connect), as its address without ``/.well-known``; empty: passwords only."""
    oidc_client: str = ""
    """The client id that the provider knows this house by; its way back is ``/account/sso/city/callback/``."""
    oidc_secret: str = ""
    """The client's secret."""
    oidc_name: str = "统一身份认证"
    """What the log-in page calls it."""
    oidc_claim: str = "preferred_username"
    """Which claim holds the person's log-in here, for the first time; afterwards the provider's subject counts."""
    idle_minutes: int = Field(default=15, ge=0, le=15)
    """Minutes without a request after which a session ends; 0 for the tests only: then never."""
    rating_lines: Words = ["市场监管"]
    """Lines of business whose departments may bring in credit-risk classes (Art. 13, 25; reading R149)."""
    city_code: str = "410500"
    """The city's division code (GB/T 2260)."""
    city_name: str = "安阳市"
    """The city's name, as pages and papers show it."""
    email_host: str = ""
    """The mail server by which messages leave; empty: none do."""
    email_port: int = 25
    """Its port."""
    email_user: str = ""
    """The log-in at the mail server; empty: none."""
    email_password: str = ""
    """Its password."""
    email_tls: bool = False
    """STARTTLS."""
    email_from: str = "suiji@localhost"
    """The sender's address."""
    webhook: str = ""
    """The address (政务即时通讯) that receives every message as JSON; empty: none."""
    message_hosts: Words = ["oapi.dingtalk.com", "qyapi.weixin.qq.com", "open.feishu.cn"]
    """Hosts of group robots that messages may go to; take one away to shut that kind off. No other kind exists."""
    hook_hosts: Words = []
    """Hosts (``host`` or ``host:port``) that events may be sent to; empty: none leave by themselves."""
    sms: str = ""
    """The gateway that takes text messages as JSON (``{"to": …, "text": …}``); empty: none leave."""
    drand: str = "https://api.drand.sh"
    """Where rounds of the drand beacon are fetched, and verified before use; empty: they are uploaded only."""
    auditor: Literal["required", "absent"] = "required"
    """Whether names of a draw wait for an auditor's signature; ``absent``: nobody can sign, and the pages say so."""
    key_copy: Literal["kept", "dropped"] = "kept"
    """Whether the house keeps an encrypted copy of a draw's key once the key is split among three keepers."""
    openings_with_lot: bool = False
    """Whether a firm's proof of inclusion also holds lot and blind, which can prove its class (protocol §5)."""
    fonts_dir: Path | None = None
    """A folder of licensed fonts (GB/T 9704), tried before the shipped ones."""
    crypto: str = ""
    """A function (``package.module:function``) that gives the site's cryptographic module (SM2, SM3, SM4); empty: ours,
    in software (see ``vault.provider``)."""
    sm2_key: str = Field(default="", pattern="^([0-9a-fA-F]{64})?$")
    """The house's SM2 secret key in hex: then the log's checkpoints bear an SM2 signature once an hour besides."""
    sealer: str = ""
    """A function (``package.module:function``) that puts the organ's electronic seal on a finished paper; empty:
    seals are of ink (see ``papers.seals``)."""
    page_cache: bool = True
    """Public pages are made once a minute and given from memory in between; tests switch it off."""
    portal_pace: int = Field(default=10, ge=0)
    """Public pages a second that one stranger's address may have made anew, a web process, after a first hundred; who
    is quicker waits. What is in memory costs nothing and is not counted. 0: no limit."""
    threads: int = Field(default=32, ge=4)
    """Threads of a web process; at most three quarters of them ever serve strangers."""
    sending_pace: int = Field(default=600, ge=0)
    """Forms that one person or one firm may send within a minute, at all doors together (a stranger's address four
    times as many); a form with files counts as ten. Counted in the database. 0: no limit."""
    demonstration: bool = True
    """``suiji up`` fills an empty database with the demonstration; false for a house that begins empty."""
    log: Literal["text", "json"] = "text"
    """How the console is told: lines for people, or one JSON object a line."""
    log_requests: bool = False
    """Whether every request leaves a line: room, method, status, milliseconds; never an address or a person."""
    slow_statement_ms: int = Field(default=500, ge=1)
    """From how many milliseconds on a statement is named in the log, without its values."""
    metrics_token: str = ""
    """Who may read ``/api/metrics`` (``Authorization: Bearer …``); empty: this machine itself, past no proxy."""
    debug: bool = False
    """Django's pages for programmers; never where anybody else can come."""
    tls: bool = False
    """True behind TLS: secure cookies and HSTS."""
    hsts: bool = True
    """False where the certificate is only our own: browsers are then not told to insist on TLS."""
    tls_certificate: Path | None = None
    """The site's certificate (PEM), where the house itself speaks TLS and no proxy in front does."""
    tls_key: Path | None = None
    """Its private key (PEM, PKCS#8)."""

    @property
    def origin(self) -> str:
        """The log's identity; a demonstration's says so in every checkpoint, for ever."""
        return f"{self.log_origin}/demonstration" if self.demonstration else self.log_origin
